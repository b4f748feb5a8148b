"""Sentences: where in a block each begins and ends, to the character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.pipeline.extraction.lexicon import ABBREVIATIONS, FINAL_ABBREVIATIONS, FINITE_VERBS
from claims.values import Marker

_END = re.compile(
    r"[.!?…。！？؟۔।](?:(?<=[.!?…؟۔।])[.!?…]{0,2}[\"'”’»)\]]{0,3}|(?<=[。！？])[。！？]{0,2}[”’」』）]{0,3})"
)
# Capitals of Latin, Greek, Cyrillic and Armenian beyond those of Western Europe: "Ş", "Ł", "Є"
_CAPITALS = "".join(
    filter(str.isupper, map(chr, (*range(0x100, 0x250), *range(0x370, 0x557), *range(0x1E00, 0x2000))))
)
_STARTS_SENTENCE = re.compile(
    rf"[\s\"'“‘«(\[*_—–-]{{0,4}}(?:[A-Z0-9À-ÖØ-Þ{_CAPITALS}]|[\u0590-\u0dff\u0e00-\u0e7f]|[\u3040-\u9fff\uac00-\ud7af]|\$|€|£|[a-z]{{1,3}}[A-Z0-9@]|@)"
)
_STARTS_NEW = re.compile(
    r"\s{0,4}[\"“(]?(?:The|This|That|These|Those|It|They|He|She|We|I|You|A|An|In|On|At|As|But|And|However|Its|Their|His|Her|Our|For|With|By|When|While|After|Meanwhile)\b"
)
# Abbreviations that end a firm's name.
_FIRMS = frozenset({"inc", "corp", "co", "ltd", "llc", "plc"})
_NAME_AND_VERB = re.compile(
    r"(?P<first>[A-Z][\w’'-]{0,30})(?:\.\d[\w-]{0,10})?(?: (?:[A-Z\d][\w.’'-]{0,30}|and|of)){0,4} (?P<verb>[a-z]{2,20})\b"
)
# What goes on with a firm's name or says whose office follows.
_WITH_FIRMS = frozenset(
    [
        "CEO",
        "CFO",
        "COO",
        "CTO",
        "Chair",
        "Chairman",
        "Chairwoman",
        "Chief",
        "Co",
        "Director",
        "Executive",
        "Founder",
        "General",
        "Group",
        "Holdings",
        "Inc",
        "International",
        "Ltd",
        "LLC",
        "Managing",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "PLC",
        "President",
        "Senior",
        "Vice",
    ]
)
_PASTS = frozenset(
    ["beat", "began", "bought", "broke", "built", "came", "cost", "cut", "fell", "found", "got", "grew", "held", "hit", "kept", "left", "lost",
     "made", "met", "paid", "ran", "rose", "sent", "set", "shut", "spent", "took", "told", "went"]
)  # fmt: skip
_REACH = 400
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
    if word in _FIRMS and _says_more(text, begin, stop.start(), follow):
        return False
    if word in ABBREVIATIONS:
        return word not in FINAL_ABBREVIATIONS or not _STARTS_NEW.match(text, follow)
    if word.isdigit():  # "1. First", a list's number that opens the stretch
        return stop.start() - len(before[0]) == begin
    return len(word) == 1 and word.isalpha() and before[0][-1:].isupper() and word != "i"


def _says_more(text: str, begin: int, stop: int, follow: int) -> bool:
    """ "It was made by Beta Corp. Kestrel sold 300 boats": True of the name and verb that follow a statement; not "Beta Corp. Vice President Lee sold"."""
    following = _NAME_AND_VERB.match(text, follow)
    return (
        following is not None
        and following["first"] not in _WITH_FIRMS
        and _is_verb(following["verb"])
        and any(_is_verb(word) for word in text[max(begin, stop - _REACH) : stop].split())
    )


def _is_verb(word: str) -> bool:
    return word in FINITE_VERBS or word in _PASTS or (word.endswith("ed") and word.islower())


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
