"""Columns: the headings of a table, and the cells below them."""

import pytest

from claims.pipeline.watching.columns import (
    cells_of,
    headed_cells,
    is_in_other_unit,
    is_same_figure,
    read_head,
)

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
        (["Model\t\tEn\t\tEn", "Model\t\tArena\t\tLive", "Heron-2\t\t89.4\t\t62.2"], ["Model", "En Arena", "En Live"]),
        (["\t\t2023\t\t2023", "City\t\tBirths\t\tDeaths", "Oslo\t\t71\t\t60"], ["City", "2023 Births", "2023 Deaths"]),
        (["Model\t\tArena", "Kestrel\t\tn/a", "Heron-2\t\t89.4"], ["Model", "Arena"]),
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


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (("Passengers (million)", "48.3"), ("Passengers (thousand)", "48,300"), True),
        (("Passengers (million)", "48.3"), ("Passengers (thousand)", "48.3"), False),
        (("revenue_usd_m", "48.3"), ("", "$48.3 million"), True),
        (("revenue_eur_m", "48.3"), ("", "$48.3 million"), False),
        (("Passengers (million)", "48.3"), ("Passengers (million)", "0"), False),
    ],
)
def test_a_figure_is_worth_what_its_heading_makes_of_it(one, other, is_same):
    assert is_same_figure(one, other) is is_same
    assert is_same_figure(other, one) is is_same


def test_only_the_same_figure_is_in_another_unit():
    assert is_in_other_unit(("Height (m)", "12"), ("Height (ft)", "12"))
    assert not is_in_other_unit(("Height (m)", "12"), ("Height (ft)", "39"))
    assert not is_in_other_unit(("Height (m)", "12"), ("Height (metres)", "12"))


def test_json_that_is_written_out_has_its_keys_for_headings():
    line = '{"airport": "Oslo", "passengers_million": 48.3, "open": true}'

    assert headed_cells(line, 0, len(line)) == [
        ("airport", "Oslo"),
        ("passengers_million", "48.3"),
        ("open", "true"),
    ]
