"""Exports are made, whatever prevents it is said, and nothing is left behind."""

from __future__ import annotations

import errno
import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, InMemoryStorage
from django.utils import timezone
from structlog.testing import capture_logs

from api.v1.export_selection import selection_of
from claims.ids import type_id
from claims.models import Export
from claims.pipeline.exports.text_files import NdjsonWriter
from claims.services.exports import files, leases, requests, writing
from claims.services.exports.files import HashedFile
from tests.claims.services.exports.storage import elsewhere, folder, stored
from tests.factories import NOW, make_claim, make_export, make_key

__all__ = ["folder"]
pytestmark = pytest.mark.django_db(transaction=True)


def request(**values: Any) -> Export:
    """An export of a key's claims that is due."""
    key, _ = make_key("read")
    return make_export(owner=type_id("api_key", key.pk), **values)


def make(export: Export) -> Export:
    assert writing.make_due_export(selection_of)
    export.refresh_from_db()
    return export


def failing_at(number: int, error: Exception) -> Callable[[HashedFile, Any], int]:
    """A write of files that fails at this call."""
    write, calls = HashedFile.write, iter(range(number + 1))

    def fail(file: HashedFile, data: Any) -> int:
        if next(calls, number) == number:
            raise error
        return write(file, data)

    return fail


