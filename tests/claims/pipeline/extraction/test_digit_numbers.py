"""A number in digits is taken as a whole, with its sign, size, currency and unit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claims.pipeline.extraction.digit_numbers import find_digit_numbers


def numbers(text: str, *, decimal_comma: bool = False) -> list[tuple[str, Decimal, str]]:
    """Each number as written, its value and unit."""
    return [
        (text[number.start : number.end], number.value, number.unit)
        for number in find_digit_numbers(text, 0, len(text), decimal_comma=decimal_comma)
    ]


@pytest.mark.parametrize(
    ("text", "written", "value", "unit"),
    [
        ("a rate of 3.0e-4 here", "3.0e-4", "0.0003", ""),
        ("used 6e23 FLOPs there", "6e23 FLOPs", "6e23", "FLOPs"),
        ("a rate of 4 1/4% here", "4 1/4%", "4.25", "%"),
        ("used 3×10^24 steps", "3×10^24", "3e24", ""),
        ("used 3 x 10^-3 of it", "3 x 10^-3", "0.003", ""),
        ("weighs 2.5×10−3 g", "2.5×10−3 g", "0.0025", "g"),
        ("covers 30 m² there", "30 m²", "30", "m²"),
        ("holds 2.4 km³ there", "2.4 km³", "2.4", "km³"),
        ("used 2·10²⁴ steps", "2·10²⁴", "2e24", ""),
        ("used 10^24 steps", "10^24", "1e24", ""),
        ("used 10^24^ steps", "10^24^", "1e24", ""),
        ("used $10^{-3}$ of it", "$10^{-3}", "0.001", ""),
        ("was −1.2 % then", "−1.2 %", "-1.2", "%"),
        ("was -1.2% then", "-1.2%", "-1.2", "%"),
        ("a loss of −$1.2bn then", "−$1.2bn", "-1200000000", "USD"),
        ("earned ₹45 lakh crore then", "₹45 lakh crore", "45000000000000", "INR"),
        ("earned Rs 2.5 lakh crore then", "Rs 2.5 lakh crore", "2500000000000", "INR"),
        ("収入は¥1.2兆", "¥1.2兆", "1200000000000", "JPY"),
        ("has 3億 users", "3億", "300000000", ""),
        ("has 2만3천 users", "2만3천", "23000", ""),
        ("cut by 25 basis points today", "25 basis points", "25", "basis points"),
        ("gained 3 percentage points today", "3 percentage points", "3", "percentage points"),
        ("5,7 GW of it", "5,7 GW", "5.7", "GW"),
        ("2½ million of it", "2½ million", "2500000", ""),
        ("ran 400m in a minute (400m)", "400m", "400000000", ""),
        ("an 8,848m high peak", "8,848m", "8848", "m"),
        ("ran 400m in 44 seconds", "400m", "400", "m"),
        ("sold 52m in 2023", "52m", "52000000", ""),
        ("earned $52m (£41m) then", "$52m", "52000000", "USD"),
        ("earned $52m in 12 months", "$52m", "52000000", "USD"),
        ("earned £40m above its costs", "£40m", "40000000", "GBP"),
        ("a 32B active-1T model", "1T", "1000000000000", ""),
    ],
)
def test_whole_number_is_read(text: str, written: str, value: str, unit: str) -> None:
    assert (written, Decimal(value), unit) in numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "release 3.11.7",
        "Halo-2",
        "the top-10 teams",
        "a1b2c3",
        "x_12",
        "0958 1",
        "v1.2.3.4",
        "user@10",
        "#12",
    ],
)
def test_part_of_another_token_is_no_number(text: str) -> None:
    assert [number for number in numbers(text) if number[1] != 1] == []


def test_language_decides_what_a_point_means() -> None:
    assert numbers("1.234 tons")[0][1] == Decimal("1.234")
    assert numbers("1.234 tons", decimal_comma=True)[0][1] == 1234


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("At 412m, its main span is the longest.", 412, "m"),
        ("The mast is taller than the old one, at 88m.", 88, "m"),
        ("Sign-ups rose to 412m, it said.", 412_000_000, ""),
        ("The longest deal is worth $412m, it said.", 412_000_000, "USD"),
    ],
)
def test_m_is_metres_at_the_end_of_a_phrase_about_length(text: str, value: int, unit: str) -> None:
    (number,) = find_digit_numbers(text, 0, len(text))

    assert (number.value, number.unit) == (value, unit)


def test_minus_may_be_a_word() -> None:
    assert [value for _, value, _ in numbers("It fell to minus 12 degrees.")] == [-12]
    assert [value for _, value, _ in numbers("12 minus 3 is 9")] == [12, 3, 9]
