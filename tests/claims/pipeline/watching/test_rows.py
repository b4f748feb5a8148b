"""Rows: what a row of a table names, and its figures."""

import pytest

from claims.pipeline.watching.rows import read_row, with_parted_cells, without_rank


@pytest.mark.parametrize(
    ("text", "names", "values"),
    [
        ("1\t\tHalo-2\t\t71.4", ("halo2",), ("71.4",)),
        ("| 1 | Halo-2 | 71.4 |", ("halo2",), ("71.4",)),
        ("Halo-2 | 71.4", ("halo2",), ("71.4",)),
        ("Halo-2 71.4", ("halo2",), ("71.4",)),
        ("Lark | MIT | 12 km | 68.2%", ("lark", "mit"), ("12 km", "68.2%")),
        ("1 | Halo-2", ("halo2",), ("1",)),
        ("Acme | $1.2 billion | $300 million", ("acme",), ("$1.2 billion", "$300 million")),
        ("2022 | Peru | 34.0", ("peru",), ("2022", "34.0")),
        ("Halo-2[a] | [b] | 71.4", ("halo2",), ("71.4",)),
        ('"Halo, the 2nd",71.4,60.2', ("halothe2nd",), ("71.4", "60.2")),
        ("Halo-2;71,4;60,2", ("halo2",), ("71,4", "60,2")),
        ('{"model": "Halo-2",\n "score": 71.4, "open": true}', ("halo2", "true"), ("71.4",)),
    ],
)
def test_a_row_has_names_and_figures(text, names, values):
    row = read_row(text)

    assert (row.names, row.values) == (names, values)


@pytest.mark.parametrize(
    "text",
    [
        "It ran 12 taxis",
        "It ran 1,450,000 km in all",
        "In May, Lark won, by 12",
        "Halo-2,71.4\rLark,68.2,1",
        "The board of 2024",
        "Model | Score",
        "1 | 2",
        "A sentence. Another one of 5",
        "",
    ],
)
def test_other_wordings_are_no_rows(text):
    assert read_row(text) is None


def test_the_rank_is_no_part_of_a_row():
    assert without_rank("1\t\tHalo-2\t\t71.4") == "Halo-2\t\t71.4"
    assert without_rank("It ran 12 taxis.") == "It ran 12 taxis."


def test_a_line_of_csv_gets_tabs_between_its_cells():
    assert with_parted_cells("Halo-2,71.4,60.2") == "Halo-2\t\t71.4\t\t60.2"
    assert with_parted_cells("In May, Lark won, by 12") == "In May, Lark won, by 12"


def test_lines_that_end_without_a_line_feed_are_no_row():
    assert with_parted_cells("Halo-2,71.4\rLark,68.2,1") == "Halo-2,71.4\rLark,68.2,1"
