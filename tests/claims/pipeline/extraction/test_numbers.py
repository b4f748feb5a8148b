"""Every number of a text is read once, as a whole, with its unit and how it is written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claims.pipeline.extraction.numbers import read_numbers


def numbers(text: str, language: str = "") -> list[tuple[str, Decimal, str]]:
    """Each number as written, its value and unit."""
    return [
        (text[number.start : number.end], number.value, number.unit)
        for number in read_numbers(text, language=language)
    ]


@pytest.mark.parametrize(
    ("text", "written", "value", "unit"),
    [
        ("18 trillion tokens", "18 trillion", "18e12", ""),
        ("two hundred and fifty seats", "two hundred and fifty", "250", ""),
        ("profits doubled", "doubled", "2", "x"),
        ("one in five drivers", "one in five", "20", "%"),
        ("3 in 5 drivers", "3 in 5", "60", "%"),
        ("millions of users", "millions", "1000000", ""),
        ("fell by −1,5 %", "−1,5 %", "-1.5", "%"),
        ("超过75 percent的家庭", "75 percent", "75", "%"),
        ("بلغ ٣٫٥ مليون", "٣٫٥ مليون", "3500000", ""),
        ("१२ लाख लोग", "१२ लाख", "1200000", ""),
        ("вырос до 5 миллионов", "5 миллионов", "5000000", ""),
        ("costs HK$5bn now", "HK$5bn", "5000000000", "HKD"),
    ],
)
def test_number_is_read_in_digits_or_words(text: str, written: str, value: str, unit: str) -> None:
    assert numbers(text) == [(written, Decimal(value), unit)]


def test_numbers_come_in_the_order_of_the_text() -> None:
    text = "Seven of 12 towns, half of them under 400 people, grew by 3%."

    assert [written for written, _, _ in numbers(text)] == ["Seven", "12", "half", "400", "3%"]


@pytest.mark.parametrize("text", ["GPT-4 and Qwen2.5-72B", "iPhone15-16", "release 3.11.7", "MATH-500", ""])
def test_names_and_versions_hold_no_number(text: str) -> None:
    assert numbers(text) == []


def test_range_in_a_currency_is_no_name() -> None:
    assert [written for written, _, _ in numbers("costs EUR5-10 a month")] == ["EUR5", "10"]


def test_language_decides_what_a_point_means() -> None:
    assert numbers("1.234", "de")[0][1] == 1234
    assert numbers("1.234", "en")[0][1] == Decimal("1.234")


def test_numbers_beyond_the_limit_are_not_read() -> None:
    assert len(read_numbers("7 " * 1000)) == 500
    assert len(read_numbers("7 " * 1000, limit=3)) == 3
