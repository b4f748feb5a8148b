"""Sentences of ordinary news: what compares in them, and what only looks as if it did."""

from __future__ import annotations

import pytest

from claims.pipeline.extraction.comparisons import find_comparisons
from claims.pipeline.extraction.grammar.findings import DOWN, EVEN, FIRST, UP
from claims.pipeline.extraction.subjects import Topic
from claims.vocabulary import Polarity, Relation
from tests.claims.pipeline.extraction import views
from tests.claims.pipeline.extraction.views import view


def compared(text: str) -> list[tuple[str, Relation, str]]:
    """What a sentence of a text about Norland compares."""
    found: list[tuple[str, Relation, str]] = views.compared(text, Topic(subject="Norland"))
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Norland stands ahead of Sudland in the table.", ("Norland", UP, "Sudland")),
        ("Norland is well ahead of Sudland on jobs.", ("Norland", UP, "Sudland")),
        ("Norland fell behind Sudland in May.", ("Norland", DOWN, "Sudland")),
        ("Norland led with 59%, ahead of Sudland.", ("Norland", UP, "Sudland")),
        ("The drill reached a level above Larkspur-2.", ("drill", UP, "Larkspur-2")),
        ("Norland's share of the market slipped below that of Sudland.", ("Norland", DOWN, "Sudland")),
    ],
)
def test_who_stands_ahead_is_above(text: str, found: tuple[str, Relation, str]) -> None:
    assert compared(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor met the workers ahead of the Norland vote.",
        "The shops banned fireworks ahead of the Harbour Festival.",
        "The idea behind the Harbour Plan is simple.",
        "The brain behind the firm is Ada Bell.",
        "The kites floated above the Norland Hotel.",
        "The lights hung above those of the Harbour Festival.",
        "The firm tries to stay ahead of the curve.",
    ],
)
def test_times_places_and_reasons_are_no_rivals(text: str) -> None:
    assert compared(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Norland has the fastest trams in the world.", ("Norland", FIRST, "fastest trams in the world")),
        ("The tram is the most popular line.", ("tram", FIRST, "most popular line")),
        ("Corvid is the top-selling phone of the year.", ("Corvid", FIRST, "top-selling phone of the year")),
        ("Corvid is the leading tool maker.", ("Corvid", FIRST, "leading tool maker")),
    ],
)
def test_who_is_first_of_a_class(text: str, found: tuple[str, Relation, str]) -> None:
    assert compared(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "The makers keep updating their biggest hits.",
        "The picture is most likely the work of a student.",
        "The town is most recently the home of a fair.",
        "They buy drills that are top-notch and cheap.",
        "Her top speed was 40 knots.",
        "Ada Bell and her best friend went to the fair.",
        "The film won Best Director at the fair.",
        "Students do not always work at their best.",
        "The drill meets the highest requirements.",
        "Corvid is another leading maker of drills.",
        "The changes were seen at the earliest point of the study.",
        "The firm asks which shops are best placed for it.",
    ],
)
def test_superlatives_that_set_nothing_first(text: str) -> None:
    assert compared(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The saw matches Larkspur-2 in tests.", ("saw", EVEN, "Larkspur-2")),
        ("The saw rivals models of twice its price.", ("saw", EVEN, "models")),
        ("Like Larkspur-2, the saw has two blades.", ("saw", EVEN, "Larkspur-2")),
        ("The saw works as well as Larkspur-2.", ("saw", EVEN, "Larkspur-2")),
    ],
)
def test_what_is_even_with_a_rival(text: str, found: tuple[str, Relation, str]) -> None:
    assert compared(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "The birds turned to match the direction of the light.",
        "The curtains match the colour of the walls.",
        "Some of it comes from trees, like the scent one smells in a forest.",
        "Readers see and pay for orders, as well as deliveries.",
        "Customers own their tools with Larkspur plans.",
        "When you live in a town as pretty as Bergen, you stay.",
    ],
)
def test_likeness_of_other_sorts_is_none(text: str) -> None:
    assert compared(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The old engine makes more pollution than Larkspur-2.", ("old engine", DOWN, "Larkspur-2")),
        ("The fund has a higher degree of risk than Larkspur bonds.", ("fund", DOWN, "Larkspur bonds")),
        ("The fund of Norland exceeded the $9 billion of Sudland.", ("fund of Norland", UP, "Sudland")),
        ("Fans praised Norland's 4-1 win over Sudland.", ("Norland", UP, "Sudland")),
        ("The saw is 20% faster.", ("saw", UP, "")),
    ],
)
def test_more_of_a_cost_is_worse_and_an_amount_is_its_owners(
    text: str, found: tuple[str, Relation, str]
) -> None:
    assert compared(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "The pilot may be in for a lot more dangerous flights.",
        "The film is to help Ada Bell become more confident.",
        "The firm takes the work one step further.",
        "The stronger the rope is, the more it holds.",
        "The bank reported a first-quarter loss of 40 million crowns.",
        "The study shows a rise compared to results of the year before.",
        "You have beaten some good teams.",
        "The book is dominated by the stories of sailors.",
        "The party fell short of victory.",
    ],
)
def test_comparatives_without_another_side_say_nothing(text: str) -> None:
    assert compared(text) == []


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("Nvidia lost no game at the fair, where it beat Intel.", Polarity.ASSERTED),
        ("Nvidia did not lose a game at the fair, where it beat Intel.", Polarity.ASSERTED),
        ("The saw is no longer sold, being outperformed by Larkspur-2.", Polarity.ASSERTED),
        ("Nvidia did not say that it beat Intel.", Polarity.NEGATED),
        ("There is no test in which Nvidia beat Intel.", Polarity.ASSERTED),
        ("Nvidia has not beaten Intel.", Polarity.NEGATED),
    ],
)
def test_a_clause_of_its_own_is_not_denied_with_the_other(text: str, polarity: Polarity) -> None:
    assert find_comparisons(view(text)).polarity is polarity


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Second only to Vigg, Narvik sells herring.", [("Narvik", DOWN, "Vigg")]),
        ("Narvik, second only to Vigg, exports herring.", [("Narvik", DOWN, "Vigg")]),
        ("Qwen3 matches or outperforms Llama 3, a larger model.", [("Qwen3", EVEN, "Llama 3")]),
        ("Qwen3 is better than or equivalent to Llama 3.", [("Qwen3", EVEN, "Llama 3")]),
        ("Qwen3 achieves comparable or better results than Llama 3.", [("Qwen3", EVEN, "Llama 3")]),
        ("Qwen3 was preferred by raters to Llama 3.", [("Qwen3", UP, "Llama 3")]),
        ("Qwen3 lacks the range of Llama 3.", [("Qwen3", DOWN, "Llama 3")]),
        ("Corvid controls 80% of the market, compared with Lanthorn's 7%.", [("Corvid", UP, "Lanthorn")]),
        ("Qwen3's larger window lets it beat Llama 3.", [("Qwen3", UP, "Llama 3")]),
        ("While the small version trails Llama 3, it exceeds GPT-4o.", [("small version", DOWN, "Llama 3"), ("small version", UP, "GPT-4o")]),
        ("In the study, apixaban was non-inferior to warfarin.", [("apixaban", EVEN, "warfarin")]),
        ("Tirzepatide was superior to semaglutide on all five endpoints.", [("Tirzepatide", UP, "semaglutide")]),
        ("The small version beats GPT-4o.", [("small version", UP, "GPT-4o")]),
    ],
)  # fmt: skip
def test_ways_to_compare_in_reports(text: str, found: list[tuple[str, Relation, str]]) -> None:
    assert compared(text) == found


def test_neither_of_two_names_is_below_and_none_is_first() -> None:
    (comparison,) = find_comparisons(view("Neither Qwen3 nor GPT-4o matches Llama 3.")).comparisons

    assert (comparison.relation, comparison.objects) == (DOWN, ("Llama 3",))
