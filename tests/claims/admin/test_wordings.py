"""Wordings: what went from a passage and what came, as a curator reads it."""

import pytest

from claims.admin import wordings
from claims.models import Citation


def inner(html):
    return html.removeprefix('<blockquote class="wording">').removesuffix("</blockquote>")


def test_changed_words_are_marked_and_figures_twice():
    html = wordings.difference(
        "Trained on 12 trillion tokens of text.", "Trained on 9 trillion tokens of code."
    )

    assert inner(html) == (
        "Trained on <del><mark>12</mark></del><ins><mark>9</mark></ins> trillion tokens of "
        "<del>text.</del><ins>code.</ins>"
    )


def test_a_number_in_a_name_is_no_figure():
    assert inner(wordings.difference("Kestrel-2 won.", "Kestrel-3 won.")) == (
        "<del>Kestrel-2</del><ins>Kestrel-3</ins> won."
    )


def test_the_same_words_with_other_spaces_differ_in_nothing():
    assert inner(wordings.difference("It  wins\nby far.", "It wins by far.")) == "It wins by far."


def test_markup_in_a_wording_is_text():
    html = wordings.difference("<b>old</b> & done", "<script>alert()</script> & done")

    assert inner(html) == (
        "<del>&lt;b&gt;old&lt;/b&gt;</del><ins>&lt;script&gt;alert()&lt;/script&gt;</ins> &amp; done"
    )


def test_long_wordings_stand_one_after_the_other():
    html = inner(wordings.difference("a " * 501, "a " * 500 + "b"))

    assert html.startswith("<del>a a a")
    assert html.endswith("a b</ins>")
    assert html.count("<ins>") == 1


@pytest.mark.parametrize(
    ("state", "found", "shown"),
    [
        ("intact", "", "It wins."),
        ("moved", "", "It wins."),
        ("altered", "It loses.", "It <del>wins.</del><ins>loses.</ins>"),
        ("missing", "", "<del>It wins.</del>"),
        ("unreachable", "", "It wins."),
    ],
)
def test_a_passage_is_shown_against_what_stands_in_its_place(state, found, shown):
    citation = Citation(passage_exact="It wins.", passage_state=state, found=found)

    assert inner(wordings.in_place(citation)) == shown


def test_without_a_passage_there_is_nothing_to_compare():
    assert wordings.in_place(Citation()) == "–"
