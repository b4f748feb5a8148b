"""Row quantities: the amounts of a table row, each with its subject and measure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

from claims.pipeline.extraction.amounts import Amount, find_amounts
from claims.pipeline.extraction.mentions import Mention
from claims.pipeline.extraction.tables import CellReading, RowReading
from claims.values import Quantity
from claims.vocabulary import EntityKind

MAX_QUANTITIES = 6
"""Quantities of a row at most, the left-most."""

# "69.9 (−1.5)" is a score and its distance from another one.
_DISTANCE = re.compile(r"[(\[]\s?[+−–-]|[↑↓▲▼△▽Δ∆]\s?[+−–-]?\d")
_IN_BRACKETS = re.compile(r"\s*\([$€£¥]?\s?[\d.,]+\s?%?\)\s?%?\s*")
_OWN_SIZE = re.compile(r"\d\s?[A-Za-z万億亿兆]")
_UNSCALED = frozenset({"%", "x", "percentage points", "basis points"})
_FULL_NAME = re.compile(r"[a-zA-Z]{2,}")


def find_row_quantities(
    text: str, mentions: Sequence[Mention], row: RowReading, *, language: str = ""
) -> tuple[Quantity, ...]:
    """The quantities of a row in order."""
    if not row.cells:
        return ()
    counted = find_amounts(text, mentions, language=language)
    numbers = find_amounts(text, mentions, loose=True, language=language)
    otherwise = row.subject or _first_name(text, mentions)
    quantities = (
        _quantity(text, amount, cell, otherwise)
        for cell in row.cells
        for amount in _within(text, numbers if cell.is_value else counted, cell)
    )
    return tuple(islice(quantities, MAX_QUANTITIES))


def _within(text: str, amounts: Sequence[Amount], cell: CellReading) -> Iterator[Amount]:
    """The amounts of one cell, without distances from other rows; none where all of it stands in brackets.

    "(312)" is -312 in a balance sheet, and an error or a count in other tables.
    """
    if cell.is_value and _IN_BRACKETS.fullmatch(text, cell.start, cell.end):
        return
    for amount in amounts:
        is_other = _is_distance(text, amount) or _is_interval(text, amount, cell)
        if cell.start <= amount.start < cell.end and not (cell.is_value and is_other):
            yield amount


def _is_distance(text: str, amount: Amount) -> bool:
    return any(_DISTANCE.match(text, place) for place in range(max(0, amount.start - 2), amount.start))


def _is_interval(text: str, amount: Amount, cell: CellReading) -> bool:
    """ "14.2 (12.9-15.5)": True of the bounds."""
    return amount.high is not None and amount.start > cell.start and text[amount.start - 1] in "(["


def _quantity(text: str, amount: Amount, cell: CellReading, otherwise: str) -> Quantity:
    verbatim = text[amount.start : amount.end].strip()
    is_whole = _OWN_SIZE.search(verbatim) or (amount.unit in _UNSCALED and cell.unit != amount.unit)
    scale = Decimal(1) if is_whole else cell.scale
    return Quantity(
        cell.subject or otherwise,
        cell.measure if cell.is_value and cell.measure else amount.measure,
        amount.op,
        _plain(amount.low * scale),
        None if amount.high is None else _plain(amount.high * scale),
        amount.unit or cell.unit,
        verbatim,
    )


def _plain(value: Decimal) -> Decimal:
    return Decimal(f"{value.normalize():f}")


def _first_name(text: str, mentions: Sequence[Mention]) -> str:
    """The first model or product of the row, else its first name, else its first words."""
    things = (m for m in mentions if m.kind in {EntityKind.MODEL, EntityKind.PRODUCT})
    named = next(things, None) or next(iter(mentions), None)
    if named:
        return named.text
    return next((cell.strip() for cell in text.split(" | ") if _FULL_NAME.search(cell)), "")
