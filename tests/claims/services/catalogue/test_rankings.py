"""The order that follows from who beats whom."""

from __future__ import annotations

from claims.services.catalogue.rankings import rank


def test_a_chain_is_an_order_with_derived_pairs() -> None:
    ranking = rank([("A", "B"), ("B", "C")])

    assert (ranking.tiers, ranking.cycles, ranking.derived) == ([["A"], ["B"], ["C"]], [], [("A", "C")])


def test_what_is_stated_is_not_derived() -> None:
    assert rank([("A", "B"), ("B", "C"), ("A", "C")]).derived == []


def test_a_circle_is_named_and_shares_a_tier() -> None:
    ranking = rank([("A", "B"), ("B", "C"), ("C", "A"), ("C", "D"), ("E", "A")])

    assert ranking.cycles == [["A", "B", "C"]]
    assert ranking.tiers == [["E"], ["A", "B", "C"], ["D"]]
    assert ranking.derived == [("A", "D"), ("B", "D"), ("E", "B"), ("E", "C"), ("E", "D")]


def test_two_that_beat_each_other_are_a_circle_and_nothing_has_no_order() -> None:
    assert rank([("A", "B"), ("B", "A")]).cycles == [["A", "B"]]
    assert rank([]).tiers == []
