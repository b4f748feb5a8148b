"""Shapes: columns to members."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from api import shapes
from api.v1.claims import CLAIM
from claims.ids import type_id
from claims.models import Appearance
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import NOW, make_appearance, make_article, make_claim, make_version


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
def test_decimals_are_written_without_needless_zeros(value: Decimal | None, written: str | None) -> None:
    assert shapes.write_decimal(value) == written


def test_times_are_written_to_the_microsecond() -> None:
    assert shapes.write_time(datetime(2025, 1, 31, 12, tzinfo=UTC)) == "2025-01-31T12:00:00.000000Z"


def test_what_can_be_expanded_ends_after_two_levels() -> None:
    found = shapes.paths(CLAIM, detail=False)

    assert "citations.source" in found
    assert max(path.count(".") for path in found) == 1


@pytest.mark.django_db
def test_an_expansion_holds_a_hundred_and_says_where_the_rest_is(reader: Caller) -> None:
    claim, article = make_claim(), make_article()
    version = make_version(article)
    row = {
        "claim": claim,
        "article": article,
        "article_version": version,
        "first_version": version,
        "seen_at": NOW,
    }
    Appearance.objects.bulk_create(
        Appearance(**row, quote="x", start=number, end=number + 1, extractor="rules", extractor_version="1")
        for number in range(101)
    )
    other = make_claim("Another claim")
    make_appearance(other)

    data = reader.get("/claims?expand=appearances&sort=created_at").json()["data"]

    assert [len(found["appearances"]) for found in data] == [100, 1]
    listed_at = f"http://127.0.0.1:8000/api/v1/appearances?claim={type_id('claim', claim.pk)}"
    assert data[0]["appearances_url"] == listed_at
    assert data[1]["appearances"][0]["claim"] == type_id_of(other)


@pytest.mark.django_db
def test_fields_choose_the_members(reader: Caller) -> None:
    make_claim("One")

    answer = reader.get("/claims?fields=text,status").json()

    assert [sorted(row) for row in answer["data"]] == [["id", "object", "status", "text"]]


@pytest.mark.django_db
def test_an_unknown_field_gets_the_list_of_those_there_are(reader: Caller) -> None:
    response = reader.get("/publishers?fields=nam")

    assert response.json()["detail"] == (
        "fields: it must be one of object, id, self, name, domains, version, created_at."
    )
