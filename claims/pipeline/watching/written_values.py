"""Written values: what the numbers of a wording are worth, with their units, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from claims.pipeline.documents.languages import guess_language
from claims.pipeline.extraction.magnitudes import SIZE, factor_of
from claims.pipeline.extraction.numbers import read_numbers
from claims.pipeline.watching.folding import ASCII_DIGITS
from claims.pipeline.watching.measure_words import CARDINALS, UNIT_BEHIND, in_base, read_hanzi, unit_of

MAX_VALUES = 500

_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")
# The spaces of typesetters, most often before a unit: thin ones, narrow ones, those as wide as a digit.
_SPACINGS = ASCII_DIGITS | str.maketrans(
    dict.fromkeys("\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f", "\u00a0")
)
# Markdown's signs around a word, where a text is not read as Markdown.
_EMPHASIS = re.compile(
    r"(?<![\w*])(?:\*{1,3}|_{2,3}|`)(?=[\w$€£¥+−-])|(?<=[\w%.!?)])(?:\*{1,3}|_{2,3}|`)(?![\w*])"
)
_SPACES = re.compile(r"[^\S\n]{2,}|[^\S\n]*\n\s*(?=[^\W\d_])")
_MARKER = re.compile(r"\[\d{1,4}(?:\s?[,–-]\s?\d{1,4}){0,20}\]")
# Qwen2.5-72B, GPT-4, MATH-500, and versions like 1.2.3: their digits count nothing.
_NAME = re.compile(
    r"(?<![A-Za-z0-9_])(?:[A-Za-z]{1,40}\d|[A-Z][A-Za-z]{0,40}-\d)(?:[.-]?[A-Za-z0-9_]){0,60}"
    r"|(?<![A-Za-z0-9_])\d{1,4}(?:\.\d{1,6}){2,5}(?![A-Za-z0-9_])"
)
_HANZI = re.compile(
    r"[〇零一二两兩三四五六七八九十百千万萬亿億]*[十百千万萬亿億][〇零一二两兩三四五六七八九十百千万萬亿億]*"
    r"|[二两兩三四五六七八九](?=[个個名家倍人辆台次项位种款年月日成])"
)
_HANZI_SHARE = re.compile(r"百分之(?P<digits>\d{1,3}(?:\.\d{1,6})?|[〇零一二两兩三四五六七八九十]{1,3})")
# "Sept. 30" is a month, "sept" of other texts the French seven.
_WORD = re.compile(r"(?!Sept(?:\.|\s\d))[^\W\d_]{3,12}")
# A minus behind a character of a script without spaces, which the reader takes for a hyphen.
_MINUS_BEHIND_SIGN = re.compile(r"(?<=[\u3040-\u9fff\uac00-\ud7af])[-−]$")
_SHARES = frozenset({"share", "multiple"})
_SIZE_BEHIND = re.compile(SIZE)


@dataclass(frozen=True, slots=True)
class WrittenValue:
    """A number of a wording: `text[start:end]` with its unit; of a multiple such as MWh, the value in the unit that it is one of."""

    start: int
    end: int
    value: Decimal
    unit: str


def visible(text: str) -> str:
    """The text without soft hyphens, characters of no width and signs of emphasis, and with one space where several stand or a line ends within words."""
    return _SPACES.sub(" ", _EMPHASIS.sub("", text.translate(_INVISIBLE)))


@lru_cache(maxsize=4)
def language_of(text: str) -> str:
    """The language of a text, which decides what 1.234 means; "" if it is not known."""
    return guess_language(text)


def without_names(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with spaces in the place of markers and names with digits, and where these names stand."""
    unmarked = _MARKER.sub(_blank, text)
    return _NAME.sub(_blank, unmarked), [match.span() for match in _NAME.finditer(unmarked)]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def find_values(text: str, *, language: str = "") -> list[WrittenValue]:
    """The numbers of a text in its order, at most `MAX_VALUES`; none in names, versions or markers like [3].

    A number has the unit that stands at it: "%", "km", an ISO 4217 code; "" if none does. "One" is no number.
    """
    blank, _ = without_names(text.translate(_SPACINGS))
    values: list[WrittenValue] = []
    candidates = sorted(_candidates(blank, language), key=lambda value: (value.start, -value.end))
    for value in candidates:
        if not values or value.start >= values[-1].end:
            values.append(value)
    return values[:MAX_VALUES]


def _candidates(text: str, language: str) -> Iterator[WrittenValue]:
    for number in read_numbers(text, language=language, limit=MAX_VALUES):
        if number.kind == "digits" or (number.kind == "number" and number.value > 1):
            has_minus = _MINUS_BEHIND_SIGN.search(text, max(0, number.start - 2), number.start)
            value = -number.value if has_minus else number.value
            yield _with_unit(text, number.start, number.end, value, number.unit)
        elif number.kind in _SHARES:
            yield WrittenValue(number.start, number.end, number.value, number.unit)
    for word in _WORD.finditer(text):
        if cardinal := CARDINALS.get(word[0].casefold()):
            size = _SIZE_BEHIND.match(text, word.end())
            factor, end = (factor_of(size[0]), size.end()) if size else (Decimal(1), word.end())
            yield _with_unit(text, word.start(), end, cardinal * factor)
    yield from _in_hanzi(text)


def _in_hanzi(text: str) -> Iterator[WrittenValue]:
    for share in _HANZI_SHARE.finditer(text):
        written = share["digits"]
        number = Decimal(written) if written.isascii() else read_hanzi(written)
        if number is not None:
            yield WrittenValue(*share.span(), number, "%")
    for hanzi in _HANZI.finditer(text):
        if (number := read_hanzi(hanzi[0])) is not None and not text[
            hanzi.start() - 1 : hanzi.start()
        ].isdigit():
            yield _with_unit(text, *hanzi.span(), number)


def _with_unit(text: str, start: int, end: int, value: Decimal, unit: str = "") -> WrittenValue:
    """The number with the unit that is written out behind it, if the reader found none at it."""
    behind = UNIT_BEHIND.match(text, end)
    if behind and (not unit or unit == unit_of(behind["unit"])):
        return WrittenValue(start, behind.end(), *in_base(value, unit_of(behind["unit"])))
    return WrittenValue(start, end, *in_base(value, unit_of(unit) or unit))
