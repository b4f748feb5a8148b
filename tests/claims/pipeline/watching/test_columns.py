"""Columns: the headings of a table, and the cells below them."""

import pytest

from claims.pipeline.watching.columns import cells_of, headed_cells, read_head

BOARD = (
    "Results of May.\n\nModel\t\tArena\t\tLive\nHeron-2\t\t89.4\t\t62.2\nKestrel-3\t\t\t\t60.1\n\nThe end."
)


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("Heron-2\t\t89.4", ["Heron-2", "89.4"]),
        ("\t\tHeron-2\t\t\t\t89.4", ["", "Heron-2", "", "89.4"]),
        ("Heron-2\t89.4", ["Heron-2", "89.4"]),
        ("| Heron-2 | | 89.4 |", ["Heron-2", "", "89.4"]),
        ("Heron-2 has 89.4", []),
    ],
)
def test_tabs_and_bars_part_cells(line, cells):
    assert cells_of(line) == cells


@pytest.mark.parametrize(
    ("lines", "head"),
    [
        (["Model\t\tArena", "Heron-2\t\t89.4"], ["Model", "Arena"]),
        (["Country\t\t2023\t\t2024", "Peru\t\t1\t\t2"], ["Country", "2023", "2024"]),
        (["Best of May", "Model\t\tArena", "Heron-2\t\t89.4"], ["Model", "Arena"]),
        (["\t\tScores", "Model\t\tArena\t\tLive", "Heron-2\t\t89.4\t\t62.2"], ["Model", "Arena", "Live"]),
        (["Heron-2\t\t89.4", "Kestrel-3\t\t85.5"], []),
        (["It ran 12 taxis."], []),
    ],
)  # fmt: skip
def test_headings_stand_above_the_first_figure(lines, head):
    assert read_head(lines) == head


def test_cells_of_a_row_have_the_headings_of_their_table():
    start = BOARD.index("Kestrel-3")
    end = BOARD.index("\n\nThe end")

    assert headed_cells(BOARD, start, end) == [("Model", "Kestrel-3"), ("Arena", ""), ("Live", "60.1")]


def test_a_row_of_another_width_than_its_headings_has_none():
    text = "Model\t\tArena\nHeron-2\t\t89.4\t\t62.2"

    assert headed_cells(text, text.index("Heron"), len(text)) == []
