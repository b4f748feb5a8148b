"""Statements of whole lists and of single objects: what they return is what filters and query sets return."""

from __future__ import annotations

import pytest

from api.generics import ListView
from tests.callers import Caller
from tests.factories import make_claim, make_entity

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sort", ["created_at", "-created_at", "last_seen_at", "-updated_at"])
def test_the_pages_of_a_whole_list_are_those_of_a_list_with_a_filter_that_all_rows_meet(
    sort: str, reader: Caller
) -> None:
    for number in range(5):
        make_claim(f"Heron-{number} gains 5% on MMLU.")

    def pages(query: str) -> list[list[str]]:
        path, found = f"/claims?limit=2&sort={sort}{query}", []
        while path:
            page = reader.get(path).json()
            found.append([row["text"] for row in page["data"]])
            path = (page["next"] or "").partition("/api/v1")[2]
        return found

    whole = pages("")
    assert [len(page) for page in whole] == [2, 2, 1]
    assert whole == pages("&polarity.in=asserted,negated,disputed")


def test_a_whole_list_in_the_order_of_a_name_goes_on_after_the_last_name(reader: Caller) -> None:
    for name in ("Heron's", "Kestrel", "Kestrel 100%", "Adler"):
        make_entity(name)

    first = reader.get("/entities?limit=3&sort=name").json()
    second = reader.get(first["next"].partition("/api/v1")[2]).json()

    assert [row["name"] for row in first["data"]] == ["Adler", "Heron's", "Kestrel"]
    assert [row["name"] for row in second["data"]] == ["Kestrel 100%"]


def test_a_list_that_has_all_rows_of_its_table_narrows_nothing() -> None:
    whole = [view for view in ListView.__subclasses__() if view.has_all_rows]

    assert {view.__name__ for view in whole} == {
        "CitationList", "ClaimList", "EntityList", "PublisherList", "SourceList",
    }  # fmt: skip
    for view in whole:
        assert not {"visible_rows", "get_queryset"} & set(vars(view))
