"""Measure words: one sign for each unit, small numbers in words, Chinese numerals."""

from decimal import Decimal

import pytest

from claims.pipeline.watching.measure_words import CARDINALS, UNIT_BEHIND, in_base, read_hanzi, unit_of


@pytest.mark.parametrize(
    ("word", "sign"),
    [
        ("Kilometres", "km"),
        ("percentage points", "percentage points"),
        ("公里", "km"),
        ("Stunden", "h"),
        ("cubic metres", "m³"),
        ("Quadratkilometer", "km²"),
        ("kilometres per hour", "km/h"),
        ("cats", ""),
    ],
)
def test_a_unit_has_one_sign(word, sign):
    assert unit_of(word) == sign


def test_a_unit_ends_where_its_word_ends():
    assert UNIT_BEHIND.match(" days off")
    assert not UNIT_BEHIND.match(" daystar")
    assert UNIT_BEHIND.match("公里的")


@pytest.mark.parametrize(
    ("signs", "value"),
    [("十二", 12), ("一千四百五十", 1450), ("三百万", 3_000_000), ("二十", 20), ("三五", None), ("一", None)],
)
def test_chinese_numerals_are_read(signs, value):
    assert read_hanzi(signs) == value


def test_small_numbers_are_known_by_their_words():
    assert CARDINALS["zwölf"] == CARDINALS["doce"] == CARDINALS["douze"] == Decimal(12)
    assert CARDINALS["dreißig"] == Decimal(30)


@pytest.mark.parametrize(
    ("value", "unit", "base"),
    [
        ("4.2", "GWh", (Decimal(4_200_000_000), "Wh")),
        ("310", "kt", (Decimal(310_000), "t")),
        ("25", "basis points", (Decimal("0.25"), "percentage points")),
        ("5", "mg", (Decimal(5), "mg")),
        ("5", "GB", (Decimal(5), "GB")),
    ],
)
def test_multiples_of_a_unit_are_values_in_it(value, unit, base):
    assert in_base(Decimal(value), unit) == base
