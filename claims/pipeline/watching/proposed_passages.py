"""Proposed passages: the sentence of a source that says most of a claim."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from claims.pipeline.watching.claimed_figures import cell_values
from claims.pipeline.watching.columns import HEAD_LINES, read_head, sizes_of
from claims.pipeline.watching.figures import figures_of
from claims.pipeline.watching.marked_sentences import marked_sentences
from claims.pipeline.watching.notices import find_notices
from claims.pipeline.watching.passages import passage_at
from claims.pipeline.watching.rows import is_parted_row
from claims.values import Passage

_MAX_SENTENCES = 50_000
_SENTENCE_LENGTHS = (25, 1200)
_MIN_ROW = 8
_PROPOSAL_FLOOR = 0.55
_MIN_FIGURES = 0.5
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Scripts without spaces between words, and Hangul, whose words end in particles."""

_WORD = re.compile(rf"[^\W{_UNSPACED}]+")
_THOUSANDS = re.compile(r"(?<=\d)[.,'’ \u00a0\u202f](?=\d{3}(?!\d))")
_RUN = re.compile(rf"[{_UNSPACED}]+")
_JOINTS = str.maketrans("", "", " \u00a0-–_\"'‘’“”„«»")
_KEY_JOINTS = str.maketrans("_.", "  ")
_TOKEN = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
_SMALL_WORDS = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "s", "the", "to"])


def propose_passage(
    claim_text: str, names: Sequence[str], figures: Sequence[str], text: str
) -> Passage | None:
    """The sentence of a source's `text` that says most of a claim, None if none says enough of it.

    If the claim has names, the sentence holds one of them; if it has figures, half of them at least.
    """
    wanted = _Wanted(
        names=tuple(map(_name, filter(_name_key, names))),
        values={figure.value: cell_values(figure) for written in figures for figure in figures_of(written)},
        words=_words(claim_text),
    )
    best, place = _PROPOSAL_FLOOR, None
    for sentence in _read_sentences(text):
        share = wanted.share_in(sentence)
        if share > best:
            best, place = share, sentence
    return passage_at(text, place.start, place.end) if place else None


def say_again(claim_text: str, names: Sequence[str], figures: Sequence[str], text: str) -> Passage | None:
    """The sentence of a `text` that says a claim again with all of its names and all of these `figures`; None without figures."""
    passage = propose_passage(claim_text, names, figures, text) if figures else None
    if passage is None:
        return None
    sentence = _sentence(passage.exact, 0, len(passage.exact))
    has_names = all(_name(name).stands_in(sentence) for name in names)
    wanted = frozenset(figure.value for written in figures for figure in figures_of(written))
    is_said = has_names and wanted <= sentence.values and not _is_quoted(passage, text)
    return passage if is_said else None


def _is_quoted(passage: Passage, text: str) -> bool:
    """Whether a passage of a text stands in a notice about an earlier text."""
    start = text.find(passage.prefix + passage.exact) + len(passage.prefix)
    return any(
        notice.start <= start < notice.end for notice in find_notices(text) if notice.is_about_earlier_text
    )


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a source, as far as it matters for whether it says a claim. A row has the words of its headings, too."""

    start: int
    end: int
    key: str
    values: frozenset[Decimal]
    words: frozenset[str]
    tokens: frozenset[str]
    headings: frozenset[str]
    sizes: frozenset[Decimal]


@lru_cache(maxsize=2)
def _read_sentences(text: str) -> tuple[_Sentence, ...]:
    """Kept for a while: many claims cite one source, and are looked for in its text one after another."""
    return tuple(
        _sentence(text, start, end, headings)
        for start, end, headings in itertools.islice(_sentences(text), _MAX_SENTENCES)
    )


def _sentence(text: str, start: int, end: int, headings: str = "") -> _Sentence:
    said = text[start:end]
    values = frozenset(figure.value for figure in figures_of(said))
    words, tokens = _words(said) | _words(headings), _tokens(said) | _tokens(headings)
    sizes = sizes_of(headings) if headings else frozenset()
    return _Sentence(start, end, _name_key(said), values, words, tokens, _tokens(headings), sizes)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of a claim. The words of one without a number may stand apart: "ferries of the harbour", "harbour ferries"."""

    key: str
    tokens: frozenset[str]

    def stands_in(self, sentence: _Sentence) -> bool:
        """Whether a sentence has it; of a row, some words may be its headings: "Life expectancy" above "Japan"."""
        if self.key in sentence.key:
            return True
        may_part = len(self.tokens) > 1 and not any(map(_DIGIT.search, self.tokens))
        return may_part and self.tokens <= sentence.tokens and not self.tokens <= sentence.headings


