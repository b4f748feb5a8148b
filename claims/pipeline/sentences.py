"""Sentences: where in a block each begins and ends, to the character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.values import Marker

_END = re.compile(r"[.!?…]{1,3}[\"'”’»)\]]{0,3}|[。！？]{1,3}[”’」』）]{0,3}|;(?=$)")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st vs etc al fig figs eq eqs sec sect ch vol no nos pp p ed eds rev gen sen rep gov lt col sgt capt inc ltd co corp "
    "dept univ est approx ca cf e.g i.e eg ie viz resp jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k u.n e.u a.m p.m ph.d b.c d.c "
    "mt ft incl max min avg bros messrs hon op cit".split()
)
_MAY_END = frozenset("etc al inc ltd co corp u.s u.k u.n e.u a.m p.m ph.d jr sr d.c b.c".split())
_WORD_BEFORE = re.compile(r"[\w.&-]{1,20}$")
_STARTS_SENTENCE = re.compile(
    r"[\s\"'“‘«(\[*_—–-]{0,4}(?:[A-Z0-9À-ÖØ-ÞА-ЯΑ-Ω]|[\u3040-\u9fff\uac00-\ud7af]|\$|€|£|[a-z]{1,3}[A-Z0-9@]|@)"
)
_STARTS_NEW = re.compile(
    r"\s{0,4}[\"“(]?(?:The|This|That|These|Those|It|They|He|She|We|I|You|A|An|In|On|At|As|But|And|However|Its|Their|His|Her|Our|For|With|By|When|While|After|Meanwhile)\b"
)
_WIDE_END = "。！？"


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text[start:end]` is the sentence; markers that follow it stand before `tail`."""

    start: int
    end: int
    tail: int


def split_sentences(text: str, start: int, end: int, markers: Sequence[Marker] = ()) -> Iterator[Sentence]:
    """The sentences of `text[start:end]` in order. `markers` are those of this stretch, in order.

    A marker behind a full stop belongs to the sentence before it.
    """
    follows = {marker.start: marker.end for marker in markers}
    begin, place = _skip_space(text, start, end), start
    while stop := _END.search(text, place, end):
        place = stop.end()
        tail = _behind_markers(text, place, end, follows)
        if not _is_end(text, begin, stop, tail, end):
            continue
        yield Sentence(begin, place, tail)
        begin = place = _skip_space(text, tail, end)
    if begin < end and (last := _trimmed(text, begin, end, follows)) > begin:
        yield Sentence(begin, last, end)


def _is_end(text: str, begin: int, stop: re.Match[str], tail: int, end: int) -> bool:
    if stop[0][0] in _WIDE_END:
        return True
    if tail >= end:
        return True
    has_marker, after = tail > stop.end(), text[stop.end()]
    if not (after.isspace() or has_marker):
        return False
    follow = _skip_space(text, tail, end)
    if not _STARTS_SENTENCE.match(text, follow, end):
        return False
    return stop[0][0] != "." or not _is_abbreviation(text, begin, stop, follow)


def _is_abbreviation(text: str, begin: int, stop: re.Match[str], follow: int) -> bool:
    before = _WORD_BEFORE.search(text, max(begin, stop.start() - 20), stop.start())
    if not before or len(stop[0]) > 1:
        return False
    word = before[0].casefold().lstrip("(")
    if word in _ABBREVIATIONS:
        return word not in _MAY_END or not _STARTS_NEW.match(text, follow)
    if word.isdigit():  # "1. First", a list's number that opens the stretch
        return before.start() == begin
    return len(word) == 1 and word.isalpha() and before[0].isupper() and word != "i"


def _behind_markers(text: str, place: int, end: int, follows: dict[int, int]) -> int:
    """The place behind the markers that follow `place`, with the gaps between them."""
    tail = place
    while (start := _skip_space(text, tail, end)) in follows:
        tail = follows[start]
    return tail


def _trimmed(text: str, begin: int, end: int, follows: dict[int, int]) -> int:
    """The end of a last sentence without full stop: before its trailing markers."""
    ends = {stop: start for start, stop in follows.items()}
    while end > begin and (text[end - 1].isspace() or end in ends):
        end = ends.get(end, end - 1)
    return end


def _skip_space(text: str, place: int, end: int) -> int:
    while place < end and text[place].isspace():
        place += 1
    return place
