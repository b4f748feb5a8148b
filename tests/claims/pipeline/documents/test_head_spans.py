"""Heads of tables that reach over several columns or rows stand in each of these."""

import pytest

from claims.pipeline.documents.documents import shown_text
from claims.pipeline.documents.head_spans import spread_heads
from claims.vocabulary import ContentType

BODY = "<tr><td>Heron-2</td><td>71.4</td><td>60.2</td><td>55.1</td></tr>"
HEAD = "<tr><th rowspan=2>Model</th><th colspan='2'>English</th><th>Chinese</th></tr><tr><th>MMLU</th><th>ARC</th><th>MMLU</th></tr>"
SPREAD = "<tr><th>Model</th><th>English</th><th>English</th><th>Chinese</th></tr><tr><th>Model</th><th>MMLU</th><th>ARC</th><th>MMLU</th></tr>"


@pytest.mark.parametrize("begin", ["<table>", "<TABLE class=x><caption>Scores</caption><thead>"])
def test_a_head_of_two_rows_has_a_cell_in_each_column(begin):
    page = f"<p>Scores</p>{begin}{HEAD}{BODY}</table><p>The end.</p>"

    assert spread_heads(page) == page.replace(HEAD, SPREAD)


def test_the_text_of_a_table_has_both_levels_above_its_rows():
    text = shown_text(f"<p>Scores</p><table>{HEAD}{BODY}</table>", ContentType.HTML)

    assert "Model\t\tEnglish\t\tEnglish\t\tChinese\nModel\t\tMMLU\t\tARC\t\tMMLU\nHeron-2" in text


@pytest.mark.parametrize(
    "table",
    [
        f"<table><tr><th>Model</th><th>MMLU</th></tr>{BODY}<tr><td colspan=2>Notes</td></tr></table>",
        f"<table><tr><th colspan=4>All scores</th></tr>{BODY}</table>",
        f"<table><tr><td colspan=2>English</td></tr><tr><th>MMLU</th></tr>{BODY}</table>",
        f"<table><tr><th colspan=2>English<tr><th>MMLU<th>ARC{BODY}</table>",
        "<table>" + "<tr><th colspan=2>English</th></tr>" * 4 + "</table>",
        f"<table><tr>{'<th colspan=2>x</th>' * 61}</tr><tr><th>y</th></tr></table>",
        f"<table><tr><th colspan=2>x</th><th>{'long ' * 101}</th></tr><tr><th>y</th></tr></table>",
    ],
    ids=["one row", "a title", "data", "open cells", "no data", "too wide", "too long"],
)
def test_other_tables_stay_as_they_are(table):
    assert spread_heads(table) == table


def test_spans_are_bounded():
    page = "<table><tr><th colspan=999 rowspan=999>x</th></tr><tr><th>y</th></tr></table>"

    assert spread_heads(page).count("<th>x</th>") == 120
    assert len(spread_heads(page * 1000)) < 1000 * len(page) + 300 * 2000
