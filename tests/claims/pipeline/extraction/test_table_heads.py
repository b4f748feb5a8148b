"""Which unit the head of a column has, and which columns hold no values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claims.pipeline.extraction.table_heads import (
    NO_UNIT,
    head_unit,
    is_rank,
    is_silent,
    unit_of_periods,
)


@pytest.mark.parametrize(
    ("head", "factor", "unit"),
    [
        ("Size (M)", 10**6, ""),
        ("Model M", 1, ""),
        ("Score (%)", 1, "%"),
        ("($ in thousands)", 10**3, "USD"),
        ("Table 2: Income in € million.", 10**6, "EUR"),
        ("(in millions, except per share)", 10**6, ""),
        ("Spill (m³/s)", 1, "m³/s"),
        ("Read speed (GB/s)", 1, "GB/s"),
        ("Cost ($/kg)", 1, "USD"),
        ("Gate (£m)", 10**6, "GBP"),
        ("Depth (m)", 1, "m"),
        ("Spread (bps)", 1, "basis points"),
        ("Stay, days (range)", 1, "days"),
        ("Peak (°C)", 1, "°C"),
        ("Answer (EM)", 1, ""),
    ],
)
def test_unit_is_what_stands_at_the_end_of_a_head(head: str, factor: int, unit: str) -> None:
    assert head_unit(head) == (Decimal(factor), unit)


@pytest.mark.parametrize("head", ["2021", "FY2021", "Q3 2021", "2020/21", "H1"])
def test_unit_of_the_corner_is_that_of_periods(head: str) -> None:
    assert unit_of_periods("(€ million)", head, "Sales") == (Decimal(10**6), "EUR")


@pytest.mark.parametrize(
    ("head", "label"), [("Change", "Sales"), ("", "Sales"), ("2021", "Dividend per share")]
)
def test_unit_of_the_corner_is_not_that_of_other_columns_and_rows(head: str, label: str) -> None:
    assert unit_of_periods("(€ million)", head, label) == NO_UNIT


@pytest.mark.parametrize("head", ["Rank", "Rank 2021", "World rank", "Rank (of 40)", "Rank change"])
def test_ranks_are_no_values(head: str) -> None:
    assert is_silent(head, ["3", "1"], 2)


def test_rank_of_the_rows_has_no_other_words() -> None:
    assert is_rank("Rank")
    assert not is_rank("Rank 2021")


@pytest.mark.parametrize(
    "head", ["# Shots", "Seed", "Released", "Year of birth", "Refs", "Model version", "Zip code"]
)
def test_qualifiers_are_no_values(head: str) -> None:
    assert is_silent(head, ["5", "3"], 1)


@pytest.mark.parametrize(
    "head",
    [
        "Conversion rate",
        "Launch price",
        "Hotel",
        "Intel",
        "Time (s)",
        "Year to date",
        "Prompt tokens",
        "Frank",
    ],
)
def test_measures_that_look_like_qualifiers_are_values(head: str) -> None:
    assert not is_silent(head, ["5.1", "3.2"], 1)


def test_code_and_papers_are_values_where_they_are_measured() -> None:
    assert is_silent("Code", ["4021", "4022"], 1)
    assert not is_silent("Code", ["61.4", "58.0"], 1)
    assert not is_silent("Papers", ["1,204", "1,310"], 1)
