"""Two things on one level: the same, level, on par."""

import pytest

from claims.pipeline.extraction.comparisons import find_comparisons
from claims.pipeline.extraction.grammar.findings import DOWN, EVEN
from tests.claims.pipeline.extraction.views import compared, view


def test_who_does_not_keep_up_is_below():
    assert compared("In low light, however, the Lark does not keep up with the Wren.") == [
        ("Lark", DOWN, "Wren")
    ]


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("The price of Lark is the same as that of Wren.", ("Lark", "Wren")),
        ("The Lark sells for 90 euros, the same as the Wren.", ("Lark", "Wren")),
        ("The Lark costs the same as the Wren.", ("Lark", "Wren")),
        ("Nurses earn the same as teachers.", ("Nurses", "teachers")),
        ("The Lark has the same weight as the Wren.", ("Lark", "Wren")),
        ("The Lark crossed the lake in the same time as the Wren.", ("Lark", "Wren")),
        ("Vigg Rovers are level with Oster United on points.", ("Vigg Rovers", "Oster United")),
        ("The Lark came out level on range with the Wren.", ("Lark", "Wren")),
        ("The late win put Vigg Rovers level with Oster United.", ("Vigg Rovers", "Oster United")),
    ],
)
def test_what_is_the_same_or_level_is_even(text, sides):
    subject, other = sides

    assert compared(text) == [(subject, EVEN, other)]


@pytest.mark.parametrize(
    "text",
    [
        "The price of Lark is not the same as that of Wren.",
        "Readers gave the Lark an A, the same as the Wren.",
        "The club sold the Lark for 90 euros, the same as the Wren.",
        "The Lark has the same engine as the Wren.",
        "The Lark left at the same time as the Wren.",
        "The toll is the same as in 2019.",
        "The late win put them level with Oster United.",
        "The pond is level with the lawn.",
        "The Lark has a level with a Wren on it.",
    ],
)
def test_what_only_looks_like_it_is_not(text):
    assert compared(text) == []


def test_same_measure_is_what_they_are_compared_on():
    (found,) = find_comparisons(view("The Lark has the same weight as the Wren.")).comparisons

    assert found.on == ("weight",)
