"""Changes: whether a number is what a value was before, or by how much the value rose or fell."""

from __future__ import annotations

import re

from claims.pipeline.extraction.cues import in_small

BEFORE, INCREASE, DECREASE, CHANGE = "before", "increase", "decrease", "change"

# Units in which a value changes by so and so much.
_CHANGED_UNITS = frozenset({"%", "percentage points", "basis points", "points"})
_RISES = (
    r"gr[eo]w|grown|growing|growth|ris|rose|rais|increas|expand|jump|climb|improv|extend|doubl|tripl|soar|surg|widen|advanc|accelerat|gain|add|swell|swel|"
    r"lift|boost|upgrad|up"
)
_FALLS = r"fall|fell|drop|decreas|declin|cut|reduc|shr[aiu]nk|slow|slid|slip|plung|tumbl|sank|narrow|halv|eas|lost|los[ei]|dip|lower|downgrad|down"
_SHIFTS = r"went|mov|edg|sw[aiu]ng|chang|revis"
_MOVES = rf"\b(?:{_RISES}|{_FALLS}|{_SHIFTS})\w{{0,5}}\b"
_DIRECTION = re.compile(rf"\b(?:(?P<rises>{_RISES})|(?P<falls>{_FALLS}))\w{{0,5}}\b")
_CHANGES = re.compile(rf"{_MOVES}(?:[^.;]|(?<=\d)\.(?=\d)){{0,40}}$")
_FROM_BEFORE = re.compile(r"\bfrom (?:(?:about|around|just|only|over|nearly|almost|roughly|some) )?$")
_CHANGED_BY = re.compile(
    rf"(?<!\bmade )(?<!\bmake )(?<!\bmakes )(?<!\bmaking )(?:{_MOVES}(?: \w+ly)?(?: by)?|{_MOVES}(?: \w+){{0,4}} by)(?: (?:about|around|just|only|over|nearly|almost|roughly|some|another|an?|a further|more than|less than))? $"
)
_BY = re.compile(r"\bby(?: (?:\w+ )?\w+)? $")
# "fell 300 tonnes to 900"
_TO_VALUE = re.compile(r"[ \u00a0-]?(?:[a-z]+ ){0,3}to (?:an? [a-z-]+ )?(?:[$€£¥]|[A-Z]{3} )?\d")
_MONEY = re.compile(r"[A-Z]{3}")
# "down $1.15", "up by $3 million"
_UP_OR_DOWN = re.compile(
    r"(?:^|, |\bis |\bwas |\band )(?:up|down)(?: by)?(?: (?:about|around|just|only|over|nearly|almost|roughly|some|another|an?|more than|less than))? $"
)
# "−4% year on year", "6% y/y": a change, whatever the words before it are.
_ON_YEAR = re.compile(
    r"[ \u00a0]?\(?(?:(?P<period>year|quarter|month|week|day)[ -](?:on|over)[ -](?P=period)s?|[ymqw](?:/|-?o-?)[ymqw]|versus a year (?:ago|earlier)|from (?:a|the) (?:year|quarter|month) (?:ago|before|earlier))\b",
    re.IGNORECASE,
)
_REACH = 60


def speaks_of_change(text: str, start: int) -> bool:
    """True if a verb or noun before the number at `start` says that a value changes: "grew from"."""
    return _CHANGES.search(_before(text, start)) is not None


def change_of(text: str, start: int, unit: str, *, is_pair: bool = False, end: int | None = None) -> str:
    """What the number at `start` says of a change: BEFORE, INCREASE, DECREASE, CHANGE; "" for what a value is.

    "rose from 5% to 7%": 5 is BEFORE. "fell by 2 points to 40%": 2 is a DECREASE. `is_pair` says that another end follows. Where
    the number ends at `end`, "fell 300 tonnes to 900" is a DECREASE, too.
    """
    before = _before(text, start)
    if _FROM_BEFORE.search(before) and _CHANGES.search(before):
        return BEFORE
    moved = None if is_pair else _CHANGED_BY.search(before)
    is_amount = (
        unit in _CHANGED_UNITS or _BY.search(before) or (end is not None and _TO_VALUE.match(text, end))
    )
    if moved and not is_amount:
        moved = None
    if not moved and not is_pair and _MONEY.fullmatch(unit):
        moved = _UP_OR_DOWN.search(before)
    return _direction(moved[0]) if moved else ""


def on_year(text: str, end: int) -> re.Match[str] | None:
    """The words behind a number that ends at `end` by which it is a change: " year on year"; None of all others."""
    return _ON_YEAR.match(text, end)


def signed_change(text: str, start: int, end: int, unit: str) -> str:
    """CHANGE for "+7%" and "−4% year on year"; "" for what no sign or period behind it makes a change."""
    is_change = text[start : start + 1] == "+" or on_year(text, end) is not None
    return CHANGE if unit in _CHANGED_UNITS and is_change else ""


def _before(text: str, start: int) -> str:
    return in_small(text)[max(0, start - _REACH) : start]


def _direction(words: str) -> str:
    """Which way the last word of these that has a direction points: "moved down by" is a DECREASE."""
    directed = list(_DIRECTION.finditer(words))
    if not directed:
        return CHANGE
    return INCREASE if directed[-1]["rises"] else DECREASE
