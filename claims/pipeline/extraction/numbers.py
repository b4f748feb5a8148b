"""Numbers: every number of a text, in digits or in words, in one list. It needs no names and no grammar."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from claims.pipeline.extraction.digit_numbers import DigitNumber, find_digit_numbers
from claims.pipeline.extraction.number_words import WrittenNumber, find_written_numbers
from claims.pipeline.extraction.numerals import has_decimal_comma

DEFAULT_LIMIT = 500
"""Numbers that are read in one text, of each way to write them."""

_UNITS_OF_WORDS = {"share": "%", "multiple": "x"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number `text[start:end]`, with its sign, size, currency and unit. `value` has sign and size applied.

    `unit` is "%", "percentage points", "basis points", "x", an ISO 4217 code, a physical unit as written ("GB", "kg"), or
    "". `kind` is digits, number (in words), share ("half of": 50, "%"), multiple ("doubled": 2, "x"), vague ("millions of").
    """

    start: int
    end: int
    value: Decimal
    unit: str
    kind: str


def read_numbers(text: str, *, language: str = "", limit: int = DEFAULT_LIMIT) -> list[Number]:
    """The numbers of `text` in order; none overlap. A number is read as a whole or not at all: "1.2.3" and "GPT-4" hold none.

    `language` (a BCP 47 tag, "" if unknown) decides what 1.234 means. Dates and years are numbers here.
    """
    written = list(_apart(find_written_numbers(text, 0, len(text), limit=limit)))
    starts = [number.start for number in written]
    digits = find_digit_numbers(text, 0, len(text), decimal_comma=has_decimal_comma(language), limit=limit)
    numbers = [_of_words(number) for number in written]
    numbers += [_of_digits(number) for number in digits if not _is_within(number, written, starts)]
    return sorted(numbers, key=lambda number: number.start)


def _apart(numbers: Iterator[WrittenNumber]) -> Iterator[WrittenNumber]:
    """The numbers in words in order, the longer one where two begin in one place, none within another."""
    end = 0
    for number in sorted(numbers, key=lambda number: (number.start, -number.end)):
        if number.start >= end:
            end = number.end
            yield number


def _is_within(number: DigitNumber, written: Sequence[WrittenNumber], starts: Sequence[int]) -> bool:
    """True for the digits of a number that is read as words: "3 in 5"."""
    i = bisect_left(starts, number.end) - 1
    return i >= 0 and number.start < written[i].end


def _of_digits(number: DigitNumber) -> Number:
    return Number(number.start, number.end, number.value, number.unit, "digits")


def _of_words(number: WrittenNumber) -> Number:
    unit = _UNITS_OF_WORDS.get(number.kind, "")
    return Number(number.start, number.end, number.value, unit, number.kind)
