"""Words and signs at a number have one meaning each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claims.pipeline.extraction.magnitudes import currency, factor_of, usual_unit


@pytest.mark.parametrize(
    ("size", "power"),
    [
        ("", 0), ("K", 3), (" thousand", 3), ("M", 6), (" million", 6), ("-million", 6), ("bn", 9), (" billion", 9), ("T", 12), (" trillion", 12),
        (" lakh", 5), (" millioner", 6), (" milionów", 6), (" juta", 6), (" triệu", 6), (" mld", 9), (" miliar", 9), (" biliony", 12), (" ribu", 3),
        (" crore", 7), (" lakh crore", 12), (" Millionen", 6), (" Mrd", 9), (" milliards", 9), (" mil millones", 9),
    ],
)  # fmt: skip
def test_sizes_multiply(size: str, power: int) -> None:
    assert factor_of(size) == Decimal(10) ** power


@pytest.mark.parametrize(
    ("sign", "code"),
    [
        ("$", "USD"),
        ("US$ ", "USD"),
        ("€", "EUR"),
        ("Rs. ", "INR"),
        ("₩", "KRW"),
        ("円", "JPY"),
        ("euros", "EUR"),
        ("R$", "BRL"),
        ("apples", ""),
    ],
)
def test_signs_and_words_of_money_have_a_code(sign: str, code: str) -> None:
    assert currency(sign) == code


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("%", "%"), (" per cent", "%"), (" percent", "%"), ("％", "%"), (" percentage points", "percentage points"), (" percentage point", "percentage points"),
        (" pp", "percentage points"), (" basis points", "basis points"), (" bps", "basis points"), ("×", "x"), ("-fold", "x"), (" times", "x"), (" GB", "GB"),
    ],
)  # fmt: skip
def test_units_have_a_usual_spelling_and_points_are_not_per_cent(written: str, unit: str) -> None:
    assert usual_unit(written) == unit
