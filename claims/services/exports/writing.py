"""Writing: a due export is made: its rows are read from one snapshot, written to a file, and stored."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError
from django.db.models import QuerySet
from django.utils import timezone
from psycopg.errors import QueryCanceled

from claims.errors import ClaimsError
from claims.models import Export
from claims.models.search import estimate_rows
from claims.pipeline.exports.columns import Column
from claims.services.exports import files, leases
from claims.services.exports.files import HashedFile, TooManyBytesError
from claims.services.exports.leases import LeaseLostError
from claims.services.exports.snapshot import snapshot

logger = structlog.get_logger(__name__)

BATCH = 1000
"""Rows that are fetched and written at a time."""

EXPANDED_BATCH = 50
"""The same of objects with related ones, each of which may have 100 of a kind."""

_MAX_CAUSE = 500
"""Characters of an error that are logged."""

_FULL = {errno.ENOSPC, errno.EDQUOT}
_NARROW = "Narrow it with filters."


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows of an export: a query set of the JSON texts of its objects, in their order, and the columns of a table."""

    rows: QuerySet[Any]
    columns: Sequence[Column]


Select = Callable[[Export], Selection]
"""From an export to its selection. It is called in the snapshot. Raises ClaimsError if its filters are invalid by now."""


class _FailedError(Exception):
    """An export cannot be made; another attempt would not help, unless `is_temporary`."""

    def __init__(self, failure: Export.Failure, detail: str, *, is_temporary: bool = False) -> None:
        super().__init__(detail)
        self.failure, self.detail, self.is_temporary = failure, detail, is_temporary


@dataclass(slots=True)
class _Progress:
    """How far an attempt has got."""

    file: HashedFile
    rows: int = 0
    facts: dict[str, Any] = field(default_factory=dict)

    def columns(self) -> dict[str, Any]:
        """What the row of the export shows meanwhile."""
        return {"rows": self.rows, "bytes": self.file.size, **self.facts}


def make_due_export(select: Select) -> bool:
    """Make the export that has been due for longest. Returns False if none is due.

    What prevents it is written to its row. If the database is away, or the worker ends, another attempt follows.
    """
    export = leases.take_due_export()
    if export is None:
        return False
    files.delete_unfinished()
    try:
        _make(export, select)
    except _FailedError as error:
        cause = str(error.__cause__ or "")[:_MAX_CAUSE]
        facts = {"failure": error.failure, "detail": error.detail, "cause": cause}
        logger.warning("export failed", export=str(export.pk), **facts)
        settle = leases.retry if error.is_temporary else leases.fail
        settle(export, error.failure, error.detail)
    except LeaseLostError:
        logger.info("export was deleted, or is made by another worker", export=str(export.pk))
    return True


def _make(export: Export, select: Select) -> None:
    """Write and store the file. Raises _FailedError, LeaseLostError."""
    path = files.unfinished_path(export)
    try:
        if export.file_name:
            with _storage_errors():
                files.storage().delete(export.file_name)  # of an attempt that ended while it stored
        _write_and_store(export, path, select)
    except OSError as error:
        raise _of_os_error(error) from error
    except TooManyBytesError as error:
        limit = f"The file has more than {settings.EXPORTS_MAX_BYTES} bytes (TRACKER_EXPORTS_MAX_BYTES)."
        raise _FailedError(Export.Failure.TOO_LARGE, f"{limit} {_NARROW}") from error
    except ClaimsError as error:
        raise _FailedError(Export.Failure.INVALID, error.detail) from error
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise _too_slow() from error
        raise
    finally:
        path.unlink(missing_ok=True)


def _write_and_store(export: Export, path: Path, select: Select) -> None:
    file = HashedFile(path, settings.EXPORTS_MAX_BYTES)
    progress = _Progress(file)
    try:
        with leases.kept(export, progress.columns) as lost:
            _write(export, progress, select, lost.is_set)
            digest = file.finish()
            name = files.name_in_storage(export)
            leases.update(export, file_name=name, **progress.columns())
            _store(path, name)
            try:
                leases.complete(export, sha256=digest, **progress.columns())
            except LeaseLostError:
                files.storage().delete(name)
                raise
    finally:
        file.close()


def _write(export: Export, progress: _Progress, select: Select, is_lost: Callable[[], bool]) -> None:
    """Write the rows of one snapshot. Raises _FailedError, LeaseLostError and what the file raises."""
    seconds = settings.EXPORTS_TIMEOUT_SECONDS
    stop_at = time.monotonic() + seconds
    with snapshot(seconds=seconds, of_events=export.resource == "events") as position:
        taken_at, selection = timezone.now(), select(export)
        expected = estimate_rows(selection.rows)
        progress.facts = {"feed_position": position, "snapshot_at": taken_at, "rows_expected": expected}
        with files.row_writer(progress.file, export, selection.columns) as writer:
            for batch in _batches(selection.rows, EXPANDED_BATCH if export.expand else BATCH):
                if is_lost():
                    raise LeaseLostError
                if time.monotonic() > stop_at:
                    raise _too_slow()
                progress.rows += len(batch)
                if progress.rows > settings.EXPORTS_MAX_ROWS:
                    limit = (
                        f"There are more than {settings.EXPORTS_MAX_ROWS} rows (TRACKER_EXPORTS_MAX_ROWS)."
                    )
                    raise _FailedError(Export.Failure.TOO_LARGE, f"{limit} {_NARROW}")
                writer.write(batch)


def _store(path: Path, name: str) -> None:
    with _storage_errors():
        try:
            files.store(path, name)
        except OSError:
            files.storage().delete(name)
            raise


@contextmanager
def _storage_errors() -> Iterator[None]:
    """Raises _FailedError for errors of the storage's client, which has classes of its own. OSError passes."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        detail = f"The storage refused the file ({type(error).__name__})."
        raise _FailedError(Export.Failure.STORAGE, detail, is_temporary=True) from error


def _batches(rows: QuerySet[Any], size: int) -> Iterator[list[str]]:
    texts = rows.iterator(chunk_size=size)
    while batch := list(islice(texts, size)):
        yield batch


def _of_os_error(error: OSError) -> _FailedError:
    if error.errno in _FULL:
        detail = "There was no space left for the file. Ask the operator, or narrow the export with filters."
        return _FailedError(Export.Failure.DISK_FULL, detail)
    reason = error.strerror or type(error).__name__
    return _FailedError(
        Export.Failure.STORAGE, f"The file could not be written: {reason}.", is_temporary=True
    )


def _too_slow() -> _FailedError:
    limit = f"It took longer than {settings.EXPORTS_TIMEOUT_SECONDS} s (TRACKER_EXPORTS_TIMEOUT)."
    return _FailedError(Export.Failure.TOO_SLOW, f"{limit} {_NARROW}")
