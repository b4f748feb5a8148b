"""Quantities: of what the numbers of a sentence or table row speak."""

from __future__ import annotations

import re

from claims.pipeline.extraction.amounts import Amount, find_amounts
from claims.pipeline.extraction.grammar.negation import is_ruled_out
from claims.pipeline.extraction.measured import benchmark_of, is_of_source, measure_of, subjects_of
from claims.pipeline.extraction.numerals import has_decimal_comma
from claims.pipeline.extraction.row_quantities import find_row_quantities
from claims.pipeline.extraction.subjects import SentenceView
from claims.pipeline.extraction.tables import RowReading, read_row
from claims.values import Block, Quantity

MAX_QUANTITIES = 40
_MAX_CHARACTERS = 4000
# "1.450 taxis" may be 1,450 of them: there are no parts of a taxi. What is measured may have three decimals.
_UNCLEAR = re.compile(
    r"[1-9]\d{0,2}\.\d{3}(?![\d.,])(?!\s?(?:thousand|million|billion|trillion|[kKmMbBtT]n?\b))"
)
_MEASURED = frozenset(
    [
        "acres",
        "carats",
        "degrees",
        "dollars",
        "euros",
        "feet",
        "gallons",
        "gigawatts",
        "grams",
        "hectares",
        "hours",
        "inches",
        "kilograms",
        "kilometers",
        "kilometres",
        "liters",
        "litres",
        "megawatts",
        "meters",
        "metres",
        "miles",
        "minutes",
        "newtons",
        "ounces",
        "points",
        "pounds",
        "seconds",
        "times",
        "tonnes",
        "tons",
        "volts",
        "watts",
        "yards",
        "years",
    ]
)


def find_quantities(
    view: SentenceView, block: Block, row: RowReading | None = None, *, language: str = ""
) -> tuple[Quantity, ...]:
    """The quantities of a sentence or table row in order, at most forty; six of a row."""
    text = view.text[:_MAX_CHARACTERS]
    if block.kind == "row":
        return find_row_quantities(text, view.mentions, row or read_row(text, block), language=language)
    found = find_amounts(text, view.mentions, language=language)[:MAX_QUANTITIES]
    amounts = [
        amount
        for amount in found
        if (has_decimal_comma(language) or not _is_unclear(text, amount))
        and not is_of_source(view, amount)
        and not _is_ruled_out(view, amount)
    ]
    return tuple(
        Quantity(
            subject,
            measure_of(view, amount, subject),
            amount.op,
            amount.low,
            amount.high,
            amount.unit,
            text[amount.start : amount.end].strip(),
            benchmark_of(view, amount),
        )
        for amount, subject in zip(amounts, subjects_of(view, amounts), strict=True)
    )


def _is_ruled_out(view: SentenceView, amount: Amount) -> bool:
    word = view.word_at(amount.start)
    return word is not None and is_ruled_out(word)


def _is_unclear(text: str, amount: Amount) -> bool:
    """True for "1.450 taxis" in a text whose language does not say what the point is."""
    is_counted = amount.noun != "" and amount.unit == amount.noun and amount.noun[-1:] == "s"
    return is_counted and amount.noun not in _MEASURED and _UNCLEAR.match(text, amount.start) is not None
