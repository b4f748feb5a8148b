"""The amounts of a row belong to the things and measures of its cells."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claims.pipeline.extraction.mentions import find_mentions
from claims.pipeline.extraction.row_quantities import MAX_QUANTITIES, find_row_quantities
from claims.pipeline.extraction.tables import CellReading, RowReading


def cell(row: str, text: str, **fields: object) -> CellReading:
    """The reading of the cell with this text."""
    start = row.index(text)
    defaults = {"subject": "", "measure": "Size", "scale": Decimal(1), "unit": "", "is_value": True}
    return CellReading(start, start + len(text), **(defaults | fields))  # type: ignore[arg-type]


def test_scale_of_the_head_holds_for_numbers_without_a_size_of_their_own() -> None:
    row = "Abel | 7.5 | 7K"
    reading = RowReading(
        (cell(row, "7.5", scale=Decimal(10**6)), cell(row, "7K", scale=Decimal(10**6))), "Abel"
    )

    assert [q.low for q in find_row_quantities(row, (), reading)] == [Decimal(7500000), Decimal(7000)]


def test_unit_of_the_head_holds_for_numbers_without_their_own() -> None:
    row = "Abel | 7.5 | $7"
    reading = RowReading((cell(row, "7.5", unit="%"), cell(row, "$7", unit="%")), "Abel")

    assert [q.unit for q in find_row_quantities(row, (), reading)] == ["%", "USD"]


@pytest.mark.parametrize("text", ["69.9 (−1.5)", "69.9 (+1.5)", "69.9 ↑1.5", "69.9 [-1.5]"])
def test_distance_from_another_row_is_no_value(text: str) -> None:
    row = f"Abel | {text}"

    assert [q.low for q in find_row_quantities(row, (), RowReading((cell(row, text),), "Abel"))] == [
        Decimal("69.9")
    ]


def test_row_without_a_subject_speaks_of_its_first_model() -> None:
    row = "MMLU | Abel-7B | 71.4"

    (quantity,) = find_row_quantities(row, find_mentions(row), RowReading((cell(row, "71.4"),), ""))

    assert quantity.subject == "Abel-7B"


def test_words_in_a_cell_count_only_what_they_say() -> None:
    row = "Abel | in step 3 it saw 12 ships"
    text = cell(row, "in step 3 it saw 12 ships", is_value=False)

    assert [(q.low, q.measure) for q in find_row_quantities(row, (), RowReading((text,), "Abel"))] == [
        (Decimal(12), "ships")
    ]


def test_left_most_quantities_are_kept() -> None:
    row = " | ".join(f"{n}.5" for n in range(10, 20))
    cells = tuple(cell(row, f"{n}.5") for n in range(10, 20))

    assert len(find_row_quantities(row, (), RowReading(cells, "Abel"))) == MAX_QUANTITIES
