"""Sentences: where in a block each begins and ends, to the character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.pipeline.extraction.lexicon import ABBREVIATIONS, FINAL_ABBREVIATIONS
from claims.values import Marker

_END = re.compile(
    r"[.!?…。！？؟۔।](?:(?<=[.!?…؟۔।])[.!?…]{0,2}[\"'”’»)\]]{0,3}|(?<=[。！？])[。！？]{0,2}[”’」』）]{0,3})"
)
_STARTS_SENTENCE = re.compile(
    r"[\s\"'“‘«(\[*_—–-]{0,4}(?:[A-Z0-9À-ÖØ-ÞА-ЯΑ-Ω]|[\u0590-\u0dff\u0e00-\u0e7f]|[\u3040-\u9fff\uac00-\ud7af]|\$|€|£|[a-z]{1,3}[A-Z0-9@]|@)"
)
_STARTS_NEW = re.compile(
    r"\s{0,4}[\"“(]?(?:The|This|That|These|Those|It|They|He|She|We|I|You|A|An|In|On|At|As|But|And|However|Its|Their|His|Her|Our|For|With|By|When|While|After|Meanwhile)\b"
)
_WIDE_END = "。！？"
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text[start:end]` is the sentence; markers that follow it stand before `tail`."""

    start: int
    end: int
    tail: int


def split_sentences(text: str, start: int, end: int, markers: Sequence[Marker] = ()) -> Iterator[Sentence]:
    """The sentences of `text[start:end]` in order. `markers` are those of this stretch, in order.

    A marker at a full stop, on either side, belongs to the sentence before it and not to its text. A marker without
    labels that opens the stretch is skipped.
    """
    follows = {marker.start: marker.end for marker in markers}
    ends = {marker.end: marker.start for marker in markers}
    opening = {marker.start: marker.end for marker in markers if not marker.labels}
    begin, place = _behind_markers(text, start, end, opening), start
    begin = _skip_space(text, begin, end)
    while stop := _END.search(text, place, end):
        place = stop.end()
        tail = _behind_markers(text, place, end, follows)
        if not _is_end(text, begin, stop, tail, end):
            continue
        yield from cut(text, Sentence(begin, _before_markers(text, begin, stop, ends), tail))
        begin = place = _skip_space(text, tail, end)
    if begin < end and (last := _trimmed(text, begin, end, ends)) > begin:
        yield from cut(text, Sentence(begin, last, end))


def cut(text: str, sentence: Sentence) -> Iterator[Sentence]:
    """The sentence, in pieces of at most `_LONGEST` characters; they end at a space where there is one."""
    start = sentence.start
    while sentence.end - start > _LONGEST:
        space = text.rfind(" ", start + 1, start + _LONGEST)
        place = space if space > 0 else start + _LONGEST
        yield Sentence(start, place, place)
        start = _skip_space(text, place, sentence.end)
    if start < sentence.end:
        yield Sentence(start, sentence.end, sentence.tail)


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
    before = text[max(begin, stop.start() - 20) : stop.start()].split()[-1:]
    if not before or len(stop[0]) > 1:
        return False
    word = before[0].casefold().lstrip("(\"“'‘[")
    if word in ABBREVIATIONS:
        return word not in FINAL_ABBREVIATIONS or not _STARTS_NEW.match(text, follow)
    if word.isdigit():  # "1. First", a list's number that opens the stretch
        return stop.start() - len(before[0]) == begin
    return len(word) == 1 and word.isalpha() and before[0][-1:].isupper() and word != "i"


def _behind_markers(text: str, place: int, end: int, follows: dict[int, int]) -> int:
    """The place behind the markers that follow `place`, with the gaps between them."""
    tail = place
    while (start := _skip_space(text, tail, end)) in follows:
        tail = follows[start]
    return tail


def _before_markers(text: str, begin: int, stop: re.Match[str], ends: dict[int, int]) -> int:
    """The end of a sentence: behind its full stop, or before the markers that the full stop follows."""
    last = _trimmed(text, begin, stop.start(), ends)
    return last if begin < last and stop.start() in ends else stop.end()


def _trimmed(text: str, begin: int, end: int, ends: dict[int, int]) -> int:
    """The end of a sentence without its trailing markers and white space."""
    while end > begin and (text[end - 1].isspace() or end in ends):
        end = ends.get(end, end - 1)
    return end


def _skip_space(text: str, place: int, end: int) -> int:
    while place < end and text[place].isspace():
        place += 1
    return place
