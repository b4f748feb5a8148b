"""Amounts in units of different scales meet, and measures in different spellings."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claims.pipeline.extraction.units import base_unit, measure_key, parse_number


@pytest.mark.parametrize(
    ("unit", "base", "factor"),
    [
        ("GB", "B", "1000000000"),
        ("GiB", "B", "1073741824"),
        ("kB", "B", "1000"),
        ("minutes", "s", "60"),
        ("ms", "s", "0.001"),
        ("years", "months", "12"),
        ("per cent", "%", "1"),
        ("bps", "percentage points", "0.01"),
        ("$", "USD", "1"),
        ("Params", "parameters", "1"),
        ("GPU Hours", "gpu hours", "1"),
        ("", "", "1"),
    ],
)
def test_a_unit_has_a_base_unit_and_a_factor(unit: str, base: str, factor: str) -> None:
    assert base_unit(unit) == (base, Decimal(factor))


def test_a_bit_is_not_a_byte_and_a_megawatt_not_a_milliwatt() -> None:
    assert base_unit("MB/s") != base_unit("Mbps")
    assert base_unit("MW") == ("W", Decimal(10**6))


@pytest.mark.parametrize(
    ("measure", "key"),
    [
        ("MMLU (EM)", "mmlu"),
        ("# Total Params", "totalparams"),
        ("context length", "contextlength"),
        ("(EM)", "(EM)"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_a_measure_has_a_key_unless_it_is_empty(measure: str, key: str) -> None:
    assert measure_key(measure) == key


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("18T", "18000000000000"),
        ("61.2", "61.2"),
        ("1.5 million", "1500000"),
        ("-3", "-3"),
        ("7B", "7000000000"),
    ],
)
def test_a_number_may_have_a_size(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "B", "5 foo", "1e5", "1,000", "0x10", "1.", "٣", "NaN"])
def test_anything_else_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"it must be a number such as 61\.2"):
        parse_number(text)
