"""Figures: the numbers of a passage, and whether they still stand."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from claims.pipeline.watching.folding import letters_of
from claims.values import FigureMatch
from claims.vocabulary import ValuesState

MAX_FIGURES = 500

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
# Names first, so that their numbers are known as such: Qwen2.5-72B, GPT-4, versions like 1.2.3. Markers like [3] are none.
_PATTERN = re.compile(
    r"""
    (?P<name>
        (?<![A-Za-z0-9_])(?:[A-Za-z]{1,40}\d|[A-Z][A-Za-z]{0,40}-\d)(?:[.-]?[A-Za-z0-9_]){0,60}
        | (?<![A-Za-z0-9_])\d{1,4}(?:\.\d{1,6}){2,5}(?![A-Za-z0-9_])
    )
    | \[\d{1,4}(?:\s?[,–-]\s?\d{1,4}){0,20}\]
    | (?:(?P<currency>[$€£¥])\ ?)?
      (?P<sign>(?<![\w.)])[-−])?
      (?P<number>\d{1,3}(?:[,'’\u00a0\u202f]\d{3})+(?!\d)(?:\.\d{1,30})?|\d{1,30}(?:\.\d{1,30})?)
      (?:(?:[\s-]{0,3}(?P<word>thousand|millions?|billions?|trillions?|bn|mn|tn)(?![A-Za-z]))|(?P<letter>[kKMBT])(?![A-Za-z]))?
      (?:\s{0,3}(?P<percent>%|％|(?:per\s{0,3}cent|percentage\s{1,3}points?)(?![A-Za-z]))|(?P<unit>[A-Za-z°×]{1,12}))?
    """,
    re.VERBOSE,
)
_DIGITS = re.compile(r"\d{1,30}(?:\.\d{1,30})?")
_SPELT = re.compile(
    r"(?:(?<![\w.)])[-−])?[$€£¥]?\d+(?:[.,]\d+)*(?:\s{0,3}(?:[%％]|per\s{0,3}cent(?![A-Za-z])))?"
)
_MARKER = re.compile(r"\[\d{1,4}(?:\s?[,–-]\s?\d{1,4}){0,20}\]")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))|\s")
_NAME = "name"
_SIGNS = "$€£¥-−%"
_SEPARATORS = re.compile(r"[,'’\u00a0\u202f]")
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b")  # soft hyphens and zero-width spaces


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit ("%", "$", "gb", "" for none), magnitudes expanded. Equal if both are, however written."""

    value: Decimal
    unit: str
    verbatim: str = field(compare=False)


def figures_of(text: str) -> tuple[Figure, ...]:
    """The figures of a text in its order, the first `MAX_FIGURES`. Numbers inside names (GPT-4, Qwen2.5) are none."""
    return tuple(figure for figure in _numbers_of(text) if figure.unit != _NAME)


def has_same_numbers(one: str, other: str) -> bool:
    """True if two wordings of the same letters have the same numbers: points, signs and % stand where they stood."""
    return one == other or _spelt(one) == _spelt(other)


def compare_figures(
    before_passage: str, after_found: str, expected: Sequence[str] | None = None
) -> FigureMatch:
    """Whether the figures of a passage stand in its wording of now.

    `expected` are the figures that a claim relies on, as written: only those matter. With None all numbers of the
    passage matter, those in its names too. NONE: there are none to rely on. PRESENT: all stand. CHANGED: others took
    their place, two that changed places among them. ABSENT: they are gone. A unit that only one of two equal numbers
    has makes no other number of it ("80GB", "80 GB"), but for "%".
    """
    if expected is None:
        before, after = _numbers_of(before_passage), _numbers_of(after_found)
        known = before
    else:
        before = tuple(figure for text in expected for figure in figures_of(text))
        after = figures_of(after_found)
        was = figures_of(before_passage)
        known = (*was, *_beyond(before, was))
    if not before and (expected is not None or not after):
        return FigureMatch(ValuesState.NONE)
    lost, fresh = _beyond(before, after), _beyond(after, known)
    if not after_found or (lost and not fresh and expected is not None):
        state = ValuesState.ABSENT
    elif lost or (fresh and expected is None) or _is_swapped(before_passage, after_found, expected):
        state = ValuesState.CHANGED
    else:
        state = ValuesState.PRESENT
    return FigureMatch(state, _as_written(before), _as_written(after))


def _beyond(some: Sequence[Figure], others: Sequence[Figure]) -> list[Figure]:
    """The figures of `some` that have no counterpart among `others`, each of which is the counterpart of one."""
    units: defaultdict[Decimal, Counter[str]] = defaultdict(Counter)
    for figure in others:
        units[figure.value][figure.unit] += 1
    rest = [figure for figure in some if not _take(units[figure.value], (figure.unit,))]
    return [
        figure
        for figure in rest
        if not _take(units[figure.value], _like_units(figure.unit, units[figure.value]))
    ]


def _like_units(unit: str, others: Iterable[str]) -> list[str]:
    unsaid = ("", _NAME)
    return (
        []
        if unit == "%"
        else [other for other in others if other != "%" and (unit in unsaid or other in unsaid)]
    )


def _take(counts: Counter[str], units: Sequence[str]) -> bool:
    unit = next((unit for unit in units if counts[unit]), None)
    if unit is not None:
        counts[unit] -= 1
    return unit is not None


def _is_swapped(before: str, after: str, expected: Sequence[str] | None) -> bool:
    """True if between the same words stands another of the same numbers: "3 of 5" became "5 of 3"."""
    if before == after:
        return False
    before, after = _MARKER.sub(" ", before), _MARKER.sub(" ", after)
    were, are = _bare(before), _bare(after)
    if were == are or sorted(were) != sorted(are):
        return False
    relied = were if expected is None else [number for text in expected for number in _bare(text)]
    gaps, now = (list(map(letters_of, _SPELT.split(text))) for text in (before, after))
    return any(
        was != number and was in relied and gaps[at : at + 2] == now[at : at + 2]
        for at, (was, number) in enumerate(zip(were, are, strict=True))
    )


def _as_written(figures: Sequence[Figure]) -> tuple[str, ...]:
    """Each as written; a name that holds several numbers once."""
    return tuple(
        figure.verbatim
        for before, figure in pairwise((None, *figures))
        if figure
        and not (before and figure.unit == before.unit == _NAME and figure.verbatim is before.verbatim)
    )


def _bare(text: str) -> list[str]:
    return [number.strip(_SIGNS) for number in _spelt(text)]


def _spelt(text: str) -> list[str]:
    numbers = (_THOUSANDS.sub("", number) for number in _SPELT.findall(text.translate(_INVISIBLE)))
    return [number.replace("percent", "%").replace("％", "%") for number in numbers]


def _numbers_of(text: str) -> tuple[Figure, ...]:
    found: list[Figure] = []
    for match in _PATTERN.finditer(text):
        if match["number"]:
            found.append(_figure(match))
        elif name := match["name"]:
            found += [Figure(Decimal(digits), _NAME, name) for digits in _DIGITS.findall(name)]
        if len(found) >= MAX_FIGURES:
            break
    return tuple(found[:MAX_FIGURES])


def _figure(match: re.Match[str]) -> Figure:
    power = _MAGNITUDES[match["word"] or match["letter"]] if match["word"] or match["letter"] else 0
    value = Decimal(_SEPARATORS.sub("", match["number"])).scaleb(power)
    unit = "%" if match["percent"] else match["currency"] or (match["unit"] or "").lower()
    return Figure(
        value=(-value if match["sign"] else value).normalize(), unit=unit, verbatim=match[0].strip()
    )
