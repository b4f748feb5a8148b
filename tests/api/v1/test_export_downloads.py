"""Downloads of exports: whole, in parts, resumed."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.utils import timezone
from structlog.testing import capture_logs

from claims.models import Export
from claims.services.events import type_id_of
from claims.services.exports import files
from tests.callers import Caller

pytestmark = pytest.mark.django_db

CONTENT = b"".join(b'{"object":"claim","number":%06d}\n' % number for number in range(10_000))
DIGEST = hashlib.sha256(CONTENT).hexdigest()
ETAG = f'"{DIGEST}"'


@pytest.fixture
def path(reader: Caller, settings: Any, tmp_path: Path) -> str:
    """The path of a download."""
    options = {"location": tmp_path / "exports"}
    own = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "exports": own}
    files.storage().save("made.ndjson", ContentFile(CONTENT))
    now = timezone.now()
    export = Export.objects.create(
        owner=reader.id,
        resource="claims",
        format="ndjson",
        state="completed",
        sha256=DIGEST,
        bytes=len(CONTENT),
        rows=10_000,
        file_name="made.ndjson",
        feed_position=42,
        created_at=now,
        snapshot_at=now.replace(year=2026, month=11, day=29, hour=8, minute=30, second=0),
        completed_at=now,
        expires_at=now.replace(year=2100),
    )
    return f"/exports/{type_id_of(export)}/download"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_the_whole_file_has_its_length_its_hash_and_a_name(reader: Caller, path: str) -> None:
    response = reader.get(path)

    assert response.status_code == 200
    assert body(response) == CONTENT
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Content-Type"] == "application/x-ndjson"
    assert response["Content-Disposition"] == 'attachment; filename="claims-20261129T083000Z-42.ndjson"'
    assert (response["ETag"], response["Accept-Ranges"]) == (ETAG, "bytes")
    digest = base64.b64encode(bytes.fromhex(DIGEST)).decode()
    assert response["Repr-Digest"] == f"sha-256=:{digest}:"


def test_the_parts_are_the_whole(reader: Caller, path: str) -> None:
    size, content = len(CONTENT), b""
    while len(content) < size:
        response = reader.get(path, Range=f"bytes={len(content)}-{len(content) + 99_999}", If_Range=ETAG)
        assert response.status_code == 206
        part = body(response)
        end = len(content) + len(part)
        assert response["Content-Range"] == f"bytes {len(content)}-{end - 1}/{size}"
        assert response["Content-Length"] == str(len(part))
        content += part

    assert content == CONTENT


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_download_is_resumed(reader: Caller, path: str) -> None:
    response = reader.get(path)
    begun = next(iter(response.streaming_content))
    response.close()

    rest = reader.get(path, Range=f"bytes={len(begun)}-", If_Range=response["ETag"])

    assert 0 < len(begun) < len(CONTENT)
    assert begun + body(rest) == CONTENT


@pytest.mark.parametrize(
    "headers",
    [{"Range": "bytes=5-9", "If_Range": '"other"'}, {"Range": "bytes=0-1,5-6"}, {"Range": "bytes=x"}],
)
def test_a_range_that_does_not_count_is_the_whole_file(
    headers: dict[str, str], reader: Caller, path: str
) -> None:
    response = reader.get(path, **headers)

    assert response.status_code == 200
    assert body(response) == CONTENT


def test_a_range_beyond_the_end_is_a_416_with_the_size(reader: Caller, path: str) -> None:
    response = reader.get(path, Range=f"bytes={len(CONTENT)}-")

    assert (response.status_code, response.json()["code"]) == (416, "range_not_satisfiable")
    assert response["Content-Range"] == f"bytes */{len(CONTENT)}"


def test_the_etag_saves_a_download(reader: Caller, path: str) -> None:
    response = reader.get(path, If_None_Match=f'"x", {ETAG}')

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", ETAG)


def test_head_has_the_headers_and_no_body(reader: Caller, path: str) -> None:
    response = reader.send("HEAD", path)

    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["ETag"] == ETAG


@pytest.mark.parametrize("accepted", ["application/x-ndjson", "text/csv", "*/*"])
def test_options_names_the_methods(accepted: str, reader: Caller, path: str) -> None:
    response = reader.send("OPTIONS", path, Accept=accepted)

    assert (response.status_code, response.content) == (204, b"")
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_a_download_does_not_fit_into_a_batch(reader: Caller, path: str) -> None:
    response = reader.post("/batch", {"operations": [{"method": "GET", "path": path}]})

    result = response.json()["results"][0]
    assert (result["status"], result["body"]["code"]) == (400, "invalid")


@pytest.mark.parametrize(
    "accepted", ["application/octet-stream", "application/x-ndjson", "text/csv", "application/json", "*/*"]
)
def test_the_file_is_what_it_is_whatever_is_accepted(accepted: str, reader: Caller, path: str) -> None:
    assert body(reader.get(path, Accept=accepted)) == CONTENT


class SignedStorage(InMemoryStorage):
    """A storage that signs URLs, as those of django-storages do."""

    def url(self, name: str | None) -> str:
        """A URL for a while."""
        return f"https://bucket.example/{name}?signature=s"


def test_a_download_may_lead_to_the_storage(reader: Caller, path: str, settings: Any) -> None:
    settings.EXPORTS_REDIRECT = True
    settings.STORAGES = {
        **settings.STORAGES,
        "exports": {"BACKEND": "tests.api.v1.test_export_downloads.SignedStorage"},
    }

    files.storage().save("made.ndjson", ContentFile(CONTENT))

    response, head = reader.get(path), reader.send("HEAD", path)

    assert response.status_code == 302
    assert response["Location"] == "https://bucket.example/made.ndjson?signature=s"
    assert (head.status_code, head["ETag"]) == (200, ETAG)


class AbsentStorage(InMemoryStorage):
    """A storage whose server is away: its client raises errors of its own."""

    def open(self, name: str, mode: str = "rb") -> Any:
        """Raises LookupError."""
        raise LookupError("nothing listens at bucket.example")

    def url(self, name: str | None) -> str:
        """Raises LookupError."""
        raise LookupError("nothing listens at bucket.example")


@pytest.mark.parametrize("redirects", [False, True])
def test_a_storage_that_is_away_is_a_503(redirects: bool, reader: Caller, path: str, settings: Any) -> None:
    settings.EXPORTS_REDIRECT = redirects
    settings.STORAGES = {
        **settings.STORAGES,
        "exports": {"BACKEND": "tests.api.v1.test_export_downloads.AbsentStorage"},
    }

    with capture_logs() as logs:
        response = reader.get(path)

    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert "bucket.example" not in response.content.decode()
    assert [entry["cause"] for entry in logs if "cause" in entry] == [
        "LookupError: nothing listens at bucket.example"
    ]
