"""Table heads: the unit in a column's head, and the heads of columns that hold no values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from claims.pipeline.extraction.magnitudes import UNIT_WORD, currency, factor_of, usual_unit

_MONEY = r"US\$|[$€£¥₹]|USD|EUR|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK"
_HEAD_SIZE = re.compile(
    rf"(?:[(\[,]|\bin )\s?(?:in )?(?P<money>{_MONEY})?\s?(?:in )?(?P<size>(?:(?<=[$€£¥₹])|(?<=USD )|(?<=EUR )|(?<=GBP ))m|K|M|B|T|bn|mn|mln|thousands?|millions?|billions?|trillions?|lakhs?|crores?|000s?)(?: of)?(?: (?P<unit>[a-z]+|{_MONEY}))?\s?(?:[)\]]|,|\.?$)"
)
_HEAD_UNIT = re.compile(
    rf"%|(?:[(\[,]|\bin )\s?(?P<unit>{_MONEY}|sec|seconds|min|minutes|hours?|h|days?|weeks?|months?|years?|s|{UNIT_WORD.pattern}|Ah|g|t|tons|tonnes|m|l|L|litres?|liters?|points?|pp|bps|basis points|tokens|tok|GPU hours|"
    r"GT|TEU|rpm|hp|kn|knots|Nm|kcal|kJ|MJ|GJ|[kMGh]Pa|bar|mmHg|k?V|hectares|acres|barrels|people|persons|inches)\s?(?P<per>(?:/|per )[^)\]]{1,20})?(?:[)\]]|(?=[ ][(\[])|\.?$)"
)
_RANK = re.compile(r"\W{0,2}(?:rank(?:ing)?|pos(?:ition|\.)?|place|standing)\W{0,2}", re.IGNORECASE)
# "Rank 2022", "World rank", "Rank change"
_OTHER_RANK = re.compile(
    r"(?:[\w.-]{1,20} ){0,2}rank(?:ing)?(?:\W{1,2}(?:in |of )?[\w ]{1,12}\W?)?", re.IGNORECASE
)
_NUMBERED = re.compile(r"\W{0,2}(?:#|no\.?|nr\.?|№|s/?n|index|row|id)?\W{0,2}", re.IGNORECASE)
# What qualifies a measure or describes a row, and has no value of its own.
_QUALIFIER = re.compile(
    r"(?:#\s?|no\. of |number of )shots?\b|^(?:few )?shots$|^n?-?shot$|\b(?:metrics?|split|settings?|setup|prompts?|seeds?|(?<!to )date|licen[cs]e|version|urls?|links?|sources?|refs?|references?|e-?mail|address(?:es)?|postcode|isbn|doi|cut-?off|(?:tele)?phone(?: number)?)$|"
    r"^(?:years?|months?|days?|weeks?|time|season|quarter)(?: (?:of|ended|ending|founded|built|opened|established|released|introduced|published)\b.*)?$|"
    r"^(?:since|founded|established|opened|built|launch(?:ed)?|released?|updated?|expires?|published|introduced|commissioned|born|died)(?: (?:in|on))?$|"
    r"^(?:date of|cut-?off|version|licen[cs]e|zip|tel)\b|^(?:#|no\.?|id|rank|ranking)$",
    re.IGNORECASE,
)
# Heads of words about the row, or of a count: a column of scores or of large numbers has a count.
_WORDS_OR_COUNT = re.compile(r"(?:\w+ )?(?:papers?|code|notes?|comments?|remarks?)", re.IGNORECASE)
_MEASURED_CELL = re.compile(r"\W{0,3}\d{1,3}(?:[.,]\d|%)")
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,80}[)\]]\s*$")
_PERIOD = re.compile(
    r"(?:(?:fy|q[1-4]|h[12]|[a-z]{3,9}\.?)[ '’]{0,2})?(?:19|20)\d\d(?:[-–/]\d{2,4})?[ae]?|(?:fy|q[1-4]|h[12])[ '’]{0,2}\d\d|(?:19|20)\d\d[ ]?[qh][1-4]|[qh][1-4]",
    re.IGNORECASE,
)
_EXCEPTED = re.compile(r"\bper\b|\bratio\b|\brate\b|\bmargin\b|%|\bnumber of\b|\bheadcount\b", re.IGNORECASE)

NO_UNIT = (Decimal(1), "")


def head_unit(head: str) -> tuple[Decimal, str]:
    """By what a head's unit multiplies the cells, and the unit: (10**6, "") for "Size (M)", (1, "%") for "Score (%)"."""
    if size := _HEAD_SIZE.search(head):
        factor = Decimal(1000) if size["size"].startswith("000") else factor_of(size["size"])
        unit = size["unit"] or ("parameters" if "param" in head.casefold() else "")
        return factor, currency(size["money"] or unit) or unit
    if named := _HEAD_UNIT.search(head):
        return Decimal(1), _unit_of(named)
    return NO_UNIT


def _unit_of(named: re.Match[str]) -> str:
    """The unit as amounts have it; of a price that of the money, of a speed also by what it is divided."""
    if named["unit"] is None:
        return "%"
    if money := currency(named["unit"]):
        return money
    return usual_unit(named["unit"] + (named["per"] or "").rstrip())


def unit_of_periods(corner: str, head: str, label: str) -> tuple[Decimal, str]:
    """The unit that the corner or caption of a table, "($ in millions)", gives to the column of a year or quarter; none for "Earnings per share"."""
    if not head or not _PERIOD.fullmatch(head) or _EXCEPTED.search(label):
        return NO_UNIT
    return head_unit(corner)


def is_rank(head: str) -> bool:
    """True for the head of the column by which the rows are ordered."""
    return _RANK.fullmatch(head) is not None


def is_silent(head: str, cells: Sequence[str], i: int) -> bool:
    """True for a column that holds no values: ranks, the number of the row, shots, metrics, dates, links."""
    if _RANK.fullmatch(head) or _OTHER_RANK.fullmatch(head):
        return True
    name = _IN_BRACKETS.sub("", head)
    if _QUALIFIER.search(name) and not head_unit(head)[1]:
        return True
    if _WORDS_OR_COUNT.fullmatch(name):
        return 2 * sum(_MEASURED_CELL.match(cell) is not None for cell in cells) < len(cells)
    return i == 0 and _NUMBERED.fullmatch(head) is not None and _counts_up(cells)


def _counts_up(cells: Sequence[str]) -> bool:
    numbers = [int(match[1]) for cell in cells if (match := re.match(r"(\d{1,4})\W{0,2}$", cell))]
    return len(numbers) == len(cells) > 0 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
