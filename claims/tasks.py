"""Every task: call one service, ring the next."""

from __future__ import annotations

import time

import structlog
from celery import Task, shared_task
from celery.contrib.django.task import DjangoTask
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from claims.services import capture, clean, notify, publish, refresh, slots

logger = structlog.get_logger(__name__)


def ring(task: Task[..., None]) -> None:
    """Ring a task once the transaction is committed. A broker that is away costs seconds, never the caller's request:
    the row is the queue, and beat rings too."""
    transaction.on_commit(lambda: _send(task), robust=True)


def _send(task: Task[..., None]) -> None:
    try:
        task.apply_async(expires=60, retry=False)
    except (OperationalError, RedisError, OSError) as error:
        logger.warning("bell not rung", rung=task.name, error=type(error).__name__)


@shared_task(base=DjangoTask)
def note_beat() -> None:
    """Say that beat rang and a worker heard it; /readyz looks for this."""
    cache.set("beat_at", time.time(), timeout=600)


@shared_task(base=DjangoTask)
def publish_events() -> None:
    """Give committed events their seq and fan them out."""
    published = 0
    while count := publish.publish_events():
        published += count
    if published:
        ring(attempt_due_deliveries)


@shared_task(base=DjangoTask)
def attempt_due_deliveries() -> None:
    """Send what is due to webhook endpoints."""
    with slots.one_at_a_time("deliver") as mine:
        if mine and notify.attempt_due_deliveries():
            ring(publish_events)


@shared_task(base=DjangoTask)
def capture_due_submissions() -> None:
    """Read posted content that waits."""
    with slots.one_at_a_time("capture") as mine:
        while mine and capture.capture_due_submissions():
            ring(publish_events)
            ring(refresh_due_sources)


@shared_task(base=DjangoTask)
def refresh_due_sources() -> None:
    """Look at sources that are due."""
    with slots.one_at_a_time("refresh") as mine:
        if mine and refresh.refresh_due_sources():
            ring(publish_events)


@shared_task(base=DjangoTask)
def clean_up() -> None:
    """Drop what is no longer needed."""
    while clean.clean_up():
        pass
