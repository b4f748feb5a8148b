"""Figures: the numbers of a passage, and whether they still stand."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from claims.pipeline.extraction.numerals import has_decimal_comma, read_digits
from claims.pipeline.watching.folding import ASCII_DIGITS, letters_of
from claims.pipeline.watching.written_dates import plain_dates
from claims.pipeline.watching.written_values import MAX_VALUES, find_values, visible, without_names
from claims.values import FigureMatch
from claims.vocabulary import ValuesState

_NAME = "name"
_DIGITS = re.compile(r"\d{1,30}(?:\.\d{1,30})?")
_MARKER = re.compile(r"\[\d{1,4}(?:\s?[,–-]\s?\d{1,4}){0,20}\]")
# A number with the signs at it, in names too.
_SPELT = re.compile(
    r"(?P<sign>(?<![A-Za-z0-9_À-ӿ.)])[-−])?(?P<currency>[$€£¥])?"
    r"(?P<digits>\d{1,3}(?:['’ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,٬٫]\d+)*)"
    r"(?P<percent>\s{0,3}(?:[%％]|per\s{0,3}cent(?![A-Za-z])))?"
)
_GROUPED = re.compile(r"\d{1,3}(?:([.,٬'’ \u00a0\u202f])\d{3})(?:\1\d{3})*")
_NO_DIGIT = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit ("%", "USD", "GB", "" for none), magnitudes expanded. Equal if both are, however written."""

    value: Decimal
    unit: str
    verbatim: str = field(compare=False)

    @property
    def is_in_words(self) -> bool:
        """Whether it is written without a digit: "twelve"."""
        return not _DIGITS.search(self.verbatim)


def figures_of(text: str, *, language: str = "") -> tuple[Figure, ...]:
    """The figures of a text in its order, the first `MAX_VALUES`. Numbers inside names (GPT-4, Qwen2.5) are none."""
    text = visible(text)
    return tuple(
        Figure(value.value, value.unit, text[value.start : value.end].strip())
        for value in find_values(text, language=language)
    )


def has_same_numbers(one: str, other: str, *, language: str = "") -> bool:
    """True if two wordings of the same letters have the same numbers: points, signs and % stand where they stood."""
    if one == other:
        return True
    first, second = _spelt(one), _spelt(other)
    return len(first) == len(second) and all(
        was[0] == now[0] and _is_same_number(was[1], now[1], language=language)
        for was, now in zip(first, second, strict=True)
    )


def _spelt(text: str) -> list[tuple[tuple[str, bool, bool], str]]:
    """The numbers of a text, each with its currency, whether it is negative and whether it is in per cent."""
    matches = _SPELT.finditer(visible(text).translate(ASCII_DIGITS))
    return [
        ((match["currency"] or "", bool(match["sign"]), bool(match["percent"])), match["digits"])
        for match in matches
    ]


def _is_same_number(one: str, other: str, *, language: str) -> bool:
    """Whether two numbers of the same digits are equal. "1.450" and "1,450" are: thousands of two countries."""
    if one == other:
        return True
    values = [read_digits(digits, decimal_comma=has_decimal_comma(language)) for digits in (one, other)]
    if None not in values and values[0] == values[1]:
        return True
    groups = [_GROUPED.fullmatch(digits) for digits in (one, other)]
    return all(groups) and _NO_DIGIT.sub("", one) == _NO_DIGIT.sub("", other)


