"""Fields: values of columns as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from api import fields


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("18000000000000.000000000000"), "18000000000000"),
        (Decimal("61.200000000000"), "61.2"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.5"), "-0.5"),
        (Decimal("100"), "100"),
        (None, None),
    ],
)
def test_decimals_are_written_without_trailing_zeros(value: Decimal | None, written: str | None) -> None:
    assert fields.format_decimal(value) == written


def test_times_are_written_to_the_microsecond() -> None:
    assert fields.format_time(datetime(2025, 1, 31, 12, tzinfo=UTC)) == "2025-01-31T12:00:00.000000Z"
