"""Heading units: the sizes and units that the heading of a column, or a key, names for the figures below it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import islice, product

from claims.pipeline.extraction.magnitudes import currency, factor_of
from claims.pipeline.watching.figures import figures_of

Measure = frozenset[str | Decimal]
"""Units by their signs, and sizes as numbers: {"USD", 10**6}."""

_WORD, _ONE = re.compile(r"[^\W\d_]+"), Decimal(1)
_MAX_HEADING, _MAX_READINGS = 200, 8
# Where signs as short as "m" are units: in brackets, behind a comma or "in", at the end of a key.
_MARKED = re.compile(
    r"[(\[][^()\[\]]{1,80}[)\]]|(?:,|\bin\b|\bper\b|/)[^(\[,]{1,40}(?=[(\[,]|$)|(?<=[A-Za-z])[_.][A-Za-z%]{1,8}(?:_[A-Za-z]{1,3})?$|(?<=[a-z])[A-Z][A-Za-z]{1,8}$"
)
_TOKEN = re.compile(
    r"['’]000s?\b|(?:US|HK|NZ|NT|[ACSR])?\$|[€£¥₹₩₽₺]|°[CF]|[^\W\d_]+(?:[²³]|[23](?!\d))?|[%‰]|\b000s?\b"
)
_DENOMINATOR = re.compile(r"(?:/|\bper)[\s\d,.]{0,9}$")
_PHRASES = (
    (re.compile(r"\bper[ -]?cent(?:age)?[ -]points?\b", re.IGNORECASE), "pp"),
    (re.compile(r"\bper[ -]?cent\b|\bpercentages?\b", re.IGNORECASE), "%"),
    (re.compile(r"\bsq(?:uare|\.)?[ _]?(?=(?:kilo)?met(?:er|re)|k?m\b|mi(?:les?)?\b|f(?:ee|oo)?t\b)", re.IGNORECASE), "sq"),
    (re.compile(r"\bcu(?:bic|\.)?[ _]?(?=(?:kilo|centi)?met(?:er|re)|[kc]?m\b|f(?:ee|oo)?t\b)", re.IGNORECASE), "cu"),
    (re.compile(r"\bmm?(?:in)?:s(?:s|ecs?)?\b", re.IGNORECASE), "min:s"),
    (re.compile(r"\bh(?:h|rs?)?:(?:min|mm?)\b", re.IGNORECASE), "h:min"),
    (re.compile(r"(?:(?<=[(\[])|(?<=, )|(?<= in ))Mt\b"), "million tonnes"),
    (re.compile(r"(?:(?<=[(\[])|(?<=, )|(?<= in ))Gt\b"), "billion tonnes"),
    (re.compile(r"\b([GT]?)FLOP(?:/s|s)?(?![\w/])", re.IGNORECASE), r"\1 FLOPs"),
    (re.compile(r"\bG (?=FLOPs)"), "billion "),
    (re.compile(r"\bT (?=FLOPs)"), "trillion "),
    (re.compile(r"\bmph\b"), "mi/h"),
    (re.compile(r"\b(?=[kMG]bps\b)([kMG])bps"), r"\1bit/s"),
    (re.compile(r"(?<=[a-z])(?=[A-Z][a-z])"), "_"),
)  # fmt: skip
# Signs of a size and a unit at once, which the phrases above part; a cell may have them as they are.
_SIZED_UNIT = re.compile(r"(?:(?<=[(\[])|(?<=, )|(?<= in ))[MG]t\b|\b[GT]FLOP(?:/s|[sS])?(?![\w/])")
# The spellings of each sign; those of the first line are known wherever they stand, the others where signs are units.
_SPELT = (
    "km2=km²=sqkm=sqkilometres=sqkilometers m2=m²=sqm=sqmetres=sqmeters=sqmetre=sqmeter mi2=sqmi=sqmiles ft2=sqft=sqfeet "
    "km³=cukm=cukilometres=cukilometers m³=cum=cumetres=cumeters=cumetre=cumeter cm³=cucm=cucentimetres=cucentimeters=cucentimetre=cucentimeter ft³=cuft=cufeet=cufoot %=pct pp=ppts ms=milliseconds=millisecond=msec µs=microseconds=usec ns=nanoseconds mi kbit Mbit=mbit Gbit=gbit",
    "s=sec=secs min=mins h=hr=hrs d a=yr=yrs °C=c=celsius °F=f=fahrenheit kB=kb MB=mb GB=gb TB=tb kW=kw MW=mw GW=gw kWh=kwh MWh=mwh GWh=gwh TWh=twh "
    "Hz=hz kHz=khz MHz=mhz GHz=ghz lb=lbs km³=km3 m³=m3 cm³=cm3=cc ft³=ft3 g l V=v A W=w kg km cm ft oz ml nm nmi",
)  # fmt: skip
_EVERYWHERE, _WHERE_MARKED = (
    {spelling: words.split("=")[0] for words in line.split() for spelling in words.split("=")}
    for line in _SPELT
)
# What may be a unit or a size: metres or millions, tonnes or trillions.
_AMBIGUOUS: dict[str, tuple[str | Decimal, ...]] = {
    "m": ("m", Decimal(10**6)), "mm": ("mm", Decimal(10**6)), "M": (Decimal(10**6), "MB"), "t": ("t", Decimal(10**12)),
    "T": (Decimal(10**12), "TB"), "b": (Decimal(10**9),), "B": (Decimal(10**9), "B"), "k": (Decimal(10**3),),
    "K": (Decimal(10**3), "K"), "pounds": ("GBP", "lb"), "pound": ("GBP", "lb"),
}  # fmt: skip
_NO_CODES = frozenset({"TRY", "PHP", "SAR", "CAD"})
_SHORT_SIZES = frozenset({"bn", "mn", "mln", "bln", "tn", "mrd", "mio", "lakh"})
_LONG_SIZE = 5


def has_other_unit(heading: str, other: str) -> bool:
    """Whether two headings name different units or sizes. A heading without any says nothing, nor does one with a size alone
    say something of units."""
    if heading == other:
        return False
    return not any(_is_like(one, two) for one, two in product(measures_of(heading), measures_of(other)))


def units_of(heading: str) -> frozenset[str]:
    """The units that a heading names, in any of its readings, and those of its signs that name a size as well."""
    signs = (sign for measure in measures_of(heading) for sign in measure if isinstance(sign, str))
    return frozenset((*signs, *_SIZED_UNIT.findall(heading[:_MAX_HEADING])))


def sizes_of(headings: str) -> frozenset[Decimal]:
    """The sizes that headings side by side name in words or signs of several letters: 10**6 for "GDP (million US$)"."""
    figures = (figures_of(f"1 {word}")[:1] for word in _WORD.findall(headings))
    return frozenset(figure.value for found in figures for figure in found) - {_ONE}


def is_resized(heading: str, other: str, ratio: Decimal) -> bool:
    """Whether two headings name sizes, or one of them does, for which a figure below the one is `ratio` times that below the other."""
    pairs = product(measures_of(heading), measures_of(other))
    sizes = [(_size(one), _size(two)) for one, two in pairs if _has_like_units(one, two)]
    return any(was and now and now == ratio * was for was, now in sizes)


def _is_like(one: Measure, other: Measure) -> bool:
    return not one or not other or (_size(one) == _size(other) and _has_like_units(one, other))


def _has_like_units(one: Measure, other: Measure) -> bool:
    """Whether two measures have the same units; one may have none."""
    units, others = ({part for part in measure if isinstance(part, str)} for measure in (one, other))
    return units == others or not units or not others


def _size(measure: Measure) -> Decimal | None:
    """The size that a measure multiplies figures by, 1 for none; None for several."""
    sizes = [part for part in measure if isinstance(part, Decimal)] or [_ONE]
    return sizes[0] if len(sizes) == 1 else None


@lru_cache(maxsize=4096)
def measures_of(heading: str) -> tuple[Measure, ...]:
    """What a heading may measure in: one reading, or several where a sign has two meanings; an empty one where it names nothing."""
    heading = heading[:_MAX_HEADING]
    for phrase, sign in _PHRASES:
        heading = phrase.sub(sign, heading)
    choices = list(_choices(heading))
    if any(len(choice) == 1 and currency(str(choice[0])) for choice in choices):
        choices = [tuple(one for one in choice if isinstance(one, Decimal)) or choice for choice in choices]
    return tuple(dict.fromkeys(map(frozenset, islice(product(*choices), _MAX_READINGS))))


def _choices(heading: str) -> Iterator[tuple[str | Decimal, ...]]:
    """The readings of each sign or word of a heading that names a size or a unit."""
    marked = [match.span() for match in _MARKED.finditer(heading)]
    for token in _TOKEN.finditer(heading):
        is_marked = any(start <= token.start() and token.end() <= end for start, end in marked)
        follows_money = heading[: token.start()].rstrip()[-1:] in tuple("$€£¥₹")
        readings = _readings(token[0], is_marked=is_marked or follows_money)
        has_size = any(isinstance(reading, Decimal) for reading in readings)
        if has_size and _DENOMINATOR.search(heading, 0, token.start()):
            readings = (f"/{readings[0]}" if isinstance(readings[0], Decimal) else readings[0],)
        if readings:
            yield readings


def _readings(word: str, *, is_marked: bool) -> tuple[str | Decimal, ...]:
    small = word.casefold()
    if _is_currency(word):
        return (currency(word),)
    if small.strip("'’").startswith("000"):
        return (Decimal(1000),)
    if readings := _AMBIGUOUS.get(word if is_marked else small * (len(word) > 2)):
        return readings
    sign = _EVERYWHERE.get(small) or (_sign_where_marked(word) if is_marked else "")
    if sign:
        return (sign,)
    if factor_of(word) > 1 and (len(word) >= _LONG_SIZE or small in _SHORT_SIZES):
        return (factor_of(word),)
    return tuple(figure.unit for figure in figures_of(f"1 {word}")[:1] if figure.unit)


def _is_currency(word: str) -> bool:
    """Whether a word is a sign or code of money: "$", "usd"; not "won", which is a word as well."""
    code = currency(word)
    return bool(code) and (not word.isalpha() or word.upper() == code not in _NO_CODES)


def _sign_where_marked(word: str) -> str:
    """The sign of a unit's spelling where signs are units; a letter is one only as it is written."""
    return _WHERE_MARKED.get(word) or (_WHERE_MARKED.get(word.casefold(), "") if len(word) > 1 else "")
