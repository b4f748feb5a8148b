"""Figures: the numbers of a passage, and whether they still stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from claims.values import FigureSighting, ValuesState

MOST_FIGURES = 500

_MAGNITUDES = {
    "k": 3,
    "K": 3,
    "thousand": 3,
    "M": 6,
    "mn": 6,
    "million": 6,
    "millions": 6,
    "B": 9,
    "bn": 9,
    "billion": 9,
    "billions": 9,
    "T": 12,
    "tn": 12,
    "trillion": 12,
    "trillions": 12,
}
# Names first, so that their numbers are passed over: Qwen2.5-72B, GPT-4, and markers like [3], versions like 1.2.3.
_PATTERN = re.compile(
    r"""
    (?P<name>\b(?:[A-Za-z]{1,40}\d|[A-Z][A-Za-z]{0,40}-\d)[\w.-]{0,60})
    | \[\d{1,4}\]
    | \b\d{1,4}(?:\.\d{1,6}){2,5}\b
    | (?:(?P<currency>[$€£¥])\ ?)?
      (?P<sign>(?<![\w.)])[-−])?
      (?P<number>\d{1,3}(?:[,'’\u00a0\u202f]\d{3})+(?!\d)(?:\.\d{1,30})?|\d{1,30}(?:\.\d{1,30})?)
      (?:(?:[\s-]{0,3}(?P<word>thousand|millions?|billions?|trillions?|bn|mn|tn)\b)|(?P<letter>[kKMBT])(?![A-Za-z]))?
      (?:\s{0,3}(?P<percent>%|％|percent\b|per\s{1,3}cent\b|percentage\s{1,3}points?\b)|(?P<unit>[A-Za-z°×]{1,12}))?
    """,
    re.VERBOSE,
)
_DIGITS = re.compile(r"\d{1,30}(?:\.\d{1,30})?")
_SPELT = re.compile(r"(?:(?<![\w.)])[-−])?[$€£¥]?\d+(?:[.,]\d+)*\s{0,3}[%％]?")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))|\s")
_NAME = "name"
_SEPARATORS = re.compile(r"[,'’\u00a0\u202f]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit ("%", "$", "gb", "" for none), magnitudes expanded. Equal if both are, however written."""

    value: Decimal
    unit: str
    verbatim: str = field(compare=False)


def figures_of(text: str) -> tuple[Figure, ...]:
    """The figures of a text in its order, the first `MOST_FIGURES`. Numbers inside names (GPT-4, Qwen2.5) are none."""
    return tuple(figure for figure in _numbers_of(text) if figure.unit != _NAME)


def has_same_numbers(one: str, other: str) -> bool:
    """True if two wordings of the same letters have the same numbers: points, signs and % stand where they stood."""
    return _spelt(one) == _spelt(other)


def compare_figures(
    before_passage: str, after_found: str, expected: Sequence[str] | None = None
) -> FigureSighting:
    """Whether the figures of a passage stand in its wording of now.

    `expected` are the figures that a claim relies on, as written: only those matter. With None all numbers of the
    passage matter, those in its names too. NONE: there are none to rely on. PRESENT: all stand. CHANGED: others took
    their place. ABSENT: they are gone.
    """
    if expected is None:
        before, after = _numbers_of(before_passage), _numbers_of(after_found)
        known = Counter(before)
    else:
        before, after = (
            tuple(figure for text in expected for figure in figures_of(text)),
            figures_of(after_found),
        )
        known = Counter(before) + Counter(figures_of(before_passage))
    if not before and (expected is not None or not after):
        return FigureSighting(ValuesState.NONE)
    return FigureSighting(
        state=_state(
            Counter(before) - Counter(after), Counter(after) - known, after_found, is_whole=expected is None
        ),
        before=tuple(figure.verbatim for figure in before),
        after=tuple(figure.verbatim for figure in after),
    )


def _state(lost: Counter[Figure], fresh: Counter[Figure], found: str, *, is_whole: bool) -> ValuesState:
    if is_whole:
        return (
            (ValuesState.CHANGED if found else ValuesState.ABSENT) if lost or fresh else ValuesState.PRESENT
        )
    if not lost:
        return ValuesState.PRESENT
    return ValuesState.CHANGED if fresh else ValuesState.ABSENT


def _spelt(text: str) -> list[str]:
    return [_THOUSANDS.sub("", number) for number in _SPELT.findall(text)]


def _numbers_of(text: str) -> tuple[Figure, ...]:
    found: list[Figure] = []
    for match in _PATTERN.finditer(text):
        if match["number"]:
            found.append(_figure(match))
        elif match["name"]:
            found += [
                Figure(Decimal(digits), _NAME, match["name"]) for digits in _DIGITS.findall(match["name"])
            ]
        if len(found) >= MOST_FIGURES:
            break
    return tuple(found[:MOST_FIGURES])


def _figure(match: re.Match[str]) -> Figure:
    power = _MAGNITUDES[match["word"] or match["letter"]] if match["word"] or match["letter"] else 0
    value = Decimal(_SEPARATORS.sub("", match["number"])).scaleb(power)
    unit = "%" if match["percent"] else match["currency"] or (match["unit"] or "").lower()
    return Figure(
        value=(-value if match["sign"] else value).normalize(), unit=unit, verbatim=match[0].strip()
    )