def test_an_export_is_written_in_batches_of_one_snapshot(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH", 2)
    for number in range(5):
        make_claim(text=f"Heron-{number} beats Model-5.")

    export = make(request())

    content = (folder / export.file_name).read_bytes()
    assert (export.state, export.rows, export.bytes) == ("completed", 5, len(content))
    assert content.count(b"\n") == 5
    assert export.sha256 == hashlib.sha256(content).hexdigest()
    assert export.expires_at is not None
    assert export.completed_at is not None
    assert (export.expires_at - export.completed_at).days == 7
    assert (export.next_attempt_at, export.lease_token, export.attempt_count) == (None, None, 1)
    assert stored(folder) == [f"{type_id('export', export.pk)}-1.ndjson"]


def test_objects_with_related_ones_are_written_in_smaller_batches(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "EXPANDED_BATCH", 2)
    batches, write = [], NdjsonWriter.write
    monkeypatch.setattr(
        NdjsonWriter, "write", lambda self, rows: batches.append(len(rows)) or write(self, rows)
    )
    for number in range(5):
        make_claim(text=f"Heron-{number} beats Model-5.")

    plain, expanded = make(request()), make(request(expand=["citations"]))

    assert (plain.rows, expanded.rows) == (5, 5)
    assert batches == [5, 2, 2, 1]


def test_nothing_is_due_without_a_request(folder: Path) -> None:
    request(next_attempt_at=timezone.now().replace(year=2100))

    assert not writing.make_due_export(selection_of)


def test_any_storage_of_django_takes_the_file(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "exports": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    make_claim(text="Heron-1 beats Model-5.")

    export = make(request(format="csv"))

    storage = files.storage()
    assert isinstance(storage, InMemoryStorage)
    with storage.open(export.file_name) as file:
        assert hashlib.sha256(file.read()).hexdigest() == export.sha256
    assert stored(Path(settings.EXPORTS_DIR)) == []


@pytest.mark.parametrize("format", Export.Format.values)
@pytest.mark.parametrize("at", [0, 1])
def test_a_full_disk_is_said_and_leaves_no_half_file(
    format: str, at: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_claim()
    full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(HashedFile, "write", failing_at(at if format != "ndjson" else 0, full))

    export = make(request(format=format))

    assert (export.state, export.failure) == ("failed", "disk_full")
    assert export.failure_detail.startswith("There was no space left for the file.")
    assert stored(folder) == []


def test_a_storage_that_is_full_is_said_and_leaves_no_half_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(storage: FileSystemStorage, name: str, content: Any) -> str:
        Path(storage.path(name)).write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", save)
    make_claim()

    export = make(request())

    assert (export.state, export.failure, stored(folder)) == ("failed", "disk_full", [])


def test_a_storage_that_refuses_is_tried_three_times(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def save(storage: FileSystemStorage, name: str, content: Any) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(FileSystemStorage, "save", save)
    export = request()

    states = []
    for _ in range(3):
        states.append(make(export).state)
        Export.objects.filter(state="pending").update(next_attempt_at=NOW)

    export.refresh_from_db()
    assert states == ["pending", "pending", "failed"]
    assert (export.failure, export.failure_detail) == (
        "storage",
        "The storage refused the file (ZeroDivisionError).",
    )
    assert stored(folder) == []


def test_a_storage_that_is_away_is_tried_three_times(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(storage: FileSystemStorage, *arguments: Any) -> str:
        raise LookupError("nothing listens at bucket.example")

    monkeypatch.setattr(FileSystemStorage, "save", fail)
    monkeypatch.setattr(FileSystemStorage, "delete", fail)
    export = request()

    states = []
    with capture_logs() as logs:
        for _ in range(3):
            states.append(make(export).state)
            Export.objects.filter(state="pending").update(next_attempt_at=NOW)

    assert states == ["pending", "pending", "failed"]
    assert [entry["cause"] for entry in logs] == ["nothing listens at bucket.example"] * 3


@pytest.mark.parametrize("format", Export.Format.values)
def test_a_file_that_becomes_too_large_fails(format: str, folder: Path, settings: Any) -> None:
    settings.EXPORTS_MAX_BYTES = 1000
    for number in range(50):
        make_claim(text=f"Heron-{number} beats Model-5.")

    export = make(request(format=format))

    assert (export.state, export.failure, stored(folder)) == ("failed", "too_large", [])
    assert "1000 bytes (TRACKER_EXPORTS_MAX_BYTES)" in export.failure_detail


def test_too_many_rows_fail(folder: Path, settings: Any) -> None:
    settings.EXPORTS_MAX_ROWS = 2
    for number in range(3):
        make_claim(text=f"Heron-{number} beats Model-5.")

    export = make(request())

    assert (export.state, export.failure, stored(folder)) == ("failed", "too_large", [])
    assert "2 rows (TRACKER_EXPORTS_MAX_ROWS)" in export.failure_detail


def test_an_export_that_takes_too_long_fails(folder: Path, settings: Any) -> None:
    settings.EXPORTS_TIMEOUT_SECONDS = 0
    make_claim()

    export = make(request())

    assert (export.state, export.failure, stored(folder)) == ("failed", "too_slow", [])


def test_filters_that_are_not_valid_any_more_fail(folder: Path) -> None:
    export = make(request(filters={"statuss": "accepted"}))

    assert (export.state, export.failure, stored(folder)) == ("failed", "invalid", [])
    assert export.failure_detail == "There is no parameter 'statuss' here. Did you mean status?"


def test_an_export_that_is_deleted_meanwhile_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_claim()
    export, save = request(), FileSystemStorage.save

    def delete_then_save(storage: FileSystemStorage, name: str, content: Any) -> str:
        requests.delete_export(export.pk)
        return save(storage, name, content)

    monkeypatch.setattr(FileSystemStorage, "save", delete_then_save)
    make(export)

    assert export.deleted_at is not None
    assert (export.state, stored(folder)) == ("running", [])


def test_a_worker_stops_once_its_lease_is_lost(
    folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH", 1)
    settings.LEASE_SECONDS = 0.1
    noticed, writes = threading.Event(), []
    for number in range(3):
        make_claim(text=f"Heron-{number} beats Model-5.")
    export, write, update = request(), HashedFile.write, leases.update

    def delete_then_write(file: HashedFile, data: Any) -> int:
        elsewhere(lambda: requests.delete_export(export.pk))
        assert noticed.wait(30)
        writes.append(data)
        return write(file, data)

    def update_and_notice(row: Export, **values: Any) -> None:
        try:
            update(row, **values)
        except leases.LeaseLostError:
            noticed.set()
            raise

    monkeypatch.setattr(HashedFile, "write", delete_then_write)
    monkeypatch.setattr(leases, "update", update_and_notice)
    make(export)

    assert (export.state, len(writes), stored(folder)) == ("running", 1, [])


def test_the_lease_is_renewed_and_the_progress_shown_while_an_export_is_made(
    folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LEASE_SECONDS = 3
    export, shown = request(), threading.Event()
    make_claim()
    begun, update, write = [], leases.update, HashedFile.write

    def note(row: Export, **values: Any) -> None:
        update(row, **values)
        begun.append(Export.objects.get(pk=export.pk))
        shown.set()

    def wait_then_write(file: HashedFile, data: Any) -> int:
        size = write(file, data)
        assert shown.wait(30)
        return size

    monkeypatch.setattr(leases, "update", note)
    monkeypatch.setattr(HashedFile, "write", wait_then_write)
    make(export)

    assert (begun[0].state, begun[0].rows, begun[0].feed_position) == ("running", 1, 0)
    assert begun[0].bytes > 100
    assert begun[0].next_attempt_at > NOW


def test_an_export_whose_workers_ended_three_times_fails(folder: Path) -> None:
    ended = request(state="running", attempt_count=3)
    other = request()

    assert writing.make_due_export(selection_of)

    ended.refresh_from_db()
    other.refresh_from_db()
    assert (ended.state, ended.failure, ended.attempt_count) == ("failed", "interrupted", 3)
    assert other.state == "completed"


def test_what_an_ended_worker_wrote_and_stored_is_deleted(folder: Path) -> None:
    make_claim()
    export = request(state="running", attempt_count=1)
    name = f"{type_id('export', export.pk)}-1.ndjson"
    Export.objects.update(file_name=name)
    for path in (folder / name, folder / "unfinished" / name):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")

    make(export)

    assert (export.state, export.attempt_count) == ("completed", 2)
    assert stored(folder) == [f"{type_id('export', export.pk)}-2.ndjson"]
