"""Leases: which worker makes an export. A result is written only while the row has the worker's token."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from claims.models import Export

MAX_ATTEMPTS = 3
RETRY_AFTER = timedelta(seconds=30)
_PROGRESS_SECONDS = 2.0
_INTERRUPTED = (
    f"{MAX_ATTEMPTS} workers began it and ended before it was done. "
    "Narrow it with filters, or ask the operator for the reason in the logs."
)


class LeaseLostError(Exception):
    """The export was deleted, or another worker makes it."""


@transaction.atomic
def take_due_export() -> Export | None:
    """Lease the export that has been due for longest; None without one.

    One that ended its workers too often fails, and the next one is taken.
    """
    due = Export.objects.filter(next_attempt_at__lte=Now()).order_by("next_attempt_at", "id")
    while export := due.select_for_update(skip_locked=True).first():
        if export.attempt_count >= MAX_ATTEMPTS:
            failed = _failed(Export.Failure.INTERRUPTED, _INTERRUPTED)
            Export.objects.filter(pk=export.pk).update(**failed)
            continue
        export.lease_token = uuid.uuid4()
        Export.objects.filter(pk=export.pk).update(
            state=Export.State.RUNNING,
            lease_token=export.lease_token,
            attempt_count=F("attempt_count") + 1,
            next_attempt_at=_lease_end(),
            rows=0,
            bytes=0,
            rows_expected=None,
        )
        export.refresh_from_db()
        return export
    return None


def update(export: Export, **values: Any) -> None:
    """Write columns of a leased export. Raises LeaseLostError."""
    leased = Export.objects.filter(pk=export.pk, lease_token=export.lease_token)
    if export.lease_token is None or not leased.update(**values):
        raise LeaseLostError


def complete(export: Export, **values: Any) -> None:
    """Settle a leased export that has its file. Raises LeaseLostError."""
    expires_at = Now() + timedelta(seconds=settings.EXPORTS_KEEP_SECONDS)
    ended = {"next_attempt_at": None, "lease_token": None, "completed_at": Now(), "expires_at": expires_at}
    update(export, state=Export.State.COMPLETED, **ended, **values)


def fail(export: Export, failure: Export.Failure, detail: str) -> None:
    """Settle a leased export that cannot be made. Raises LeaseLostError."""
    update(export, **_failed(failure, detail))


def retry(export: Export, failure: Export.Failure, detail: str) -> None:
    """Release a leased export for another attempt after a while; fail after the last. Raises LeaseLostError."""
    if export.attempt_count >= MAX_ATTEMPTS:
        fail(export, failure, detail)
    else:
        later = Now() + RETRY_AFTER
        update(export, state=Export.State.PENDING, next_attempt_at=later, lease_token=None)


@contextmanager
def kept(export: Export, progress: Callable[[], dict[str, Any]]) -> Iterator[threading.Event]:
    """Renew the lease and write the progress every two seconds during the block. Yields what is set once it is lost.

    A thread does it, because a statement of the snapshot may take long.
    """
    lost, done = threading.Event(), threading.Event()

    def renew() -> None:
        try:
            while not done.wait(min(_PROGRESS_SECONDS, settings.LEASE_SECONDS / 3)):
                try:
                    update(export, next_attempt_at=_lease_end(), **progress())
                except LeaseLostError:
                    lost.set()
                    return
                except OperationalError:
                    connection.close()  # the next round connects again
        finally:
            connection.close()

    thread = threading.Thread(target=renew, name="export-lease")
    thread.start()
    try:
        yield lost
    finally:
        done.set()
        thread.join()


def _lease_end() -> Any:
    return Now() + timedelta(seconds=settings.LEASE_SECONDS)


def _failed(failure: Export.Failure, detail: str) -> dict[str, Any]:
    ended = {"next_attempt_at": None, "lease_token": None}
    return {"state": Export.State.FAILED, "failure": failure, "failure_detail": detail, **ended}
