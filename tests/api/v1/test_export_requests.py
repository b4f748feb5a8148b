"""Requests for exports: what is refused, and what a key may have."""

from __future__ import annotations

from typing import Any

import pytest

from api.generics import ListView
from api.models import ApiKey
from api.v1.events import EventList
from api.v1.export_selection import LISTS, rows_of, selection_of
from claims.models import Export
from claims.services.events import type_id_of
from claims.services.exports import writing
from tests.callers import Caller
from tests.factories import NOW, make_appearance, make_article

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"resource": "claims"}, 400, "/format"),
        ({"resource": "nothing", "format": "csv"}, 400, "/resource"),
        ({"resource": "endpoints", "format": "csv"}, 400, "/resource"),
        ({"resource": "claims", "format": "xlsx"}, 400, "/format"),
        ({"resource": "claims", "format": "csv", "fields": []}, 400, "/fields"),
        ({"resource": "claims", "format": "csv", "fields": ["text", "texts"]}, 422, "/fields/1"),
        ({"resource": "claims", "format": "csv", "fields": ["evidence"]}, 422, "/fields/0"),
        ({"resource": "claims", "format": "csv", "expand": ["citations", "voices"]}, 422, "/expand/1"),
        ({"resource": "claims", "format": "csv", "expand": ["citations.source.article"]}, 422, "/expand/0"),
        ({"resource": "claims", "format": "csv", "expand": "citations"}, 400, "/expand"),
        ({"resource": "events", "format": "csv", "expand": ["subject"]}, 422, "/expand/0"),
        ({"resource": "claims", "format": "csv", "filters": []}, 400, "/filters"),
        (
            {"resource": "claims", "format": "csv", "filters": {"statuss": "accepted"}},
            422,
            "/filters/statuss",
        ),
        ({"resource": "claims", "format": "csv", "filters": {"status": "good"}}, 422, "/filters/status"),
        ({"resource": "claims", "format": "csv", "filters": {"status": ""}}, 400, "/filters/status"),
        ({"resource": "claims", "format": "csv", "filters": {"status": 3}}, 400, "/filters/status"),
        ({"resource": "claims", "format": "csv", "filters": {"status": []}}, 400, "/filters/status"),
        ({"resource": "claims", "format": "csv", "filters": {"status": {"in": "x"}}}, 400, "/filters/status"),
        ({"resource": "claims", "format": "csv", "filters": {"q": "x" * 5000}}, 422, "/filters/q"),
        ({"resource": "claims", "format": "csv", "filters": {"q": "\x00"}}, 422, "/filters/q"),
        ({"resource": "claims", "format": "csv", "filters": {"limit": "5"}}, 422, "/filters/limit"),
        ({"resource": "claims", "format": "csv", "filters": {"": "x"}}, 422, "/filters/"),
        ({"resource": "claims", "format": "parquet", "compression": "gzip"}, 422, "/compression"),
        ({"resource": "claims", "format": "csv", "owner": "api_key_1"}, 400, "/owner"),
    ],
)
def test_nonsense_is_refused_with_its_place(body: Any, status: int, pointer: str, reader: Caller) -> None:
    response = reader.post("/exports", body)

    assert response.status_code == status, response.content
    assert response.json()["errors"][0]["pointer"] == pointer
    assert not Export.objects.exists()


def test_a_filter_that_needs_another_one_is_refused_as_in_the_list(reader: Caller) -> None:
    needing = [
        (name, filter_.name, filter_.type.schema)
        for name, view in LISTS.items()
        for filter_ in view.filters
        if filter_.needs
    ]
    assert needing
    for resource, name, schema in needing:
        examples = {"boolean": "true", "string": "2025-01-31" if "anyOf" in schema else "1"}
        value = schema["enum"][0] if "enum" in schema else examples[schema["type"]]
        listed = reader.get(f"/{resource}?{name}={value}")
        response = reader.post("/exports", {"resource": resource, "format": "csv", "filters": {name: value}})
        assert response.status_code == listed.status_code == 422, (name, value)


def test_a_repeated_request_is_one_export(reader: Caller) -> None:
    body = {"resource": "claims", "format": "csv"}

    first = reader.post("/exports", body, Idempotency_Key="nightly")
    again = reader.post("/exports", body, Idempotency_Key="nightly")

    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert Export.objects.count() == 1


def test_a_key_has_few_exports_under_way(reader: Caller, admin: Caller, settings: Any) -> None:
    settings.EXPORTS_PER_KEY = 2
    body = {"resource": "claims", "format": "csv"}

    statuses = [reader.post("/exports", body).status_code for _ in range(3)]
    refused = reader.post("/exports", body).json()

    assert statuses == [202, 202, 409]
    assert refused["errors"][0]["code"] == "too_many_under_way"
    assert admin.post("/exports", body).status_code == 202


def test_a_deleted_export_is_gone_and_makes_room(reader: Caller, settings: Any) -> None:
    settings.EXPORTS_PER_KEY = 1
    body = {"resource": "claims", "format": "csv"}
    path = f"/exports/{reader.post('/exports', body).json()['id']}"

    assert reader.delete(path).status_code == 204
    assert [reader.get(path).status_code, reader.delete(path).status_code] == [404, 404]
    assert not writing.make_due_export(selection_of)
    assert reader.post("/exports", body).status_code == 202


def test_an_export_that_is_not_completed_has_no_file(reader: Caller) -> None:
    export = reader.post("/exports", {"resource": "claims", "format": "csv"}).json()

    response = reader.get(f"/exports/{export['id']}/download")

    assert (response.status_code, response.json()["code"]) == (409, "conflict")
    assert "pending" in response.json()["detail"]


def test_an_export_has_the_rows_that_the_list_has() -> None:
    own = [
        name
        for name, view in LISTS.items()
        if view is not EventList and view.get_queryset != ListView.get_queryset
    ]

    assert own == []  # `visible_rows` says which rows a caller may read, for the list and for exports


def test_appearances_of_withdrawn_articles_are_left_out(reader: Caller) -> None:
    kept = make_appearance()
    make_appearance(article=make_article(withdrawn_at=NOW))
    key = ApiKey.objects.get()

    assert [row["id"] for row in reader.get("/appearances").json()["data"]] == [type_id_of(kept)]
    assert list(rows_of("appearances", {}, key)) == [kept]