def _name(written: str) -> _Name:
    return _Name(_name_key(written), _tokens(written))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a sentence must share with a claim to be its evidence."""

    names: tuple[_Name, ...]
    values: Mapping[Decimal, frozenset[Decimal]]
    words: frozenset[str]

    def share_in(self, sentence: _Sentence) -> float:
        """How much of it a sentence holds, 0 to 1; 0 if a name or the figures are missing."""
        standing = sum(name.stands_in(sentence) for name in self.names)
        names = standing / len(self.names) if self.names else 1.0
        if not names:
            return 0.0
        figures = self._figures_in(sentence) / len(self.values) if self.values else 1.0
        if figures < _MIN_FIGURES or not self.words:
            return 0.0
        words = len(self.words & sentence.words) / len(self.words)
        return 0.6 * words + 0.25 * figures + 0.15 * names

    def _figures_in(self, sentence: _Sentence) -> int:
        """How many of the figures a sentence has; below a heading they may stand without the size that it names, or none does."""
        if not sentence.headings:
            return len(self.values.keys() & sentence.values)
        return sum(
            value in sentence.values
            or any(
                not sentence.sizes or _is_sized(value, cell, sentence.sizes)
                for cell in cells & sentence.values
            )
            for value, cells in self.values.items()
        )


def _is_sized(value: Decimal, cell: Decimal, sizes: Collection[Decimal]) -> bool:
    return any(cell * size == value for size in sizes)


def _sentences(text: str) -> Iterator[tuple[int, int, str]]:
    """Where the sentences of a text begin and end, each with the headings above it if it is a row."""
    at, lines, headings = 0, text.split("\n"), ""
    for number, line in enumerate(lines):
        if not line:
            headings = ""
        elif number == 0 or not lines[number - 1]:
            headings = " ".join(read_head(lines[number : number + HEAD_LINES])).translate(_KEY_JOINTS)
        for sentence in marked_sentences(text, at, at + len(line)):
            words = text[sentence.start : sentence.end]
            is_row = is_parted_row(words)
            least = _MIN_ROW if is_row else _SENTENCE_LENGTHS[0]
            if least <= _length(words) <= _SENTENCE_LENGTHS[1]:
                yield sentence.start, sentence.end, headings if is_row else ""
        at += len(line) + 1


def _length(text: str) -> int:
    """How many characters; one of a script without spaces counts as two."""
    return len(text) + sum(map(len, _RUN.findall(text)))


def _words(text: str) -> frozenset[str]:
    """The words of more than three letters, the numbers, and of scripts without spaces each two characters side by side."""
    folded = _THOUSANDS.sub("", text.casefold())
    words = {word for word in _WORD.findall(folded) if len(word) > 3 or word.isdigit()}
    return frozenset(words.union(*(map("".join, itertools.pairwise(run)) for run in _RUN.findall(folded))))


def _tokens(text: str) -> frozenset[str]:
    return frozenset(_TOKEN.findall(text.casefold())) - _SMALL_WORDS


def _name_key(text: str) -> str:
    return text.casefold().translate(_JOINTS)
