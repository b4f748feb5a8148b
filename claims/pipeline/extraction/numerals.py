"""Numerals: what the digits of a written number are worth, whatever separates them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from claims.pipeline.extraction.cues import cues

MAX_DIGITS = 28
"""Digits of a number at most; what is longer is an identifier."""

# Possessive and atomic: a number is taken as a whole or not at all, and a long run of digits is read once.
DIGITS = (
    r"(?>(?<![A-Za-z][-‑])[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})++(?!\d)(?:[.,]\d++)?+"  # 1 234 567,8; not behind Merlin-
    r"|\d++(?:[.,'’٬٫]\d++)*+)"
)
EXPONENT = (
    r"(?:[eE](?P<{0}>[+−-]?\d{{1,3}})(?!\w)"
    r"|[ \u00a0]?(?:[x×*·⋅]|\\times|\\cdot)[ \u00a0]?10(?:\^\{{?(?P<{0}_power>[+−-]?\d{{1,3}})[\}}^]?|(?P<{0}_raised>[⁺⁻]?[⁰¹²³⁴-⁹]{{1,3}})|(?P<{0}_lost>−\d{{1,2}})(?![\d.,])))"
)
"""The tail of "3.0e-4" and "3×10^24"; format it with the name of its group."""

POWER = r"10(?:\^\{?(?P<power>[+−-]?\d{1,3})[}^]?|(?P<raised>[⁺⁻]?[⁰¹²³⁴-⁹]{1,3}))(?![\w^])"
"""A power of ten that stands alone: "10^24"."""

MIXED = r"(?P<mixed>\d{1,3}[ \u00a0-](?:1/2|[12]/3|[13]/4|[1-4]/5|[1357]/8))(?![\w/.,]*\d)"
"""A whole number with a fraction: "3 1/2"."""

CJK_SIZE = r"(?:[十百千]?(?:万亿|[万萬亿億兆만억조])(?:\d{1,4}[十百千백천]?[万萬亿億만억]?){0,3}|[百千백천])"

_CJK_FACTORS = {
    "十": 1, "百": 2, "千": 3, "백": 2, "천": 3, "万": 4, "萬": 4, "만": 4, "亿": 8, "億": 8, "억": 8, "兆": 12, "조": 12,
}  # fmt: skip
_CJK_PART = re.compile(r"(\d+(?:[.,]\d+)*)([十百千万萬亿億兆백천만억조]*)")
_SIGN = re.compile(r"\D")
_DECIMAL_SIGNS = frozenset(".,٫")
_GROUP_SIGNS = frozenset(" '٬.,")
_ONE_SIGN = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f", " ") | {"’": "'"})
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻−", "0123456789+--")
_MAX_EXPONENT = 40

# Languages that write 1.234,56 or 1 234,56.
_DECIMAL_COMMA = cues(
    "af az be bg bs ca cs da de el es et eu fi fo fr gl hr hu hy id is it ka kk ky lt lv mk mn nb nl nn no pl pt ro ru sk sl sq sr sv tk tr uk uz vi"
)
# Of these languages, the regions that write 1,234.56.
_POINT_REGIONS = cues("de-ch de-li it-ch es-mx es-us es-do es-gt es-hn es-ni es-pa es-pe es-pr es-sv")


def has_decimal_comma(language: str) -> bool:
    """True if texts of this language (a BCP 47 tag, "" if unknown) write 1,5 for one and a half."""
    tag = language.casefold().replace("_", "-")
    return tag.split("-")[0] in _DECIMAL_COMMA and tag not in _POINT_REGIONS


def read_digits(digits: str, *, decimal_comma: bool = False) -> Decimal | None:
    """The value of "1,234.56", "1.234,56", "1 234", "1'250'000", "12,34,567"; None for what is no one number.

    One separator that may be either sign is read as the text's language writes it.
    """
    written = digits.translate(_ONE_SIGN)
    groups, signs = _SIGN.split(written), _SIGN.findall(written)
    if sum(map(len, groups)) > MAX_DIGITS:
        return None
    if not signs:
        return _whole(groups)
    if _is_decimal(groups, signs, decimal_comma=decimal_comma):
        whole = _whole(groups[:-1], signs[:-1])
        return None if whole is None else whole + Decimal(f"0.{groups[-1]}")
    return _whole(groups, signs)


def read_exponent(exponent: str) -> Decimal | None:
    """The power of ten with this exponent, raised digits or plain; None beyond what a number of the world has."""
    power = int(exponent.translate(_RAISED))
    return Decimal(10) ** power if abs(power) <= _MAX_EXPONENT else None


def read_cjk(digits: str, size: str, *, decimal_comma: bool = False) -> Decimal | None:
    """The value of "3億", "1.2兆", "1億2000万", "3千万"."""
    total = Decimal(0)
    for number, factors in _CJK_PART.findall(digits + size):
        value = read_digits(number, decimal_comma=decimal_comma)
        if value is None:
            return None
        total += value * Decimal(10) ** sum(_CJK_FACTORS[factor] for factor in factors)
    return total


def read_vulgar(whole: str, fraction: str) -> Decimal:
    """The value of "2½"."""
    return Decimal(whole or 0) + Decimal(str(round(unicodedata.numeric(fraction), 4)))


def read_mixed(written: str) -> Decimal:
    """The value of "2 1/2"."""
    whole, numerator, denominator = re.split(r"\D", written)
    return Decimal(whole) + Decimal(str(round(int(numerator) / int(denominator), 4)))


def _is_decimal(groups: Sequence[str], signs: Sequence[str], *, decimal_comma: bool) -> bool:
    """True if the last sign parts whole from fraction, not thousands."""
    last = signs[-1]
    if last not in _DECIMAL_SIGNS or last in signs[:-1]:
        return False
    if len(signs) > 1 or last == "٫" or (last == ",") == decimal_comma:
        return True
    return len(groups[-1]) != 3 or len(groups[0]) > 3 or groups[0].startswith("0")


def _whole(groups: Sequence[str], signs: Sequence[str] = ()) -> Decimal | None:
    """The value of digits in groups; None where they are grouped as no number is."""
    first = groups[0]
    if len(first) > 1 and first.startswith("0"):
        return None
    if signs:
        is_one_sign = len(set(signs)) == 1 and signs[0] in _GROUP_SIGNS
        if not is_one_sign or not (_is_western(groups) or (signs[0] == "," and _is_indian(groups))):
            return None
    return Decimal("".join(groups))


def _is_western(groups: Sequence[str]) -> bool:
    return len(groups[0]) <= 3 and groups[0][0] != "0" and all(len(group) == 3 for group in groups[1:])


def _is_indian(groups: Sequence[str]) -> bool:
    """12,34,567: thousands behind lakhs and crores."""
    return (
        len(groups) > 2
        and len(groups[0]) <= 2
        and groups[0][0] != "0"
        and len(groups[-1]) == 3
        and all(len(group) == 2 for group in groups[1:-1])
    )
