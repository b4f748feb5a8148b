"""Every task: call one service, ring the next."""

from __future__ import annotations

import time
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
from claims.services.articles import capture
from claims.services.watching import archive, refresh
from claims.services.webhooks import notify, publish

logger = structlog.get_logger(__name__)

PUMP_SECONDS = 40
"""How long a task takes up more work: well below its time limits, which would end it in the middle of an article."""


class Doorbell(DjangoTask):  # type: ignore[type-arg]  # it takes none while it runs
    """A task that may be rung in vain: while the database is away it says so in one line, and the next ring comes."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do the work."""
        try:
            return super().__call__(*args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            logger.warning("the database is away", rung=self.name, error=str(error).partition("\n")[0])
            return None


def ring(task: Task[..., None]) -> None:
    """Ring a task once the transaction is committed. A broker that is away costs seconds, never the caller's request:
    the row is the queue, and beat rings too."""
    transaction.on_commit(lambda: _send(task), robust=True)


def _send(task: Task[..., None]) -> None:
    try:
        task.apply_async(expires=60, retry=False)
    except (BrokerError, RedisError, OSError) as error:
        logger.warning("bell not rung", rung=task.name, error=type(error).__name__)


@shared_task(base=Doorbell)
def note_beat() -> None:
    """Say that beat rang and a worker heard it; /readyz looks for this."""
    cache.set("beat_at", time.time(), timeout=600)


@shared_task(base=Doorbell)
def publish_events() -> None:
    """Give committed events their seq and fan them out."""
    published = 0
    while count := publish.publish_events():
        published += count
    if published:
        ring(attempt_due_deliveries)


@shared_task(base=Doorbell)
def attempt_due_deliveries() -> None:
    """Send what is due to webhook endpoints."""
    with machine_locks.one_of("deliver", 1) as mine:
        if mine and notify.attempt_due_deliveries():
            ring(publish_events)


@shared_task(base=Doorbell)
def capture_due_submissions() -> None:
    """Read posted content that waits."""
    stop_at = time.monotonic() + PUMP_SECONDS
    with machine_locks.one_of("capture", 1) as mine:
        while mine and time.monotonic() < stop_at and capture.capture_due_submissions():
            ring(publish_events)
            ring(refresh_due_sources)


@shared_task(base=Doorbell)
def refresh_due_sources() -> None:
    """Look at sources that are due."""
    with machine_locks.one_of("refresh", settings.REFRESH_WORKERS) as mine:
        if mine and refresh.refresh_due_sources():
            ring(publish_events)


@shared_task(base=Doorbell)
def look_up_due_copies() -> None:
    """Look for the archive's copies of sources that fell."""
    with machine_locks.one_of("archive", 1) as mine:
        if mine and archive.look_up_due_copies():
            ring(publish_events)


@shared_task(base=Doorbell)
def clean_up() -> None:
    """Drop what is no longer needed."""
    while retention.delete_old_deliveries():
        pass
