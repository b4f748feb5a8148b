"""Sides: a sentence about two named things: where each of them stands, and which words compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from claims.pipeline.extraction.grammar.merits import is_denied, merit_of
from claims.pipeline.extraction.grammar.tree import SUBJECTS, Tree, Word
from claims.pipeline.extraction.lexicon import AUXILIARIES, CONTRASTS

STOPS = frozenset({".", "..", ";", "!", "?", "—", "–", "--", "…", "..."})
THAN = frozenset({"than", "then", "that", "tham", "thna"})
"""How "than" is written; all but the first count only right behind a comparative."""

Verdict = tuple[Word, int]
"""A word that compares, with 1 where it sets the first thing above, -1 where below, 0 where it decides nothing."""

_CLAUSES = CONTRASTS | {
    "because",
    "since",
    "which",
    "who",
    "so",
    "when",
    "if",
    "until",
    "unless",
    "than",
    "making",
}
_MAX_PHRASE = 25
_TITLE = 8


@dataclass(frozen=True, slots=True)
class Cue:
    """A comparative: `merit` is 1 where it praises, -1 where it blames or denies praise, 0 where it denies blame."""

    index: int
    merit: int
    word: Word


class Sides:
    """The words of a sentence, each with the side that it names: 1 for the first thing, -1 for the other one, 0 for neither."""

    def __init__(self, tree: Tree, side_of: Mapping[str, int]) -> None:
        self.words = tree.words
        self.sides = [side_of.get(word.mention.canonical, 0) if word.mention else 0 for word in tree.words]
        self.starts = list(self._starts())

    def _starts(self) -> Iterator[int]:
        start = 0
        for word in self.words:
            yield start
            if word.small in STOPS:
                start = word.index + 1

    @cached_property
    def cues(self) -> list[Cue]:
        """The comparatives in order."""
        return [
            self._cue(word, merit)
            for word in self.words
            if (merit := merit_of(word)) and self._compares(word)
        ]

    def _compares(self, word: Word) -> bool:
        """False for the noun "cooler" and in "better-known"; a comparative that was parsed as a noun has "than" behind it."""
        before = self.words[word.index - 1].small if word.index else ""
        if before == "what" or (word.following is not None and word.following.tag == "HYPH"):
            return False
        return word.tag[:2] != "NN" or any(
            w.small == "than" for w in self.words[word.index : word.index + _TITLE]
        )

    def _cue(self, word: Word, merit: int) -> Cue:
        if is_denied(word, self.words[self.starts[word.index] : word.index]):
            merit = -1 if merit > 0 and self.words[word.index - 1].small != "necessarily" else 0
        return Cue(word.index, merit, word)

    def start(self, index: int) -> int:
        """Where the sentence of a word begins: behind the last full stop, semicolon or dash."""
        return self.starts[index]

    def end(self, index: int) -> int:
        """Where the sentence of a word ends."""
        return next((w.index for w in self.words[index:] if w.small in STOPS), len(self.words))

    def cue_before(self, index: int, reach: int = 1000) -> Cue | None:
        """The last comparative before a word in its sentence."""
        near = (c for c in reversed(self.cues) if max(self.starts[index], index - reach) <= c.index < index)
        return next(near, None)

    def cue_behind(self, index: int) -> Cue | None:
        """The first comparative behind a word in its sentence."""
        return next((cue for cue in self.cues if index < cue.index < self.end(index)), None)

    def last(self, side: int, start: int, end: int) -> int | None:
        """The last word from `start` to `end` that names a side."""
        return next(
            (i for i in range(min(end, len(self.words)) - 1, start - 1, -1) if self.sides[i] == side), None
        )

    def first(self, start: int, end: int) -> int | None:
        """The first word from `start` to `end` that names either side."""
        return next((i for i in range(start, min(end, len(self.words))) if self.sides[i]), None)

    def only(self, named: Iterable[int]) -> int:
        """The side that all these words name; 0 if they name both or none."""
        sides = {self.sides[i] for i in named}
        return sides.pop() if len(sides) == 1 else 0

    def leading(self, named: Sequence[int]) -> Sequence[int]:
        """The first of these words that name the same side."""
        other = next((n for n, i in enumerate(named) if self.sides[i] != self.sides[named[0]]), len(named))
        return named[:other]

    def phrase(self, index: int, reach: int = _MAX_PHRASE) -> tuple[list[int], int]:
        """The words behind `index`, up to the end of the phrase, that name a side; and where the phrase ends.

        Of "than Tin, Iron or Lead, and it lasts" it is "Tin, Iron or Lead".
        """
        named: list[int] = []
        i = index + 1
        while i < min(len(self.words), index + 1 + reach) and not self._ends_phrase(i, has_name=bool(named)):
            if self.sides[i]:
                named.append(i)
            i = self._behind_bracket(i) if self.words[i].small == "(" else i + 1
        return named, i

    def _behind_bracket(self, i: int) -> int:
        """Where what stands in brackets ends; examples in them belong to the phrase."""
        if i + 1 < len(self.words) and self.words[i + 1].small in {"e.g.", "including", "like", "such"}:
            return i + 1
        return next((w.index + 1 for w in self.words[i : i + _MAX_PHRASE] if w.small == ")"), i + 1)

    def _ends_phrase(self, i: int, *, has_name: bool) -> bool:
        small = self.words[i].small
        if small in STOPS or small in _CLAUSES:
            return True
        if small == "," and has_name:
            return not self._goes_on(i)
        return has_name and any(cue.index == i for cue in self.cues)

    def _goes_on(self, comma: int) -> bool:
        """True where a list goes on behind a comma: with a noun that is no subject."""
        near = [word for word in self.words[comma + 1 : comma + 5] if word.small not in {"and", "or", "nor"}]
        if not near or not (near[0].is_noun or near[0].tag in {"DT", "JJ", "PRP$"}):
            return False
        noun = next((word for word in near if word.is_noun), None)
        return noun is None or noun.dep not in SUBJECTS

    def is_asked(self, index: int) -> bool:
        """ "Is X better than Y?", "Does X beat Y?": True. "Why is X better than Y?" takes it for granted."""
        start, end = self.starts[index], self.end(index)
        if end == len(self.words) or self.words[end].small != "?":
            return False
        if self.words[start].small in AUXILIARIES:
            return True
        asked = next((w for w in self.words[start:end] if self._is_inverted(w)), None)
        return asked is not None and self.words[asked.index - 1].small not in {"why", "how"}

    def _is_inverted(self, word: Word) -> bool:
        verb = word.head if word.dep in {"aux", "auxpass"} and word.head is not None else word
        subject = verb.child(*SUBJECTS)
        return word.small in AUXILIARIES and subject is not None and word.index < subject.index
