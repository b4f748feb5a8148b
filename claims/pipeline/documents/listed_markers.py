"""Listed markers: signs that count as citation markers only beside a list of sources: "[NHO]", and bare numbers behind a full stop."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from claims.pipeline.documents.spans import SpanIndex
from claims.values import Block, Marker

_NAMED = re.compile(r"[\[［【](?P<label>[^\W_][^\[\]［］【】\n]{0,80})[\]］】]")
# "[FRED]", "[RFC2119]", "[Knu84]": a name of capitals that closes a sentence or clause
_ABBREVIATION = re.compile(r"[A-Z][A-Z0-9]{0,9}(?:[&.-][A-Z0-9]{1,9}){0,3}|[A-Z][A-Za-z]{1,14}\d{2,4}[a-z]?")
_COMMA = re.compile(r"[,;]")
# "[Zillow 2025]", beside a list whose labels are names
_NAME = re.compile(r"(?:[A-Z][\w&.’'-]{1,30} ){0,2}(?:[A-Z][\w&.’'-]{1,30}|(?:19|20)\d\d)")
# Capitals in brackets that name no source.
_NO_SOURCES = frozenset(
    ("PDF", "HTML", "VIDEO", "AUDIO", "SIC", "LINK", "IMAGE", "PHOTO", "UPDATE", "UPDATED", "NEW", "AI", "US", "UK", "EU", "UN", "TBD", "TBA", "NSFW", "AD")
)  # fmt: skip
_CLOSES = re.compile(r"\s{0,2}(?:[.,;:!?)]|[\[［【]|$)")
_BARE = re.compile(
    r"(?:(?P<before>[^\W_]|[%)\]\"”’»])[.!?。]\s?|(?<=[^\W\d_])[,;:])(?P<numbers>\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,5})(?=\s|$)"
)
_WHOLE_NUMBER = re.compile(r"(?<![\d.,])\d{1,9}(?:,\d{3}){0,3}$")
_ENDS_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d$")
_STARTS = re.compile(
    r"\s{1,3}[\"“(]?(?:The|This|That|These|Those|It|They|He|She|We|I|A|An|In|On|At|As|But|And|However|Its|Their|His|Her|Our|For|With|By|When|While|After|Meanwhile|To|From|Of)\b"
)
_STARTS_OR_ENDS = re.compile(rf"\s*+\Z|{_STARTS.pattern}")
_NUMBERS = re.compile(r"\d+")


def named_markers(
    text: str, blocks: Iterable[Block], labels: Collection[str], covered: SpanIndex
) -> Iterator[Marker]:
    """Yields brackets that contain a label of the list, and abbreviations in the place of a citation (unresolved)."""
    has_names = any(not label.isdecimal() for label in labels)
    for block in blocks:
        for match in _NAMED.finditer(text, block.start, block.end):
            if covered.overlaps(match.start(), match.end()):
                continue
            closes = _CLOSES.match(text, match.end(), block.end) is not None
            if named := _named(match["label"].strip(), labels, closes=closes, has_names=has_names):
                yield Marker(match.start(), match.end(), named)


def _named(label: str, labels: Collection[str], *, closes: bool, has_names: bool) -> tuple[str, ...]:
    """The labels in a bracket, () if it is none: one of the list, several, or in the place of a citation a name that the list lacks."""
    if label.isdecimal():
        return ()
    if label in labels or (closes and is_abbreviation(label)):
        return (label,)
    parts = tuple(part.strip() for part in _COMMA.split(label))
    if any(map(labels.__contains__, parts)):
        return parts if all(part in labels or is_abbreviation(part) for part in parts) else ()
    is_name = closes and has_names and label.upper() not in _NO_SOURCES and _NAME.fullmatch(label)
    return (label,) if is_name else ()


def is_abbreviation(label: str) -> bool:
    """True for the name of a source in capitals: "NHO", "RFC2119", "Knu84"."""
    return _ABBREVIATION.fullmatch(label) is not None and label not in _NO_SOURCES


def bare_numbers(
    text: str, blocks: Iterable[Block], labels: Collection[str], covered: SpanIndex
) -> list[Marker]:
    """Returns numbers behind full stops, "…in the first quarter.2", where the list has entries with these numbers.

    A number behind a digit could be a decimal: it counts behind a year at the end of a block, or before a new sentence.
    """
    markers = []
    clear = 0
    for block in blocks:
        for match in _BARE.finditer(text, block.start, block.end):
            numbers = tuple(dict.fromkeys(_NUMBERS.findall(match["numbers"])))
            start, end = match.span("numbers")
            if not all(number in labels for number in numbers) or covered.overlaps(start, end):
                continue
            if (match["before"] or "").isdigit():
                if not _follows_number(text, match, block):
                    continue
            elif text[start - 1].isspace() and not _closes_sentence(text, end, block):
                continue
            else:
                clear += 1
            markers.append(Marker(start, end, numbers))
    return markers if clear else []


def _follows_number(text: str, match: re.Match[str], block: Block) -> bool:
    start, end = match.span("numbers")
    is_year = _ENDS_YEAR.search(text[max(block.start, start - 12) : match.end("before")]) is not None
    is_number = _WHOLE_NUMBER.search(text[max(block.start, start - 12) : match.end("before")]) is not None
    return (
        is_number
        and not text[start - 1].isspace()
        and (
            _STARTS.match(text, end, block.end) is not None
            or (is_year and _closes_sentence(text, end, block))
        )
    )


def _closes_sentence(text: str, end: int, block: Block) -> bool:
    """True at the end of the block, or before a word that begins a sentence."""
    return _STARTS_OR_ENDS.match(text, end, block.end) is not None
