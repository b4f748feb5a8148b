"""What comparatives and "as … as" set against each other."""

import pytest

from claims.pipeline.extraction.comparisons import find_comparisons
from claims.pipeline.extraction.grammar.findings import DOWN, EVEN, OTHER, UP
from claims.pipeline.extraction.subjects import Topic
from tests.claims.pipeline.extraction.views import compared, view


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rents in Norland rose as quickly as in Vigg.", ("Norland", EVEN, "Vigg")),
        ("Trade with Norland grew twice as fast as with Vigg.", ("Norland", UP, "Vigg")),
        ("The Lark did twice as well as the Wren.", ("Lark", UP, "Wren")),
    ],
)
def test_places_and_multiples_are_set_against_each_other(text, found):
    assert compared(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "Grocery prices in Norland were 4.1 percent higher than a year earlier.",
        "The sea off Norland is two degrees warmer than it was in May.",
        "Vigg ran the mile more than a second faster than her own record.",
        "The Lark is slower and faster than the Wren.",
        "The Lark is not better or worse than the Wren.",
    ],
)
def test_an_earlier_time_and_the_thing_itself_are_no_other_side(text):
    assert find_comparisons(view(text, Topic(subject="Wren"))).comparisons == ()


def test_faster_but_less_safe_is_above_and_below():
    assert compared("The Lark is faster but less accurate than the Wren.") == [
        ("Lark", UP, "Wren"),
        ("Lark", DOWN, "Wren"),
    ]


def test_prices_of_two_places_differ_in_price():
    (found,) = find_comparisons(view("Prices are higher in Norland than in Vigg.")).comparisons

    assert (found.subject, found.relation, found.objects, found.on) == (
        "Norland",
        OTHER,
        ("Vigg",),
        ("higher prices",),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Owners rated the Lark lower than the Wren.", ("Lark", DOWN, "Wren")),
        ("The guide ranks the Lark higher than the Wren.", ("Lark", UP, "Wren")),
        ("The Lark ranks higher than the Wren.", ("Lark", UP, "Wren")),
    ],
)
def test_who_is_ranked_is_compared_and_not_who_ranks(text, found):
    assert compared(text) == [found]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("The Lark sells as many tickets as the Wren.", EVEN),
        ("The ferry carries three times as many cars as the Wren.", OTHER),
        ("The Lark handles about 2.4 times as many calls per hour as the Wren.", OTHER),
        ("The Lark made twice as many errors as the Wren.", DOWN),
        ("The Lark won twice as many races as the Wren.", UP),
        ("The Lark scored half as many points as the Wren.", DOWN),
        ("The Lark is three times as fast as the Wren.", UP),
    ],
)
def test_multiples_of_what_is_neither_good_nor_bad_are_no_praise(text, relation):
    (found,) = find_comparisons(view(text)).comparisons

    assert (found.relation, found.objects) == (relation, ("Wren",))


def test_what_is_counted_is_what_they_are_compared_on():
    (found,) = find_comparisons(view("The Lark sells as many tickets as the Wren.")).comparisons

    assert found.on == ("tickets",)
