"""Citation markers: finds the signs in a text that refer to its sources: "[3]", "[3-5]", "[^name]", superscript digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from claims.values import Block, Marker

_LIST = r"\d{1,3}(?:[ \u00a0]{0,2}[,;，、–—-][ \u00a0]{0,2}\d{1,3}){0,30}"
_SIGN = re.compile(
    rf"[\[［【](?P<numbers>{_LIST})[\]］】](?!\()|\[\^(?P<name>[^\]\s\[]{{1,80}})\](?!:)|(?P<raised>[¹²³⁰⁴-⁹]{{1,3}}(?:[,⁻\u02d2][¹²³⁰⁴-⁹]{{1,3}}){{0,9}})"
)
_NUMBERS = re.compile(r"(\d+)(?:\s*[–—-]\s*(\d+))?")
_RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_MAX_RANGE = 40
# "10³", "km²", "CO₂ m³": superscript digits that are exponents
_POWER = re.compile(r"(?:\d|(?:^|[\s(/·*])[a-zA-ZµμΩ]{1,3}|\^)$")


def labels_of(numbers: str) -> tuple[str, ...]:
    """Returns the labels in "3, 5-7"; () if it is no list of labels ("0", "7-3", "1-900")."""
    labels: list[str] = []
    for first, last in _NUMBERS.findall(numbers):
        low, high = int(first), int(last or first)
        if not 0 < low <= high < low + _MAX_RANGE:
            return ()
        labels.extend(str(number) for number in range(low, high + 1))
    return tuple(labels)


def raised_labels(digits: str, before: str) -> tuple[str, ...]:
    """Returns the labels of superscript digits that follow `before`; () if they are an exponent."""
    return () if _POWER.search(before[-6:]) else labels_of(digits.translate(_RAISED_DIGITS))


def find_markers(
    text: str, blocks: Iterable[Block], from_markup: Iterable[Marker] = ()
) -> tuple[Marker, ...]:
    """Returns all markers in reading order: those that the reader took `from_markup` and those written in the text."""
    markers = {marker.start: marker for marker in from_markup}
    covered = {offset for marker in markers.values() for offset in range(marker.start, marker.end)}
    for block in blocks:
        if block.kind != "code":
            markers.update((m.start, m) for m in _written(text, block) if m.start not in covered)
    return tuple(markers[start] for start in sorted(markers))


def _written(text: str, block: Block) -> Iterator[Marker]:
    for sign in _SIGN.finditer(text, block.start, block.end):
        if sign["name"]:
            yield Marker(sign.start(), sign.end(), (sign["name"],))
        elif labels := _labels(text, sign):
            yield Marker(sign.start(), sign.end(), labels)


def _labels(text: str, sign: re.Match[str]) -> tuple[str, ...]:
    if sign["numbers"]:
        return labels_of(sign["numbers"])
    return raised_labels(sign["raised"], text[max(0, sign.start() - 6) : sign.start()])
