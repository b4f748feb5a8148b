"""Clauses: where in a sentence somebody does something, and the names that it holds."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, pairwise

from claims.pipeline.lexicon import ADVERBS, AUXILIARIES, FINITE_VERBS, NO_SUBJECT
from claims.pipeline.names import Mention
from claims.values import EntityKind

# What does nothing itself: no subject of a claim.
UNFIT = frozenset({EntityKind.TECHNIQUE, EntityKind.BENCHMARK, EntityKind.DATASET})

_FINITE_TAIL = re.compile(r"[a-z]{3,}(?:i[sz]es|i[sz]ed|ifies|ified|[^cs]ates|[^cs]ated)")
_WORD = re.compile(r"[^\s,;:()\[\]—–“”\"|]+")
_CLAUSE = re.compile(
    r"^|[,;:—–|“\"](?:\s|(?<=[“\"]))|\((?=[A-Z])|\)\s|\b(?:think|thinks|believes?|says?|said|claims?|claimed|found|shows?|showed|means|guess|know)\s|\b(?:that|where|while|whereas|but|because|when|whether|as|though|although|if|after|before|since)\s|\s-\s"
    r"|\b(?P<joined>and|or)\s|\b(?P<relative>which|who)\s|\b(?P<absolute>with)\s"
)
_BRACKETED = re.compile(r"\s?\([^()]{0,120}\)\s?")
_APPOSITION = re.compile(
    r",\s(?:[^,;:()—–]{2,110},\s)?(?=(?P<words>(?:[a-z]+ly\s|also\s|still\s|now\s)?(?P<verb>[a-z]+)\b))"
)
_APPOSED = re.compile(r",\s(?:the|a|an|its|which|whose|one of)\s")
_NOUN_PHRASE = re.compile(
    r"(?:\b(?:the|a|an|its|their|this|his|her)\s(?P<words>(?:[\w./-]+\s){0,4}[\w./-]+))[,\s(]*$",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"[~$€£+]?\d[\d.,]*%?$")
_DETERMINERS = re.compile(
    r"^(?:(?:the|a|an|this|that|these|those|its|their|his|her|our|my|your|both|all|some|other|new|said|today['’]s|even)\s+)+",
    re.IGNORECASE,
)
_NAMED_NOUN = re.compile(r"(?: (?:series|language|base|chat|code|vision|reasoning|math))* models?\b")
_JOINED = re.compile(r"\s*(?:,|,?\s(?:and|or|&)|/)\s*")
_REACH = 600
_MOST_WORDS = 14
# A word with its start and end.
_Word = tuple[str, int, int]
_NO_WORD: _Word = ("", 0, 0)
_LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Clause:
    """A subject and where its verb begins."""

    start: int
    end: int
    verb: int
    is_joined: bool = False


@dataclass(slots=True)
class ClauseView:
    """A sentence with its names, to be asked for its clauses."""

    text: str
    mentions: Sequence[Mention]
    _clauses: list[Clause] | None = None

    def clauses(self) -> list[Clause]:
        """Every "subject verb" of the sentence in order."""
        if self._clauses is None:
            found: dict[int, Clause] = {}
            for opening in _CLAUSE.finditer(self.text, 0, _LONGEST):
                if clause := self._clause_of(opening):
                    known = found.get(clause.verb)
                    if known is None or self._comes_before(clause, known):
                        found[clause.verb] = clause
            self._clauses = sorted(found.values(), key=lambda clause: clause.verb)
        return self._clauses

    def _comes_before(self, clause: Clause, known: Clause) -> bool:
        """True if the later reading of a verb's subject is the better one: nearer, and not within an apposition."""
        named = self.named_in(known)
        is_apposed = named is not None and _APPOSED.match(self.text, named.end)
        return not named or (self.named_in(clause) is not None and not is_apposed)

    def _clause_of(self, opening: re.Match[str]) -> Clause | None:
        if opening["relative"] and (clause := self._relative(opening)):
            return clause
        if opening["absolute"]:
            return self._absolute(opening.end())
        clause = self._clause_at(opening.end())
        if clause and opening["joined"]:
            first = self.text[clause.start :].split(" ", 1)[0]
            if not (
                first[:1].isupper()
                or _DETERMINERS.match(first + " ")
                or first in {"it", "they", "he", "she", "we"}
            ):
                return None
            return Clause(clause.start, clause.end, clause.verb, is_joined=True)
        return clause

    def _clause_at(self, place: int) -> Clause | None:
        """The clause whose subject begins at `place`: up to a dozen words, then a verb."""
        subject: list[_Word] = []
        for word, follow in pairwise(chain(self._words(place), (_NO_WORD,))):
            if not subject:
                if word[0].endswith("ly") and word[0].islower():
                    continue
                if not _may_open(word[0]):
                    return None
            elif _is_verb(word[0]) and (word[0] in AUXILIARIES or follow[0] not in AUXILIARIES):
                return Clause(subject[0][1], _end_of(subject), word[1])
            if word[0] == "to":
                return None
            subject.append(word)
        return None

    def _words(self, place: int) -> Iterator[_Word]:
        """The words from `place` on, up to a comma that no verb follows; brackets and appositions are skipped."""
        count = 0
        last = min(len(self.text), place + 300)
        while count < _MOST_WORDS and (word := _WORD.search(self.text, place, last)):
            if count and self.text[place : word.start()].strip():
                behind = self._behind(place)
                if behind is None:
                    return
                place = behind
                continue
            yield word[0], word.start(), word.end()
            count += 1
            place = word.end()

    def _behind(self, place: int) -> int | None:
        """The place behind a bracket or an apposition that stands at `place`."""
        if bracket := _BRACKETED.match(self.text, place):
            return None if bracket.end() == place else bracket.end()
        apposition = _APPOSITION.match(self.text, place)
        return (
            apposition.end() if apposition and _is_verb(apposition["verb"] or apposition["words"]) else None
        )

    def _relative(self, opening: re.Match[str]) -> Clause | None:
        """ ", which demonstrated": the subject is what stands before."""
        verb = _WORD.search(self.text, opening.end())
        if not verb or self.text[verb.start() - 1 : verb.start()] != " " or _may_open(verb[0]):
            return None
        before = self.text[max(0, opening.start() - 120) : opening.start()]
        base = opening.start() - len(before)
        mention = self.mention_before(opening.start())
        if mention and not self.text[mention.end : opening.start()].strip(" ,(“”\"'"):
            return Clause(self.group_span(mention)[0], mention.end, verb.start())
        phrase = _NOUN_PHRASE.search(before)
        if phrase and len(phrase["words"].split()) > 1:
            return Clause(base + phrase.start("words"), base + phrase.end("words"), verb.start())
        return None

    def _absolute(self, place: int) -> Clause | None:
        """ "with the Qwen family generating": a name with a participle."""
        words = list(islice(self._words(place), 8))
        for i, (word, start, _) in enumerate(words):
            if i and word.endswith("ing") and word.islower() and self.named_between(place, start):
                return Clause(words[0][1], words[i - 1][2], start)
        return None

    def named_in(self, clause: Clause) -> Mention | None:
        """The name that a clause's subject is, or holds."""
        return self.named_between(clause.start, clause.end)

    def named_between(self, start: int, end: int) -> Mention | None:
        """The first name between two places that can do something."""
        return next(
            (m for m in self.mentions if m.start >= start and m.end <= end and m.kind not in UNFIT), None
        )

    def group(self, mention: Mention) -> str:
        """The name together with those that it is listed with: "CapCut and InShot"."""
        first, last = self.group_span(mention)
        return self.text[first:last]

    def full(self, mention: Mention) -> str:
        """The name with its list, or with its noun where it stands alone."""
        listed = self.group(mention)
        return self.written(mention) if listed == mention.text else listed

    def group_span(self, mention: Mention) -> tuple[int, int]:
        """Where the list of names begins and ends that `mention` belongs to."""
        i = self.mentions.index(mention)
        first = last = i
        while first > 0 and _JOINED.fullmatch(
            self.text, self.mentions[first - 1].end, self.mentions[first].start
        ):
            first -= 1
        while last + 1 < len(self.mentions) and _JOINED.fullmatch(
            self.text, self.mentions[last].end, self.mentions[last + 1].start
        ):
            last += 1
        has_and = re.search(
            r"\b(?:and|or)\b|&", self.text[self.mentions[first].end : self.mentions[last].start]
        )
        if not has_and:
            first = last = i
        return self.mentions[first].start, self.mentions[last].end

    def written(self, mention: Mention) -> str:
        """The name with the noun that it is written with: "Qwen2.5 language models"."""
        noun = _NAMED_NOUN.match(self.text, mention.end)
        return self.text[mention.start : noun.end() if noun else mention.end]

    def mention_before(self, place: int) -> Mention | None:
        """The nearest name before `place` that can do something."""
        i = bisect_right([m.end for m in self.mentions], place)
        return next(
            (m for m in reversed(self.mentions[:i]) if m.kind not in UNFIT and place - m.end < _REACH), None
        )


def bare(words: str) -> str:
    """A noun phrase without article and dangling signs."""
    return _DETERMINERS.sub("", " ".join(words.split()).strip(" ,.;:*_"))


def _end_of(subject: Sequence[_Word]) -> int:
    """Where the subject ends, without the adverbs that stand before its verb."""
    last = len(subject) - 1
    while last > 0 and (subject[last][0].casefold() in ADVERBS or subject[last][0].endswith("ly")):
        last -= 1
    return subject[last][2]


@lru_cache(maxsize=8192)
def _is_verb(word: str) -> bool:
    return word.rstrip(".") in FINITE_VERBS or _FINITE_TAIL.fullmatch(word) is not None


@lru_cache(maxsize=8192)
def _may_open(word: str) -> bool:
    """True if a subject can begin with this word."""
    is_participle = word.endswith("ing") and len(word) > 5
    return not (word.casefold() in NO_SUBJECT or _is_verb(word) or is_participle or _NUMERIC.match(word))
