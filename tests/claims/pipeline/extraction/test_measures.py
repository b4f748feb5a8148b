"""The words around a number say whether it measures anything."""

from __future__ import annotations

import pytest

from claims.pipeline.extraction.measures import Surroundings, is_measure, money_behind


def around(text: str, **signs: bool) -> Surroundings:
    """The surroundings of the number between brackets."""
    start, end = text.index("["), text.index("]") - 1
    text = text.replace("[", "").replace("]", "")
    return Surroundings.at(text, text.lower(), start, end, **signs)


@pytest.mark.parametrize(
    "text",
    [
        "has [12] ships", "the [12] new ships", "won [41] of 120 seats", "won 41 of [120] seats", "scored [84] on it", "took [3] years", "is [1,450] there",
        "a rate of [3.5] now", "used [6e23] of it", "counts [610] vehicles",
    ],
)  # fmt: skip
def test_counts_and_scores_are_measures(text: str) -> None:
    assert is_measure(around(text))


@pytest.mark.parametrize(
    "text",
    [
        "in chapter [7] there", "on page [12] there", "version [3] ships", "in [2011] there", "the past [12] months", "its other [2] ships", "[3]. Ships",
        "the [5.6] release", "#[5] there", "a [16]th ship", "age [42] there",
    ],
)  # fmt: skip
def test_numbers_that_refer_are_no_measures(text: str) -> None:
    assert not is_measure(around(text))


def test_format_is_a_measure_in_the_cell_of_a_value() -> None:
    assert is_measure(around("[8K]", has_size=True), loose=True)
    assert not is_measure(around("[8K]", has_size=True))


@pytest.mark.parametrize(("text", "is_one"), [("a [25]-year-old driver", False), ("a [25]-year loan", True)])
def test_age_of_a_person_is_no_measure(text: str, is_one: bool) -> None:
    assert is_measure(around(text, has_unit=True)) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("a [4K] video", False),
        ("a [72B] model", False),
        ("a [72B] parameter model", True),
        ("up to [4K] there", True),
    ],
)
def test_sizes_in_names_and_formats_are_no_measures(text: str, is_one: bool) -> None:
    assert is_measure(around(text, has_size=True)) is is_one


def test_a_cell_needs_no_words_around_its_number() -> None:
    assert is_measure(around("| [28] |"), loose=True)
    assert not is_measure(around("| [28] |"))


def test_money_stands_behind_too() -> None:
    assert money_behind(" euros, it") == "EUR"
    assert money_behind(" ships") == ""


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("It fell in a test of the vaccine ([95%] CI).", {"has_unit": True}),
        ("The richest [10%] own most of it.", {"has_unit": True}),
        ("It was the lowest rate for [20] years.", {}),
        ("It met for the first time in [20] years.", {}),
        ("It works in people over [75], it says.", {"has_operator": True}),
    ],
)
def test_levels_ranks_spans_and_ages_are_no_measures(text: str, signs: dict[str, bool]) -> None:
    assert not is_measure(around(text, **signs))
    assert is_measure(around("It has [20] years left."))
