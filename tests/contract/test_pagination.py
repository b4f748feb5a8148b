"""Pagination: every row once, for every page size, with equal sort values and concurrent writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from claims.models import Claim, Entity
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import NOW, make_article, make_claim, make_entity, make_publisher

STATUSES = ["proposed", "rejected", "accepted"]


def pages(caller: Caller, path: str) -> list[list[dict[str, Any]]]:
    """All pages, by following `next`."""
    found = []
    url: str | None = path
    while url:
        answer = caller.get(url).json()
        found.append(answer["data"])
        assert len(found) < 100, "the pages never end"
        url = answer["next"] and answer["next"].removeprefix("http://127.0.0.1:8000/api/v1")
    return found


@pytest.mark.parametrize(("limit", "count"), [(1, 7), (2, 4), (3, 3), (6, 2), (7, 1), (200, 1)])
def test_rows_with_equal_sort_values_are_listed_once(limit: int, count: int, reader: Caller) -> None:
    claims = [make_claim(f"Claim {number}") for number in range(7)]
    Claim.objects.update(created_at=NOW)

    found = pages(reader, f"/claims?limit={limit}")

    assert len(found) == count
    assert [row["id"] for page in found for row in page] == sorted(map(type_id_of, claims), reverse=True)


@pytest.mark.parametrize("sort", ["created_at", "-created_at", "last_seen_at", "-last_seen_at"])
def test_all_pages_together_are_the_list(sort: str, reader: Caller) -> None:
    for number in range(9):
        make_claim(f"Claim {number}", last_seen_at=NOW + timedelta(hours=number // 3))

    paged = [row["id"] for page in pages(reader, f"/claims?limit=2&sort={sort}") for row in page]

    assert paged == [row["id"] for row in reader.get(f"/claims?sort={sort}").json()["data"]]
    assert len(set(paged)) == 9


def test_a_nullable_sort_column_loses_no_row(reader: Caller) -> None:
    make_article("dated", published_at=NOW)
    make_article("undated")
    make_article("undated too")

    found = pages(reader, "/articles?limit=1&sort=-published_at")

    assert [row["title"] for page in found for row in page] == ["undated too", "undated", "dated"]


def test_rows_that_are_added_between_pages_do_not_shift_them(reader: Caller) -> None:
    old = {type_id_of(make_claim(f"Claim {number}")) for number in range(4)}
    first = reader.get("/claims?limit=2").json()

    newer = type_id_of(make_claim("Newer"))
    rest = pages(reader, first["next"].removeprefix("http://127.0.0.1:8000/api/v1"))

    seen = [row["id"] for row in [*first["data"], *rest[0]]]
    assert sorted(seen) == sorted(old)
    assert newer not in seen


def test_names_are_sorted_by_the_collation_of_the_database(reader: Caller) -> None:
    for name in ("b", "A", "á", "Z", "a b"):
        make_entity(name)
    expected = list(Entity.objects.order_by("name", "id").values_list("name", flat=True))

    found = pages(reader, "/entities?limit=2")

    assert [row["name"] for page in found for row in page] == expected


def test_next_and_the_link_header_are_equal(reader: Caller) -> None:
    make_publisher("One")
    make_publisher("Two")

    response = reader.get("/publishers?limit=1&q=o&count=exact")

    answer = response.json()
    assert answer["count"] == 2
    assert response["Link"] == f'<{answer["next"]}>; rel="next"'
    assert urlsplit(answer["next"]).query.startswith("limit=1&q=o&cursor=")


def test_the_next_page_keeps_the_values_of_a_repeated_parameter(reader: Caller) -> None:
    claims = [make_claim(f"Claim {number}", status=status) for number, status in enumerate(STATUSES)]

    found = pages(
        reader, "/claims?limit=1&sort=created_at&status.in=proposed&status.in=accepted&fields=status"
    )

    assert [row["status"] for page in found for row in page] == ["proposed", "accepted"]
    assert len(claims) == 3


def test_the_last_page_has_no_next(reader: Caller) -> None:
    make_publisher("One")

    response = reader.get("/publishers?limit=1")

    assert response.json()["next"] is None
    assert "Link" not in response


@pytest.mark.parametrize("other", ["/claims?sort=created_at", "/claims?status=accepted", "/articles?limit=1"])
def test_a_cursor_is_valid_only_for_its_list(other: str, reader: Caller) -> None:
    make_claim("One")
    make_claim("Two")
    cursor = reader.get("/claims?limit=1").json()["next"].rpartition("cursor=")[2]

    response = reader.get(f"{other}&cursor={cursor}")

    assert response.status_code == 422
    assert response.json()["code"] == "invalid_cursor"


def test_limit_and_fields_may_change_between_pages(reader: Caller) -> None:
    make_claim("One")
    make_claim("Two")
    cursor = reader.get("/claims?limit=1").json()["next"].rpartition("cursor=")[2]

    answer = reader.get(f"/claims?limit=5&fields=text&cursor={cursor}").json()

    assert [row["text"] for row in answer["data"]] == ["One"]


def test_a_modified_cursor_is_refused(reader: Caller) -> None:
    make_claim("One")
    make_claim("Two")
    cursor = reader.get("/claims?limit=1").json()["next"].rpartition("cursor=")[2]

    response = reader.get(f"/claims?cursor=A{cursor[1:]}")

    assert response.json()["code"] == "invalid_cursor"
