"""Celery: the app, its queues and the schedule of beat.

Rows are the queue. A message carries no data and only says that a task may have work: one that is lost or repeated costs seconds.
"""

from __future__ import annotations

import gc
import os
import warnings
from typing import Any
from urllib.parse import parse_qs, urlsplit

import structlog
from celery import Celery
from celery.exceptions import CPendingDeprecationWarning
from celery.signals import (
    celeryd_after_setup,
    setup_logging,
    task_postrun,
    task_prerun,
    worker_process_init,
    worker_process_shutdown,
)
from django.conf import settings

from claims.services import counters
from tracker import open_files, telemetry

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")


def broker_url(redis_url: str) -> str:
    """The URL of the same Redis in the form that Celery expects (`redis+socket://` for a socket)."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = parse_qs(parts.query).get("db", ["0"])[-1]
    return f"redis+socket://{parts.path}?virtual_host={database}"


def every(seconds: float, task: str) -> dict[str, Any]:
    """An entry of the schedule. A message that no worker received in time expires; the next one follows."""
    return {"task": task, "schedule": seconds, "options": {"expires": max(seconds * 2, 5)}}


app = Celery("tracker")
app.conf.update(
    broker_url=broker_url(settings.REDIS_URL or "redis://127.0.0.1:6379/0"),
    broker_connection_retry_on_startup=True,
    # A sender does not wait for an unavailable Redis: the row is written, and beat sends the next message.
    broker_transport_options={
        "global_keyprefix": "tracker:",
        "visibility_timeout": 3600,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "socket_timeout": 1,  # a Redis that does not respond counts as unavailable
        "socket_connect_timeout": 1,
        "socket_keepalive": True,
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
        "claims.tasks.save_due_sources": {"queue": "archive"},
        "claims.tasks.read_due_histories": {"queue": "archive"},
        "claims.tasks.send_due_mails": {"queue": "archive"},
        "claims.tasks.compare_due_claims": {"queue": "upkeep"},
        "claims.tasks.clean_up": {"queue": "upkeep"},
        "claims.tasks.expire_exports": {"queue": "upkeep"},
        "api.v1.export_tasks.make_due_exports": {"queue": "export"},
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
        "measure": every(15, "tracker.gauges.measure_rows"),
        "publish": every(1, "claims.tasks.publish_events"),
        "fan out": every(1, "claims.tasks.fan_out_events"),
        "deliver": every(1, "claims.tasks.attempt_due_deliveries"),
        "capture": every(2, "claims.tasks.capture_due_submissions"),
        "refresh": every(2, "claims.tasks.refresh_due_sources"),
        "compare": every(2, "claims.tasks.compare_due_claims"),
        "archive": every(30, "claims.tasks.look_up_due_copies"),
        "save": every(30, "claims.tasks.save_due_sources"),
        "versions": every(30, "claims.tasks.read_due_histories"),
        "mail": every(30, "claims.tasks.send_due_mails"),
        "export": every(5, "api.v1.export_tasks.make_due_exports"),
        "expire": every(60, "claims.tasks.expire_exports"),
        "clean": every(3600, "claims.tasks.clean_up"),
    },
)
app.autodiscover_tasks(["claims"])
app.autodiscover_tasks(["api.v1"], related_name="export_tasks")
app.autodiscover_tasks(["tracker"], related_name="gauges")


@setup_logging.connect
def keep_logging(**_: object) -> None:
    """Keep the logging of the settings: without a receiver, Celery would configure its own."""


@celeryd_after_setup.connect
def ignore_pending_deprecations(**_: object) -> None:
    """Leave out the warning about worker_cancel_long_running_tasks_on_connection_loss, which is set above."""
    warnings.filterwarnings("ignore", category=CPendingDeprecationWarning)


@worker_process_init.connect
def collect_seldom(**_: object) -> None:
    """Exclude loaded modules from garbage collection, and collect after 20,000 new objects instead of 700.

    Thousands of concurrent requests are many objects without cycles; looking for cycles among them took a sixth of the
    time of a check's network part.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@worker_process_init.connect
def begin_telemetry(**_: object) -> None:
    """Send traces, if the operator has them sent: each process of a worker by itself."""
    telemetry.begin("worker")


@worker_process_init.connect
def permit_many_connections(**_: object) -> None:
    """Permit as many open files as possible: refreshing and webhooks keep up to a thousand connections each."""
    open_files.permit_many()


@worker_process_shutdown.connect
def keep_counts(**_: object) -> None:
    """Flush what this process counted. It ends without the functions of atexit."""
    counters.flush_quietly()


@task_prerun.connect
def bind_task(task_id: str, task: Any, **_: object) -> None:
    """Add the name and id of the task to every line that it logs."""
    structlog.contextvars.bind_contextvars(task=task.name.rpartition(".")[2], task_id=task_id[:8])


@task_postrun.connect
def unbind_task(**_: object) -> None:
    """Remove the name and id of the task."""
    structlog.contextvars.clear_contextvars()