def compare_figures(
    before_passage: str,
    after_found: str,
    expected: Sequence[str] | None = None,
    *,
    language: str = "",
) -> FigureMatch:
    """Whether the figures of a passage stand in its wording of now.

    `expected` are the figures that a claim relies on, as written: only those matter. With None all numbers of the
    passage matter, those in its names too. NONE: there are none to rely on. PRESENT: all stand. CHANGED: others took
    their place, two that changed places among them. ABSENT: they are gone. A unit that only one of two equal numbers
    has makes no other number of it ("80GB", "80 GB"), but for "%". A number in words ("two") is lost or new only if
    another one took its place or the claim relies on it.
    """
    before_passage, after_found = plain_dates(before_passage), plain_dates(after_found)
    if expected is None:
        before, after = (_numbers_of(text, language) for text in (before_passage, after_found))
        known = before
    else:
        after = figures_of(after_found, language=language)
        was = figures_of(before_passage, language=language)
        before = tuple(figure for text in expected for figure in _read_expected(text, was, language))
        known = (*was, *_beyond(before, was))
    if not before and (expected is not None or not after):
        return FigureMatch(ValuesState.NONE)
    lost, fresh = _beyond(before, after), _beyond(after, known)
    if _is_regrouped(lost, fresh):
        lost, fresh = [], []
    if not after_found or (lost and not fresh and expected is not None):
        state = ValuesState.ABSENT
    elif _has_changed(lost, fresh, is_all=expected is None) or _is_swapped(
        before_passage, after_found, expected
    ):
        state = ValuesState.CHANGED
    else:
        state = ValuesState.PRESENT
    return FigureMatch(state, _as_written(before), _as_written(after))


def _has_changed(lost: Sequence[Figure], fresh: Sequence[Figure], *, is_all: bool) -> bool:
    if lost and fresh:
        return True
    return is_all and any(not figure.is_in_words for figure in (*lost, *fresh))


def _read_expected(text: str, was: Sequence[Figure], language: str) -> tuple[Figure, ...]:
    """A figure as its claim writes it: "1.5 million" of a passage that writes "1,5 Millionen"."""
    other = "en" if has_decimal_comma(language) else "de"
    readings = [figures_of(text, language=tag) for tag in (language, other)]
    known = {figure.value for figure in was}
    return next((figures for figures in readings if {f.value for f in figures} <= known), readings[0])


def _is_regrouped(lost: Sequence[Figure], fresh: Sequence[Figure]) -> bool:
    """Whether the same digits only have other signs between their thousands."""
    return len(lost) == len(fresh) > 0 and all(
        was.unit == now.unit
        and was.verbatim != now.verbatim
        and _has_same_groups(was.verbatim.translate(ASCII_DIGITS), now.verbatim.translate(ASCII_DIGITS))
        for was, now in zip(lost, fresh, strict=True)
    )


def _has_same_groups(one: str, other: str) -> bool:
    first, second = (_GROUPED.search(text) for text in (one, other))
    return bool(first and second) and letters_of(one) == letters_of(other)


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
    gaps, now = (list(map(letters_of, _gaps(text))) for text in (before, after))
    return any(
        was != number and was in relied and gaps[at : at + 2] == now[at : at + 2]
        for at, (was, number) in enumerate(zip(were, are, strict=True))
    )


def _bare(text: str) -> list[str]:
    return [_NO_DIGIT.sub("", digits) if _GROUPED.fullmatch(digits) else digits for _, digits in _spelt(text)]


def _gaps(text: str) -> list[str]:
    text = visible(text).translate(ASCII_DIGITS)
    ends = [0, *(offset for match in _SPELT.finditer(text) for offset in match.span()), len(text)]
    return [text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]


def _as_written(figures: Sequence[Figure]) -> tuple[str, ...]:
    """Each as written; a name that holds several numbers once."""
    return tuple(
        figure.verbatim
        for before, figure in pairwise((None, *figures))
        if figure
        and not (before and figure.unit == before.unit == _NAME and figure.verbatim is before.verbatim)
    )


def _numbers_of(text: str, language: str) -> tuple[Figure, ...]:
    """The figures of a text, and the numbers in its names and identifiers, in its order."""
    text = visible(text)
    values = find_values(text, language=language)
    numbers = [
        (value.start, Figure(value.value, value.unit, text[value.start : value.end].strip()))
        for value in values
    ]
    blank, names = without_names(text)
    for start, end in names:
        name = text[start:end]
        numbers += [(start, Figure(Decimal(digits), _NAME, name)) for digits in _DIGITS.findall(name)]
    for match in _DIGITS.finditer(blank):
        if not any(value.start <= match.start() < value.end for value in values):
            numbers.append((match.start(), Figure(Decimal(match[0]), _NAME, match[0])))
    return tuple(figure for _, figure in sorted(numbers, key=lambda pair: pair[0]))[:MAX_VALUES]
