"""Exports over the API: requested, made, read, deleted."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as parquet
import pytest
from django.utils import timezone

from api.v1.export_selection import LISTS, selection_of
from claims.models import Export
from claims.services.events import type_id_of
from claims.services.exports import files, writing
from tests.callers import Caller
from tests.factories import (
    make_appearance,
    make_citation,
    make_claim,
    make_conflict,
    make_event,
    make_key,
    make_proposition,
    make_publisher,
    make_review,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """The storage of a test."""
    settings.EXPORTS_DIR = tmp_path / "exports"
    options = {"location": settings.EXPORTS_DIR}
    own = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "exports": own}
    return tmp_path / "exports"


def make(caller: Caller, **body: Any) -> dict[str, Any]:
    """The export that a worker makes of this request."""
    response = caller.post("/exports", {"format": "ndjson", **body})
    assert response.status_code == 202, response.content
    assert writing.make_due_export(selection_of)
    made: dict[str, Any] = caller.get(f"/exports/{response.json()['id']}").json()
    return made


def content_of(caller: Caller, export: dict[str, Any]) -> bytes:
    response = caller.get(f"/exports/{export['id']}/download")
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def test_a_list_is_requested_made_and_downloaded(reader: Caller) -> None:
    claims = [make_claim(text=f"Kestrel-{number} beats Model-5.") for number in range(3)]
    make_event(seq=41)

    response = reader.post("/exports", {"resource": "claims", "format": "ndjson"})
    requested = response.json()
    writing.make_due_export(selection_of)
    made = reader.get(f"/exports/{requested['id']}").json()
    content = content_of(reader, made)

    assert response.status_code == 202
    assert response["Location"] == f"/api/v1/exports/{requested['id']}"
    assert (requested["state"], requested["progress"], requested["download_url"]) == ("pending", 0, None)
    assert (made["state"], made["progress"], made["rows"]) == ("completed", 100, 4)
    assert made["feed_position"] == 41
    assert made["bytes"] == len(content)
    assert made["sha256"] == hashlib.sha256(content).hexdigest()
    assert made["download_url"] == f"http://127.0.0.1:8000/api/v1/exports/{requested['id']}/download"
    listed = {row["id"]: row for row in reader.get("/claims").json()["data"]}
    exported = [orjson.loads(line) for line in content.splitlines()]
    assert {row["id"]: row for row in exported} == listed
    assert [row["id"] for row in exported[:3]] == [type_id_of(claim) for claim in claims]


def test_an_export_has_the_filters_and_the_fields_of_the_list(reader: Caller) -> None:
    make_claim(status="proposed")
    accepted = make_claim(text="Heron-1 beats Model-5.", status="accepted")
    rejected = make_claim(text="Heron-2 beats Model-5.", status="rejected")

    made = make(
        reader, resource="claims", filters={"status.in": ["accepted", "rejected"]}, fields=["text", "status"]
    )
    joined = make(reader, resource="claims", filters={"status.in": "accepted,rejected"}, fields=["text"])

    assert made["filters"] == {"status.in": "accepted,rejected"}
    assert [orjson.loads(line) for line in content_of(reader, made).splitlines()] == [
        {
            "object": "claim",
            "id": type_id_of(accepted),
            "text": "Heron-1 beats Model-5.",
            "status": "accepted",
        },
        {
            "object": "claim",
            "id": type_id_of(rejected),
            "text": "Heron-2 beats Model-5.",
            "status": "rejected",
        },
    ]
    assert joined["rows"] == 2


def test_an_export_has_the_related_objects_that_the_list_has(reader: Caller) -> None:
    claim = make_claim(text="Heron-1 beats Model-5.")
    citation = make_citation(claim, appearance=make_appearance(claim))

    expand = ["citations.source", "appearances"]
    made = make(reader, resource="claims", fields=["text"], expand=expand)
    in_csv = make(reader, resource="claims", format="csv", fields=["text"], expand=expand)
    in_parquet = make(reader, resource="claims", format="parquet", fields=["text"], expand=expand)

    assert made["expand"] == ["citations.source", "appearances"]
    listed = reader.get("/claims?fields=text&expand=citations.source,appearances").json()["data"]
    assert [orjson.loads(line) for line in content_of(reader, made).splitlines()] == listed
    assert listed[0]["citations"][0]["source"]["id"] == type_id_of(citation.source)
    assert listed[0]["citations_url"].endswith(f"/citations?claim={type_id_of(claim)}")
    (row,) = csv.DictReader(io.StringIO(content_of(reader, in_csv).decode(), newline=""))
    assert orjson.loads(row["citations"]) == listed[0]["citations"]
    (cells,) = parquet.read_table(io.BytesIO(content_of(reader, in_parquet))).to_pylist()
    assert orjson.loads(cells["appearances"]) == listed[0]["appearances"]


def test_csv_has_a_line_for_each_object_and_json_in_nested_cells(reader: Caller) -> None:
    claim = make_claim(text='=HYPERLINK("http://x"), "quoted"\nline')
    make_proposition(claim)

    made = make(
        reader, resource="claims", format="csv", fields=["text", "version", "gone_at", "propositions"]
    )
    content = content_of(reader, made)

    header, row = csv.reader(io.StringIO(content.decode(), newline=""))
    assert content.count(b"\r\n") == 2
    assert header == ["object", "id", "text", "gone_at", "version", "propositions"]
    assert row[:5] == ["claim", type_id_of(claim), '\'=HYPERLINK("http://x"), "quoted"\nline', "", "1"]
    assert orjson.loads(row[5])[0]["relation"] == "outperforms"


def test_parquet_has_the_types_of_the_api(reader: Caller) -> None:
    claim = make_claim(text="Heron-1 beats Model-5.")
    make_claim(gone_at=timezone.now())

    made = make(reader, resource="claims", format="parquet")
    table = parquet.read_table(io.BytesIO(content_of(reader, made)))

    types = {field.name: str(field.type) for field in table.schema}
    assert types["text"] == "string"
    assert types["version"] == "int64"
    assert types["created_at"] == types["gone_at"] == "timestamp[us, tz=UTC]"
    assert types["propositions"] == "string"
    assert table.schema.field("propositions").metadata == {b"content": b"application/json"}
    row = table.to_pylist()[0]
    assert (row["id"], row["text"], row["gone_at"]) == (type_id_of(claim), "Heron-1 beats Model-5.", None)
    assert row["created_at"] == claim.created_at


def test_gzip_compresses_a_text_format(reader: Caller) -> None:
    make_claim(text="Heron-1 beats Model-5.")

    made = make(reader, resource="claims", format="csv", compression="gzip", fields=["text"])
    response = reader.get(f"/exports/{made['id']}/download")
    content = b"".join(response.streaming_content)

    assert gzip.decompress(content).decode().splitlines()[1].endswith(",Heron-1 beats Model-5.")
    assert response["Content-Type"] == "application/gzip"
    assert response["Content-Disposition"].endswith('.csv.gz"')


@pytest.mark.parametrize("format", Export.Format.values)
def test_every_list_is_exported_in_every_format(format: str, admin: Caller) -> None:
    make_citation()
    make_appearance()
    make_review()
    make_conflict()
    make_publisher()
    make_event(seq=1)

    made = {resource: make(admin, resource=resource, format=format) for resource in LISTS}

    assert {export["state"] for export in made.values()} == {"completed"}
    assert {resource: export["rows"] for resource, export in made.items()} == {
        resource: len(admin.get(f"/{resource}").json()["data"]) for resource in LISTS
    }
    assert min(export["rows"] for export in made.values()) > 0


def test_an_empty_list_is_an_empty_file(reader: Caller) -> None:
    made = [make(reader, resource="claims", format=format) for format in ("ndjson", "csv", "parquet")]

    ndjson, header, table = (content_of(reader, export) for export in made)
    assert ndjson == b""
    assert header.startswith(b"object,id,self,text,")
    assert parquet.read_table(io.BytesIO(table)).num_rows == 0


def test_events_are_exported_as_the_key_may_read_them(reader: Caller, admin: Caller) -> None:
    make_event(seq=1, type="api_key.created", subject_type="api_key")
    make_event(seq=2, type="claim.accepted")
    make_event(type="claim.rejected")

    of_reader = make(reader, resource="events", filters={"types": "claim.*,api_key.created"})
    of_admin = make(admin, resource="events")

    assert [orjson.loads(line)["seq"] for line in content_of(reader, of_reader).splitlines()] == [2]
    assert [orjson.loads(line)["seq"] for line in content_of(admin, of_admin).splitlines()] == [1, 2]
    assert of_reader["feed_position"] == of_admin["feed_position"] == 2


def test_exports_belong_to_their_key(
    reader: Caller, admin: Caller, caller_with: Callable[..., Caller]
) -> None:
    made = make(reader, resource="claims")
    other, path = caller_with("read", "write", "curate", "webhooks"), f"/exports/{made['id']}"

    assert other.get("/exports").json()["data"] == []
    assert [other.get(path).status_code, other.get(f"{path}/download").status_code] == [404, 404]
    assert other.delete(path).status_code == 404
    assert [row["id"] for row in admin.get("/exports").json()["data"]] == [made["id"]]
    assert content_of(admin, made) == b""
    assert admin.delete(path).status_code == 204
    assert reader.get(path).status_code == 404


def test_exports_need_a_key_where_reading_needs_none(
    reader: Caller, anonymous: Caller, settings: Any
) -> None:
    settings.PUBLIC_READ = True
    made = make(reader, resource="claims")

    paths = ("/exports", f"/exports/{made['id']}", f"/exports/{made['id']}/download")
    assert anonymous.get("/claims").status_code == 200
    assert [anonymous.get(path).status_code for path in paths] == [401, 401, 401]


def test_filters_narrow_the_list(reader: Caller) -> None:
    made = make(reader, resource="claims")
    reader.post("/exports", {"resource": "sources", "format": "csv"})

    for query in ("state=completed", "resource=claims", "state.in=completed,failed"):
        assert [row["id"] for row in reader.get(f"/exports?{query}").json()["data"]] == [made["id"]]
    assert reader.get("/exports?created_at.gte=2100-01-01").json()["data"] == []


def test_an_export_of_a_revoked_key_is_made_for_its_scopes(reader: Caller) -> None:
    make_event(seq=1, type="api_key.created", subject_type="api_key")
    key, token = make_key("read")
    caller = Caller(token, type_id_of(key))
    caller.post("/exports", {"resource": "events", "format": "ndjson"})
    key.revoked_at = timezone.now()
    key.save()

    writing.make_due_export(selection_of)

    export = Export.objects.get()
    assert (export.state, export.rows) == ("completed", 0)


def test_the_file_of_an_expired_export_is_a_410(reader: Caller) -> None:
    made = make(reader, resource="claims")
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    response = reader.get(f"/exports/{made['id']}/download")

    assert (response.status_code, response.json()["code"]) == (410, "export_expired")
    assert reader.get(f"/exports/{made['id']}").status_code == 200


def test_a_file_that_is_missing_in_the_storage_is_a_410(reader: Caller) -> None:
    made = make(reader, resource="claims")
    files.storage().delete(Export.objects.get().file_name)

    assert reader.get(f"/exports/{made['id']}/download").status_code == 410
