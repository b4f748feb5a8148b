"""Digits have one value, whatever separates them, or none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.pipeline.extraction.numerals import (
    MAX_DIGITS,
    has_decimal_comma,
    read_cjk,
    read_digits,
    read_exponent,
    read_mixed,
    read_vulgar,
)


@pytest.mark.parametrize(
    ("digits", "value"),
    [
        ("1234", "1234"),
        ("1,234", "1234"),
        ("1.234", "1.234"),
        ("1,234,567.5", "1234567.5"),
        ("1.234.567", "1234567"),
        ("1.234.567,5", "1234567.5"),
        ("1.234,56", "1234.56"),
        ("1 234", "1234"),
        ("1\u00a0234\u00a0567,8", "1234567.8"),
        ("1\u2009234\u2009567", "1234567"),
        ("1'250'000", "1250000"),
        ("1’250’000.50", "1250000.50"),
        ("12,34,567", "1234567"),
        ("1,23,45,678.9", "12345678.9"),
        ("5,7", "5.7"),
        ("0,123", "0.123"),
        ("0.5", "0.5"),
        ("٣٫٥", "3.5"),
        ("３００", "300"),
    ],
)
def test_separators_are_read_by_their_places(digits: str, value: str) -> None:
    assert read_digits(digits) == Decimal(value)


@pytest.mark.parametrize(
    "digits", ["3.11.7", "1,2,3", "0958", "12,345,67", "1.23.456", "1'2", "1.2,3.4", "01,234"]
)
def test_digits_that_are_no_one_number_have_no_value(digits: str) -> None:
    assert read_digits(digits) is None


@pytest.mark.parametrize(
    ("digits", "value"), [("1.234", "1234"), ("1,234", "1.234"), ("12.5", "12.5"), ("0.750", "0.750")]
)
def test_language_with_decimal_commas_reads_one_sign_its_way(digits: str, value: str) -> None:
    assert read_digits(digits, decimal_comma=True) == Decimal(value)


@pytest.mark.parametrize(
    ("language", "is_comma"),
    [
        ("de", True),
        ("fr-FR", True),
        ("pt_BR", True),
        ("en", False),
        ("", False),
        ("de-CH", False),
        ("es-MX", False),
        ("ja", False),
    ],
)
def test_language_tags_say_which_sign_is_decimal(language: str, is_comma: bool) -> None:
    assert has_decimal_comma(language) is is_comma


@pytest.mark.parametrize(
    ("digits", "size", "value"),
    [
        ("3", "億", "300000000"),
        ("1.2", "兆", "1200000000000"),
        ("1", "億2000万", "120000000"),
        ("3", "千万", "30000000"),
        ("580", "亿", "58000000000"),
        ("2", "万亿", "2000000000000"),
        ("5", "만", "50000"),
    ],
)
def test_chinese_japanese_and_korean_sizes_multiply(digits: str, size: str, value: str) -> None:
    assert read_cjk(digits, size) == Decimal(value)


@pytest.mark.parametrize(
    ("exponent", "value"),
    [("-4", "0.0001"), ("+3", "1000"), ("−2", "0.01"), ("²⁴", "1e24"), ("⁻³", "0.001"), ("400", None)],
)
def test_exponents_are_plain_or_raised(exponent: str, value: str | None) -> None:
    assert read_exponent(exponent) == (Decimal(value) if value else None)


def test_fractions_in_one_sign_add_to_the_whole_number() -> None:
    assert read_vulgar("2", "½") == Decimal("2.5")


@given(
    st.integers(min_value=1000, max_value=10**15), st.sampled_from([",", ".", " ", "'", "\u00a0", "\u2009"])
)
def test_a_number_in_groups_is_worth_the_same_number_without(number: int, sign: str) -> None:
    grouped = f"{number:,}"
    # One point could be a decimal sign, too.
    written = grouped if grouped.count(",") == 1 and sign == "." else grouped.replace(",", sign)

    assert read_digits(written) == number


def test_very_long_digits_have_no_value() -> None:
    assert read_digits("9" * (MAX_DIGITS + 1)) is None


@pytest.mark.parametrize(("written", "value"), [("4 1/2", "4.5"), ("12-3/4", "12.75"), ("1 1/3", "1.3333")])
def test_whole_number_with_a_fraction_is_their_sum(written: str, value: str) -> None:
    assert read_mixed(written) == Decimal(value)
