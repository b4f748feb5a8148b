"""Celery: the doorbell. Its queues and the whole timetable, on one screen.

Rows are the queue: a message carries no data, and one that is lost or doubled costs seconds, never data.
"""

from __future__ import annotations

import gc
import os
from typing import Any
from urllib.parse import parse_qs, urlsplit

import structlog
from celery import Celery
from celery.signals import setup_logging, task_postrun, task_prerun, worker_process_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")


def broker_url(redis_url: str) -> str:
    """The same Redis as Celery spells it (`redis+socket://` for a socket)."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = parse_qs(parts.query).get("db", ["0"])[-1]
    return f"redis+socket://{parts.path}?virtual_host={database}"


def every(seconds: float, task: str) -> dict[str, Any]:
    """One line of the timetable. A ring that nobody heard in time is forgotten: the next one comes."""
    return {"task": task, "schedule": seconds, "options": {"expires": max(seconds * 2, 5)}}


app = Celery("tracker")
app.conf.update(
    broker_url=broker_url(settings.REDIS_URL or "redis://127.0.0.1:6379/0"),
    broker_connection_retry_on_startup=True,
    # Whoever rings does not wait for a Redis that is away: the row is there, and beat rings again.
    broker_transport_options={
        "global_keyprefix": "tracker:",
        "visibility_timeout": 3600,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "socket_timeout": 1,  # a Redis that hangs is away, too
        "socket_connect_timeout": 1,
    },
    redis_socket_connect_timeout=2,
    redis_socket_timeout=10,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_default_queue="quick",
    task_routes={
        "claims.tasks.refresh_due_sources": {"queue": "refresh"},
        "claims.tasks.capture_due_submissions": {"queue": "capture"},
        "claims.tasks.attempt_due_deliveries": {"queue": "deliver"},
        "claims.tasks.look_up_due_copies": {"queue": "archive"},
    },
    task_soft_time_limit=90,
    task_time_limit=120,
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    worker_max_memory_per_child=400_000,  # KiB
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    timezone="UTC",
    beat_schedule={
        "beat is alive": every(5, "claims.tasks.note_beat"),
        "publish": every(1, "claims.tasks.publish_events"),
        "deliver": every(1, "claims.tasks.attempt_due_deliveries"),
        "capture": every(2, "claims.tasks.capture_due_submissions"),
        "refresh": every(2, "claims.tasks.refresh_due_sources"),
        "archive": every(30, "claims.tasks.look_up_due_copies"),
        "clean": every(3600, "claims.tasks.clean_up"),
    },
)
app.autodiscover_tasks(["claims"])


@setup_logging.connect
def keep_our_logs(**_: object) -> None:
    """Celery would set up logging of its own; settings have done it."""


@worker_process_init.connect
def collect_seldom(**_: object) -> None:
    """What is loaded by now stays: the garbage collector need not walk through it, nor come every 700 objects.

    Thousands of requests under way are many objects that all go by themselves; looking for cycles among them took a
    sixth of the network's share of a look.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@task_prerun.connect
def bind_task(task_id: str, task: Any, **_: object) -> None:
    """Every line that a task logs carries its name and id."""
    structlog.contextvars.bind_contextvars(task=task.name.rpartition(".")[2], task_id=task_id[:8])


@task_postrun.connect
def unbind_task(**_: object) -> None:
    """Forget the task's name and id."""
    structlog.contextvars.clear_contextvars()
