"""Files are deleted when they expire."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from claims import tasks
from claims.models import Export
from claims.services.exports import files
from claims.services.exports.expiry import expire_exports
from tests.claims.services.exports.storage import folder, stored
from tests.factories import NOW, make_export

__all__ = ["folder"]
pytestmark = pytest.mark.django_db


def completed(name: str, **values: Any) -> Export:
    """A completed export with its file."""
    files.storage().save(name, ContentFile(b"rows"))
    done = {"state": "completed", "sha256": "0" * 64, "feed_position": 1, "completed_at": NOW}
    return make_export(**{**done, "file_name": name, "expires_at": NOW, **values})


def test_a_file_is_deleted_when_it_expires(folder: Path) -> None:
    expired = completed("a.csv")
    kept = completed("b.csv", expires_at=NOW + timedelta(seconds=1))

    assert expire_exports(now=NOW) == 1

    expired.refresh_from_db()
    kept.refresh_from_db()
    assert (expired.state, expired.file_name, kept.state) == ("expired", "", "completed")
    assert stored(folder) == ["b.csv"]
    assert expire_exports(now=NOW) == 0


def test_the_file_of_a_deleted_export_is_deleted_with_its_row_after_a_lease(
    folder: Path, settings: Any
) -> None:
    completed("a.csv", expires_at=NOW + timedelta(days=7), deleted_at=NOW)

    expire_exports(now=NOW + timedelta(seconds=settings.LEASE_SECONDS))
    assert stored(folder) == ["a.csv"]

    expire_exports(now=NOW + timedelta(seconds=settings.LEASE_SECONDS + 1))
    assert stored(folder) == []
    assert not Export.objects.exists()


def test_the_file_of_a_failed_export_is_deleted(folder: Path) -> None:
    files.storage().save("a.csv", ContentFile(b"rows"))
    export = make_export(state="failed", failure="storage", file_name="a.csv")

    expire_exports(now=NOW)

    export.refresh_from_db()
    assert (export.state, stored(folder)) == ("failed", [])


def test_rows_without_a_file_are_deleted_after_a_month() -> None:
    make_export(state="expired", created_at=NOW)
    waiting = make_export(created_at=NOW)

    expire_exports(now=NOW + timedelta(days=30))
    assert Export.objects.count() == 2

    expire_exports(now=NOW + timedelta(days=30, seconds=1))
    assert list(Export.objects.all()) == [waiting]


def test_a_storage_that_is_away_keeps_the_row(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def delete(storage: FileSystemStorage, name: str) -> None:
        raise ConnectionError

    export = completed("a.csv")
    monkeypatch.setattr(FileSystemStorage, "delete", delete)

    tasks.expire_exports()

    export.refresh_from_db()
    assert (export.state, export.file_name) == ("completed", "a.csv")


def test_what_ended_workers_left_behind_is_deleted(folder: Path) -> None:
    running = make_export(state="running", attempt_count=2)
    for number in (1, 2):
        path = files.unfinished_path(Export(pk=running.pk, format="csv", attempt_count=number))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    (folder / "unfinished" / "notes.txt").write_bytes(b"of the operator")

    expire_exports(now=NOW)

    assert stored(folder) == [
        files.unfinished_path(Export(pk=running.pk, format="csv", attempt_count=2)).name,
        "notes.txt",
    ]
