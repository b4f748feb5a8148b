"""Comparisons in the openings, asides and ranks of news."""

from __future__ import annotations

import pytest

from claims.pipeline.extraction.grammar.findings import DOWN, EVEN, FIRST, UP
from claims.vocabulary import Relation
from tests.claims.pipeline.extraction.views import compared


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Overtaking Microsoft, Nvidia sold 900 boats.", ("Nvidia", UP, "Microsoft")),
        ("Matching Claude 3 on GSM8K, Llama-4 costs a tenth as much.", ("Llama-4", EVEN, "Claude 3")),
        ("Having surpassed Toyota in sales, Volkswagen raised its forecast.", ("Volkswagen", UP, "Toyota")),
        ("Corvid struggles to keep pace with Microsoft.", ("Corvid", DOWN, "Microsoft")),
        (
            "Corvid comes close to Microsoft but still falls behind it in sales.",
            ("Corvid", DOWN, "Microsoft"),
        ),
        ("Nvidia has nothing on Microsoft.", ("Nvidia", DOWN, "Microsoft")),
        ("Nvidia is half as fast as Microsoft.", ("Nvidia", DOWN, "Microsoft")),
        ("Nvidia takes twice as long as Microsoft.", ("Nvidia", DOWN, "Microsoft")),
        ("Nvidia is less of a hassle than Microsoft.", ("Nvidia", UP, "Microsoft")),
    ],
)
def test_participles_failures_and_shares_compare(text: str, found: tuple[str, Relation, str]) -> None:
    assert compared(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "Topping up the fund, Norland bought bonds.",
        "Tesla trailed a banner over the stadium.",
        "Nvidia is neither better nor worse than Microsoft.",
    ],
)
def test_what_is_filled_drawn_or_neither_compares_nothing(text: str) -> None:
    assert compared(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nvidia remains the market leader in chips.", ("Nvidia", FIRST, "")),
        ("Falcon-40B tops the Open LLM Leaderboard.", ("Falcon-40B", FIRST, "")),
    ],
)
def test_ranks_are_of_what_is_placed(text: str, found: tuple[str, Relation, str]) -> None:
    assert compared(text) == [found]


def test_the_closest_rival_is_first_of_nothing() -> None:
    assert compared("Veo is the closest competitor to Sora.") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Corvid outsold Rook in May.", ("Corvid", UP, "Rook")),
        ("Rook was outsold in May by Corvid.", ("Rook", DOWN, "Corvid")),
        ("The Whigs trail Labour by 14 points.", ("Whigs", DOWN, "Labour")),
        ("Sweden's exports trail Norway's.", ("Sweden's exports", DOWN, "Norway")),
        ("In Denmark, cycling is safer than driving.", ("cycling", UP, "driving")),
        ("Renting is dearer than buying.", ("Renting", DOWN, "buying")),
    ],
)
def test_rare_verbs_and_activities_compare(text: str, found: tuple[str, Relation, str]) -> None:
    assert compared(text) == [found]


@pytest.mark.parametrize(
    "text", ["The council built the trail in May.", "The shop is more than doubling its staff."]
)
def test_a_trail_is_walked_and_doubling_is_no_activity(text: str) -> None:
    assert compared(text) == []
