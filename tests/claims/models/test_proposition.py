"""What follows from a proposition's measure, unit and bounds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError

from claims.models import Proposition
from tests.factories import make_claim


def quantity(low: str | None, unit: str = "", **values: object) -> Proposition:
    bound = None if low is None else Decimal(low)
    return Proposition(form="quantity", op="=", measure="Size (MB)", low=bound, unit=unit, **values).derive()


def test_bounds_are_in_the_base_unit_and_a_value_is_its_own_upper_bound() -> None:
    row = quantity("1.5", "GB")

    assert (row.scaled_unit, row.scaled_low, row.scaled_high) == (
        "B",
        Decimal(1500000000),
        Decimal(1500000000),
    )
    assert row.measure_key == "size"


def test_a_range_keeps_both_bounds_and_no_value_has_none() -> None:
    assert quantity("1", "minutes", high=Decimal(2)).scaled_high == Decimal(120)
    assert (quantity(None).scaled_low, quantity(None).scaled_high) == (None, None)


def test_a_number_too_large_for_the_base_unit_keeps_its_unit() -> None:
    row = quantity(f"{10**26}", "EB")

    assert (row.scaled_unit, row.scaled_low) == ("EB", Decimal(10**26))


@pytest.mark.django_db
def test_a_row_that_was_not_derived_is_refused() -> None:
    row = Proposition(claim=make_claim(), position=0, form="quantity", op="=", measure="size", low=Decimal(1))

    with pytest.raises(IntegrityError, match="proposition_derived"):
        row.save()
