"""Source sentences: the sentences and rows of a source, as far as they matter for whether they say a claim."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from claims.pipeline.watching.columns import HEAD_LINES, read_head
from claims.pipeline.watching.figures import figures_of
from claims.pipeline.watching.heading_units import sizes_of
from claims.pipeline.watching.marked_sentences import marked_sentences
from claims.pipeline.watching.rows import is_parted_row

_MAX_SENTENCES = 50_000
_SENTENCE_LENGTHS = (25, 1200)
_MIN_ROW = 8
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Scripts without spaces between words, and Hangul, whose words end in particles."""

_WORD = re.compile(rf"[^\W{_UNSPACED}]+")
_THOUSANDS = re.compile(r"(?<=\d)[.,'’ \u00a0\u202f](?=\d{3}(?!\d))")
_RUN = re.compile(rf"[{_UNSPACED}]+")
_JOINTS = str.maketrans("", "", " \u00a0-–_\"'‘’“”„«»")
_KEY_JOINTS = str.maketrans("_.", "  ")
_TOKEN = re.compile(r"[^\W_]+")
_SMALL_WORDS = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "s", "the", "to"])


@dataclass(frozen=True, slots=True)
class SourceSentence:
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
def read_sentences(text: str) -> tuple[SourceSentence, ...]:
    """The sentences and rows of a text in its order, the first 50,000.

    They are kept for a while: many claims cite one source, and are looked for in its text one after another.
    """
    return tuple(
        read_sentence(text, start, end, headings)
        for start, end, headings in itertools.islice(_sentences(text), _MAX_SENTENCES)
    )


def read_sentence(text: str, start: int, end: int, headings: str = "") -> SourceSentence:
    """The sentence `text[start:end]`, with the headings above it if it is a row."""
    said, above = text[start:end], _read_headings(headings)
    values = frozenset(figure.value for figure in figures_of(said))
    return SourceSentence(
        start,
        end,
        key=name_key(said),
        values=values,
        words=words_of(said) | above.words,
        tokens=tokens_of(said) | above.tokens,
        headings=above.tokens,
        sizes=above.sizes,
    )


@dataclass(frozen=True, slots=True)
class _Headings:
    words: frozenset[str]
    tokens: frozenset[str]
    sizes: frozenset[Decimal]


@lru_cache(maxsize=8)
def _read_headings(headings: str) -> _Headings:
    return _Headings(words_of(headings), tokens_of(headings), sizes_of(headings))


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


def words_of(text: str) -> frozenset[str]:
    """The words of more than three letters, the numbers, and of scripts without spaces each two characters side by side."""
    folded = _THOUSANDS.sub("", text.casefold())
    words = {word for word in _WORD.findall(folded) if len(word) > 3 or word.isdigit()}
    return frozenset(words.union(*(map("".join, itertools.pairwise(run)) for run in _RUN.findall(folded))))


def tokens_of(text: str) -> frozenset[str]:
    """All words and numbers but articles and prepositions."""
    return frozenset(_TOKEN.findall(text.casefold())) - _SMALL_WORDS


def name_key(text: str) -> str:
    """What a name and its spellings have in common: no case, spaces, dashes and quotation marks."""
    return text.casefold().translate(_JOINTS)
