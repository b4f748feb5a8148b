"""Numbers in words are read as a whole: cardinals, shares, multiples."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claims.pipeline.extraction.number_words import cardinal, find_written_numbers, share


def written(text: str) -> list[tuple[str, str]]:
    """The kind and value of every number in words."""
    return [(number.kind, str(number.value)) for number in find_written_numbers(text, 0, len(text))]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("twenty-five", 25), ("two hundred and fifty thousand", 250000), ("three million five hundred thousand", 3500000), ("two dozen", 24),
        ("a million", 1000000), ("twelve hundred", 1200), ("two and a half million", 2500000), ("a hundred million", 100000000),
    ],
)  # fmt: skip
def test_cardinals_add_and_multiply(words: str, value: int) -> None:
    assert cardinal(words) == value


def test_words_that_count_on_are_no_one_number() -> None:
    assert cardinal("one two three") is None


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("two-thirds of adults", "share", "66.7"),
        ("three quarters of adults", "share", "75"),
        ("a third of the ships", "share", "33.3"),
        ("half of the ships", "share", "50"),
        ("shrank by a third to nine ships", "share", "33.3"),
        ("shrank by a ninth in May", "share", "11.1"),
        ("shrank by two-fifths.", "share", "40"),
        ("shrank by half as ships left", "share", "50"),
        ("one in five ships", "share", "20"),
        ("1 in 8 ships", "share", "12.5"),
        ("nine out of ten ships", "share", "90"),
        ("3/4 of the ships", "share", "75"),
        ("1 in 10,000 ships", "share", "0.01"),
        ("profit doubled", "multiple", "2"),
        ("costs halved", "multiple", "0.5"),
        ("twice as many", "multiple", "2"),
        ("five times as many", "multiple", "5"),
        ("a tenfold rise", "multiple", "10"),
        ("half a million", "number", "500000"),
        ("a quarter of a million", "number", "250000"),
        ("hundreds of millions of ships", "vague", "100000000"),
        ("tens of thousands of ships", "vague", "10000"),
    ],
)
def test_shares_multiples_and_numbers_are_told_apart(text: str, kind: str, value: str) -> None:
    assert (kind, value) in written(text)


@pytest.mark.parametrize(
    "text",
    [
        "the third ship",
        "two in 2024",
        "the team is doubling down",
        "a double agent",
        "won three times",
        "one in two years",
    ],
)
def test_words_that_order_or_play_are_no_shares(text: str) -> None:
    assert not [number for number in written(text) if number[0] in {"share", "multiple"}]


def test_a_share_that_does_not_end_has_three_digits() -> None:
    assert share(Decimal(1), Decimal(7)) == Decimal("14.3")
