"""Rows: known by their names and figures; rank, neighbours and further cells do not matter."""

import pytest

from claims.pipeline.watching.rows import find_row, read_row, without_rank
from claims.vocabulary import PassageState

BOARD = "Rank\t\tModel\t\tScore\n1\t\tHalo-2\t\t71.4\n2\t\tLark-70B\t\t68.2\n"
LED = "Rank\t\tModel\t\tScore\n1\t\tNova-9\t\t73.0\n2\t\tHalo-2\t\t71.4\n3\t\tLark-70B\t\t68.2\n"


@pytest.mark.parametrize(
    ("text", "names", "values"),
    [
        ("1\t\tHalo-2\t\t71.4", ("halo2",), ("71.4",)),
        ("| 1 | Halo-2 | 71.4 |", ("halo2",), ("71.4",)),
        ("Halo-2 | 71.4", ("halo2",), ("71.4",)),
        ("Halo-2 71.4", ("halo2",), ("71.4",)),
        ("Lark | MIT | 12 km | 68.2%", ("lark", "mit"), ("12 km", "68.2%")),
        ("1 | Halo-2", ("halo2",), ("1",)),
    ],
)
def test_a_row_has_names_and_figures(text, names, values):
    row = read_row(text)

    assert (row.names, row.values) == (names, values)


@pytest.mark.parametrize(
    "text",
    ["It ran 12 taxis", "The board of 2024", "Model | Score", "1 | 2", "A sentence. Another one of 5", ""],
)
def test_other_wordings_are_no_rows(text):
    assert read_row(text) is None


@pytest.mark.parametrize("quote", ["1 | Halo-2 | 71.4", "Halo-2\t\t71.4", "Halo-2 71.4"])
def test_a_row_below_a_new_leader_is_intact(quote):
    match = find_row(LED, read_row(quote), BOARD)

    assert (match.state, match.wording) == (PassageState.INTACT, "2\t\tHalo-2\t\t71.4")


def test_a_row_with_another_figure_is_altered_wherever_it_stands():
    match = find_row(LED.replace("71.4", "71.9"), read_row("1 | Halo-2 | 71.4"), BOARD)

    assert (match.state, match.wording) == (PassageState.ALTERED, "2\t\tHalo-2\t\t71.9")


def test_a_row_may_get_more_cells():
    assert find_row("Halo-2\t\t71.4\t\t2025\n", read_row("Halo-2 | 71.4")).state is PassageState.INTACT


def test_a_row_that_is_gone_is_not_found():
    assert find_row(BOARD, read_row("Finch | 60.1")) is None


def test_of_two_tables_the_row_counts_that_was_cited():
    before = "Halo-2\t\t71.4\n\nOther\n\nHalo-2\t\t55.0\n"
    after = "Halo-2\t\t72.9\n\nOther\n\nHalo-2\t\t71.4\n"

    assert find_row(after, read_row("Halo-2 | 71.4"), before).state is PassageState.ALTERED
    assert find_row(after, read_row("Halo-2 | 71.4")).state is PassageState.INTACT
    assert find_row(after, read_row("Halo-2 | 60.0")).state is PassageState.AMBIGUOUS


def test_the_rank_is_no_part_of_a_row():
    assert without_rank("1\t\tHalo-2\t\t71.4") == "Halo-2\t\t71.4"
    assert without_rank("It ran 12 taxis.") == "It ran 12 taxis."
