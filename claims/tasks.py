"""Every task but that of exports (`api.v1.export_tasks`): call one service, then send the message of the next task."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any

import structlog
from celery import Task, shared_task
from celery.contrib.django.task import DjangoTask
from django.conf import settings
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, transaction
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from claims.services import machine_locks, retention
from claims.services.articles import reextract
from claims.services.conflicts import compare
from claims.services.exports import expiry
from claims.services.watching import archive, archive_save, refresh, version_history
from claims.services.webhooks import fan_out, notify, owner_mails, publish

logger = structlog.get_logger(__name__)

PUMP_SECONDS = 40
"""How long a task starts more work: well below its time limit, which would end it in the middle of an article."""


CLEAN_SECONDS = 15.0
"""How long a task deletes old rows of one kind; the next one continues."""

MAIL_SECONDS = 20.0
"""How long a task begins to send mails; the server of mails has `EMAIL_TIMEOUT` for each response."""

DELIVER_LINGER_SECONDS = 1.0
"""How long a task that sends webhooks waits for more: its connections to receivers are kept meanwhile."""


class StageTask(DjangoTask):  # type: ignore[type-arg]  # it takes none while it runs
    """A task that logs one line while the database is unavailable; the next message of beat starts it again."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task."""
        try:
            return super().__call__(*args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            logger.warning("database unavailable", away="PostgreSQL", error=str(error).partition("\n")[0])
            return None


_rung: ContextVar[dict[str, Task[..., None]] | None] = ContextVar("rung", default=None)


def ring(task: Task[..., None]) -> None:
    """Send the message of a task when the transaction is committed.

    An unavailable broker does not fail the request of the caller: the row is the queue, and beat sends messages as well.
    """
    transaction.on_commit(lambda: _ring(task), robust=True)


@contextmanager
def ringing_once() -> Iterator[None]:
    """Send each message once, at the end, however often its task is rung within."""
    rung: dict[str, Task[..., None]] = {}
    token = _rung.set(rung)
    try:
        yield
    finally:
        _rung.reset(token)
        for task in rung.values():
            _send(task)


def _ring(task: Task[..., None]) -> None:
    rung = _rung.get()
    if rung is None:
        _send(task)
    else:
        rung[task.name] = task


def _send(task: Task[..., None]) -> None:
    try:
        task.apply_async(expires=60, retry=False)
    except (BrokerError, RedisError, OSError) as error:
        logger.warning("message not sent", away="Redis", to=task.name, error=type(error).__name__)


@shared_task(base=StageTask)
def note_beat() -> None:
    """Record for /readyz that a worker ran a task of beat."""
    cache.set("beat_at", time.time(), timeout=600)


@shared_task(base=StageTask)
def publish_events() -> None:
    """Assign a seq to committed events."""
    published = 0
    while count := publish.publish_events():
        published += count
    if published:
        ring(fan_out_events)


@shared_task(base=StageTask)
def fan_out_events() -> None:
    """Create the deliveries of numbered events."""
    handled = 0
    while count := fan_out.fan_out_events():
        handled += count
    if handled:
        ring(attempt_due_deliveries)


@shared_task(base=StageTask)
def attempt_due_deliveries() -> None:
    """Send due deliveries to webhook endpoints."""
    with ExitStack() as lock:
        if not lock.enter_context(machine_locks.one_of("deliver", settings.DELIVER_WORKERS)):
            return
        if notify.attempt_due_deliveries(
            linger_seconds=DELIVER_LINGER_SECONDS, before_last=lambda: _let_next_begin(lock)
        ):
            ring(publish_events)


def _let_next_begin(lock: ExitStack) -> None:
    """Let another process send while this one waits for its last responses."""
    lock.close()
    ring(attempt_due_deliveries)


@shared_task(base=StageTask)
def capture_due_submissions() -> None:
    """Read posted content that is due, and texts that an older extractor read."""
    with machine_locks.one_of("capture", settings.CAPTURE_WORKERS) as is_free:
        for _ in reextract.read_due(seconds=PUMP_SECONDS) if is_free else ():
            ring(publish_events)
            ring(refresh_due_sources)


@shared_task(base=StageTask)
def refresh_due_sources() -> None:
    """Check sources that are due."""
    with machine_locks.one_of("refresh", settings.REFRESH_WORKERS) as is_free:
        if is_free and refresh.refresh_due_sources():
            ring(publish_events)


@shared_task(base=StageTask)
def look_up_due_copies() -> None:
    """Look up copies of dead and gone sources in the archive."""
    with machine_locks.one_of("archive", 1) as is_free:
        if is_free and archive.look_up_due_copies():
            ring(publish_events)


@shared_task(base=StageTask)
def save_due_sources() -> None:
    """Hand newly cited sources to the archive's save service."""
    with machine_locks.one_of("archive", 1) as is_free:
        if is_free and archive_save.save_due_sources():
            ring(publish_events)


@shared_task(base=StageTask)
def read_due_histories() -> None:
    """Read the lists of versions of papers whose text is new."""
    with machine_locks.one_of("archive", 1) as is_free:
        if is_free and version_history.read_due_histories():
            ring(publish_events)


@shared_task(base=StageTask)
def send_due_mails() -> None:
    """Tell owners of endpoints that they are disabled."""
    stop_at = time.monotonic() + MAIL_SECONDS
    while settings.EMAIL_HOST and time.monotonic() < stop_at and owner_mails.send_next_mail():
        pass


@shared_task(base=StageTask)
def compare_due_claims() -> None:
    """Compare claims that changed, and open or end their conflicts."""
    stop_at = time.monotonic() + PUMP_SECONDS
    with machine_locks.one_of("upkeep", 1) as is_free:
        while is_free and time.monotonic() < stop_at and compare.compare_due_claims():
            ring(publish_events)


@shared_task(base=StageTask)
def clean_up() -> None:
    """Delete rows whose retention has ended."""
    with machine_locks.one_of("upkeep", 1) as is_free:
        for delete in retention.DELETIONS if is_free else ():
            stop_at = time.monotonic() + CLEAN_SECONDS
            while time.monotonic() < stop_at and delete():
                pass


@shared_task(base=StageTask)
def expire_exports() -> None:
    """Delete files of exports that have expired, failed, or were deleted."""
    with machine_locks.one_of("upkeep", 1) as is_free:
        while is_free and expiry.expire_exports():
            pass
