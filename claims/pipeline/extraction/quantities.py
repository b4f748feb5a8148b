"""Quantities: of what the numbers of a sentence or table row speak."""

from __future__ import annotations

from claims.pipeline.extraction.amounts import find_amounts
from claims.pipeline.extraction.measured import benchmark_of, subjects_of
from claims.pipeline.extraction.row_quantities import find_row_quantities
from claims.pipeline.extraction.subjects import SentenceView
from claims.pipeline.extraction.tables import RowReading, read_row
from claims.values import Block, Quantity

MAX_QUANTITIES = 40
_MAX_CHARACTERS = 4000


def find_quantities(
    view: SentenceView, block: Block, row: RowReading | None = None, *, language: str = ""
) -> tuple[Quantity, ...]:
    """The quantities of a sentence or table row in order, at most forty; six of a row."""
    text = view.text[:_MAX_CHARACTERS]
    if block.kind == "row":
        return find_row_quantities(text, view.mentions, row or read_row(text, block), language=language)
    amounts = find_amounts(text, view.mentions, language=language)[:MAX_QUANTITIES]
    return tuple(
        Quantity(
            subject,
            amount.measure,
            amount.op,
            amount.low,
            amount.high,
            amount.unit,
            text[amount.start : amount.end].strip(),
            benchmark_of(view, amount),
        )
        for amount, subject in zip(amounts, subjects_of(view, amounts), strict=True)
    )
