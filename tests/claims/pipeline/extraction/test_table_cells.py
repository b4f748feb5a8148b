"""Rows fall into cells, and tables into rows."""

from __future__ import annotations

import pytest

from claims.pipeline.extraction.table_cells import abstract_in, row_cells, rows_beyond, tables_of
from claims.values import Block, Cell, Document, Table


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("Abel | 1 | 2", ["Abel", "1", "2"]),
        ("| 1 | 2", ["", "1", "2"]),
        ("Abel | | 2", ["Abel", "", "2"]),
        ("Abel | 1 |", ["Abel", "1", ""]),
        ("P(a|b) | 1", ["P(a|b)", "1"]),
    ],
)
def test_empty_cells_keep_their_places(row: str, cells: list[str]) -> None:
    assert [cell.text for cell in row_cells(row)] == cells


def test_cells_say_where_they_stand() -> None:
    row = "Abel |  | 2.5"

    assert all(row[cell.start : cell.end] == cell.text for cell in row_cells(row))


def test_rows_below_each_other_with_one_head_are_a_table() -> None:
    text = "A | 1\nB | 2\nC | 3"
    blocks = (
        Block("row", 0, 5, "", ("Name", "Size")),
        Block("row", 6, 11, "", ("Name", "Size")),
        Block("row", 12, 17, "", ("Name", "Age")),
    )

    tables = list(tables_of(Document(text, blocks=blocks)))

    assert [(table.head[1], table.column(0)) for table in tables] == [("Size", ["A", "B"]), ("Age", ["C"])]


def test_cell_of_several_sentences_is_a_text() -> None:
    abstract = abstract_in("2) Lark - Introduces Lark-70B. It needs 3.7x less memory than Halo-2. | Paper")

    assert abstract is not None
    assert abstract.text == "Lark - Introduces Lark-70B. It needs 3.7x less memory than Halo-2."


@pytest.mark.parametrize(
    "row",
    [
        "Lark-70B | 71.4 | 82.0",
        "2024-02-05 | Lark-70B came out. It has 70 billion parameters and a window of 32K tokens.",
        "Lark-70B | It came out in May. It has 70 billion parameters, they say. | 71.4",
        "Lark-70B | The first model for roads.",
    ],
)
def test_rows_of_values_dates_and_short_cells_are_no_texts(row: str) -> None:
    assert abstract_in(row) is None


def test_grid_of_a_reader_says_which_cell_stands_in_which_column() -> None:
    text = "Text | MMLU | 71.4\nGSM8K | 80.1"
    group, mmlu, first = Cell("Text", 0, 4), Cell("MMLU", 7, 11), Cell("71.4", 14, 18)
    gsm, second = Cell("GSM8K", 19, 24), Cell("80.1", 27, 31)
    head = ("Group", "Benchmark", "Abel-7B")
    document = Document(
        text,
        blocks=(Block("row", 0, 18, "", head), Block("row", 19, 31, "", head)),
        tables=(Table(((group, mmlu, first), (group, gsm, second))),),
    )

    (table,) = tables_of(document)

    assert table.rows[1] == (group, gsm, second)
    assert table.starts == (0, 19)


def test_head_row_of_a_grid_is_no_row_of_the_table_before() -> None:
    text = "A | 1\n\nName | Age\n\nB | 2"
    first = (Cell("A", 0, 1), Cell("1", 4, 5))
    names, second = (Cell("Name", 7, 11), Cell("Age", 14, 17)), (Cell("B", 19, 20), Cell("2", 23, 24))
    blocks = (Block("row", 0, 5), Block("code", 7, 17), Block("row", 19, 24, "", ("Name", "Age")))
    document = Document(text, blocks=blocks, tables=(Table((first,)), Table((names, second), head_rows=1)))

    assert [table.rows for table in tables_of(document)] == [(first,), (second,)]


def test_rows_beyond_the_bound_are_no_rows_of_a_table() -> None:
    starts = range(0, 4 * 3_002, 4)
    document = Document("a|1\n" * 3_002, blocks=tuple(Block("row", start, start + 3) for start in starts))

    assert sum(len(table.rows) for table in tables_of(document)) == 3_000
    assert [block.start for block in rows_beyond(document)] == [12_000, 12_004]
