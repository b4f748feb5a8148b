"""Pagination: counts, the order of ranges, and what no index serves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from api import pagination
from claims.models import Claim
from tests.callers import Caller
from tests.factories import NOW, make_claim

pytestmark = pytest.mark.django_db


def test_a_count_is_exact_up_to_the_limit(reader: Caller) -> None:
    for number in range(3):
        make_claim(f"Claim {number}")

    answer = reader.get("/claims?count=exact&limit=1").json()

    assert (answer["count"], answer["count_is_exact"]) == (3, True)


def test_a_count_above_the_limit_is_an_estimate(reader: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "MAX_COUNT", 100)
    Claim.objects.bulk_create(
        Claim(text=f"Claim {n}", kind="quantity", identity_key=str(n), first_seen_at=NOW, last_seen_at=NOW)
        for n in range(500)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim")

    answer = reader.get("/claims?count=exact&limit=1").json()

    assert (answer["count"], answer["count_is_exact"]) == (500, False)


def test_a_range_sets_the_order(reader: Caller) -> None:
    for hours, text in ((1, "first"), (3, "third"), (2, "second")):
        make_claim(text, first_seen_at=NOW + timedelta(hours=hours), last_seen_at=NOW + timedelta(hours=9))

    since = f"{NOW:%Y-%m-%dT%H:%M:%SZ}"
    page = reader.get(f"/claims?first_seen_at.gt={since}&limit=2").json()
    rest = reader.get(page["next"].partition("/api/v1")[2]).json()

    assert [row["text"] for row in page["data"] + rest["data"]] == ["third", "second", "first"]


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/citations?last_verified_at.lt=2025-01-01", "last_verified_at.lt"),
        ("/sources?next_check_at.gte=2025-01-01", "next_check_at.gte"),
        ("/appearances?sort=-start", "sort"),
    ],
)
def test_what_no_index_serves_alone_is_refused_by_name(reader: Caller, path: str, parameter: str) -> None:
    response = reader.get(path)

    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == parameter
    assert response.json()["errors"][0]["code"] == "needs_filter"


def test_what_takes_too_long_is_a_problem_of_the_request(reader: Caller) -> None:
    make_claim("Claim")
    reader.get("/me")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 50")
        cursor.execute(
            "CREATE OR REPLACE FUNCTION claims_type_id(noun text, key uuid) RETURNS text LANGUAGE sql AS"
            " $$ SELECT pg_sleep(1)::text $$"
        )

    response = reader.get("/claims")

    assert (response.status_code, response.json()["code"]) == (422, "too_slow")
