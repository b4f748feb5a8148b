"""Digit numbers: every number of a text that is written in digits, as a whole, with its size, currency and unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from claims.pipeline.extraction.cues import matches
from claims.pipeline.extraction.magnitudes import (
    CURRENCY,
    SIZE,
    SIZE_OF_MONEY,
    UNIT,
    currency,
    factor_of,
    usual_unit,
)
from claims.pipeline.extraction.numerals import (
    CJK_SIZE,
    DIGITS,
    EXPONENT,
    MIXED,
    POWER,
    read_cjk,
    read_digits,
    read_exponent,
    read_mixed,
    read_vulgar,
)

MAX_NUMBERS = 120
"""Numbers that are read in one text."""

_VULGAR = "[¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]"
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.@#^$€£¥₹₩₽₺₪₫฿₦₱₴\\])(?<!\d[,'’])"
    rf"(?P<minus>(?<![\w)\]%°])(?:(?:[–+-]|−[ ]?)(?=[\d$€£¥₹]|US\$)|(?<!\d[ ])minus[ ](?=\d)))?(?P<currency>{CURRENCY}[ \u00a0]?)?(?P<inner_minus>(?<=[$€£¥])[−-])?"
    rf"(?:{POWER}|{MIXED}|(?P<whole>\d{{1,6}})?[ ]?(?P<vulgar>{_VULGAR})|(?P<digits>{DIGITS})(?:{EXPONENT.format('exponent')})?)"
    rf"(?:(?P<cjk>{CJK_SIZE})|(?P<size>(?(currency){SIZE_OF_MONEY}|{SIZE})))?(?P<plus>\+(?!\d))?(?P<unit>{UNIT})?"
)
_SIGN = re.compile(rf"\d|{_VULGAR}")
_LEAD = 14  # characters before a number's first digit that belong to it at most: "-US$ 5", "minus 5"
_HYPHENED = re.compile(r"(?P<word>[A-Za-z]{1,10})[-‑]$")
# "Qwen2.5-" and "iPhone15-", but not "EUR5-".
_CODED = re.compile(r"(?<!\w)(?P<letters>[A-Za-z]{1,20})(?=[\w.]{0,20}\d)[\w.]{1,20}[-‑]$")
_PHRASE_END = re.compile(r"[,.;:)](?!\w)|$")
_LENGTH = re.compile(
    r"\b(?:altitude|bridge|deep|deepest|deeper|depth|height|long|longer|longest|mast|metres?|meters?|runway|span|summit|swim|tall|taller|tallest|tower|trench|tunnel|wide|wider|widest|width)\b"
)
_NEAR = 60
_JAPANESE = re.compile(r"[億兆円]")


@dataclass(frozen=True, slots=True)
class DigitNumber:
    """A number in digits: `text[start:end]` with all that belongs to it; `value` has its size multiplied in.

    `digits` is where its first digit stands, `unit` a usual unit or an ISO 4217 code, "" if neither stands at it.
    """

    start: int
    digits: int
    end: int
    value: Decimal
    size: str
    unit: str
    has_plus: bool = False

    def scaled(self, size: str) -> Decimal:
        """The value with the size that another number of the same range has."""
        return self.value if self.size else self.value * factor_of(size)


def find_digit_numbers(
    text: str, first: int, last: int, *, decimal_comma: bool = False, limit: int = MAX_NUMBERS
) -> Iterator[DigitNumber]:
    """The numbers in digits of `text[first:last]` in order; what is no one number is passed over as a whole."""
    for match in islice(matches(_NUMBER, _SIGN, _LEAD, text, first, last), limit):
        value = _value(match, decimal_comma=decimal_comma)
        if value is not None and not _is_in_name(match):
            yield DigitNumber(
                match.start(),
                _first_digit(match),
                match.end(),
                value,
                _size(match) or match["cjk"] or "",
                _unit(match),
                bool(match["plus"]),
            )


def _is_in_name(match: re.Match[str]) -> bool:
    """True for "Halo-2", "top-10", "Qwen2.5-72B"; an amount may stand behind a word's hyphen only with its size: "active-1T"."""
    start = match.start()
    if match.string[max(0, start - 1) : start] not in {"-", "‑"}:
        return False
    if hyphened := _HYPHENED.search(match.string, max(0, start - 12), start):
        return not (match["size"] and hyphened["word"].islower())
    coded = _CODED.search(match.string, max(0, start - 42), start)
    return coded is not None and not currency(coded["letters"])


def _first_digit(match: re.Match[str]) -> int:
    sign = _SIGN.search(match.string, match.start(), match.end())
    return sign.start() if sign else match.start()


def _value(match: re.Match[str], *, decimal_comma: bool) -> Decimal | None:
    value = _unsigned(match, decimal_comma=decimal_comma)
    if value is None:
        return None
    value *= factor_of(_size(match))
    is_negative = match["inner_minus"] or (match["minus"] or "").strip() in {"−", "–", "-", "minus"}
    return Decimal(f"{(-value if is_negative else value).normalize():f}")


def _unsigned(match: re.Match[str], *, decimal_comma: bool) -> Decimal | None:
    if match["vulgar"]:
        return read_vulgar(match["whole"] or "", match["vulgar"])
    if match["mixed"]:
        return read_mixed(match["mixed"])
    if power := match["power"] or match["raised"]:
        return read_exponent(power)
    if match["cjk"]:
        return read_cjk(match["digits"], match["cjk"], decimal_comma=decimal_comma)
    value = read_digits(match["digits"], decimal_comma=decimal_comma)
    exponent = (
        match["exponent"] or match["exponent_power"] or match["exponent_raised"] or match["exponent_lost"]
    )
    if value is None or not exponent:
        return value
    factor = read_exponent(exponent)
    return None if factor is None else value * factor


def _size(match: re.Match[str]) -> str:
    return "" if _is_metres(match) else (match["size"] or "").strip()


def _is_metres(match: re.Match[str]) -> bool:
    """True for "at 412m, its span is the longest": the "m" that ends a phrase near a word of length is no million."""
    if match["size"] != "m" or match["currency"] or not _PHRASE_END.match(match.string, match.end()):
        return False
    return _LENGTH.search(match.string, max(0, match.start() - _NEAR), match.end() + _NEAR) is not None


def _unit(match: re.Match[str]) -> str:
    if _is_metres(match):
        return "m"
    if "\\" in match[0] or "^{" in match[0]:  # the dollars of "$3 \\times 10^{24}$" are signs of mathematics
        return ""
    unit = (match["unit"] or "").strip()
    money = currency(match["currency"] or "") or currency(unit)
    if (match["currency"] or "").strip() == "¥" and _JAPANESE.search(match[0]):
        return "JPY"
    return money or usual_unit(unit)
