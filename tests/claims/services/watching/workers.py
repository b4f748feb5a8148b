"""Real worker processes that pump on the database of a test, until they are killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[4]
PUMP = """
import time
import django
django.setup()
from claims.services.watching import refresh
print("ready", flush=True)
while True:
    refresh.refresh_due_sources()
    time.sleep(0.05)
"""


def start(*, script: str = PUMP, **knobs: str) -> subprocess.Popen[str]:
    """A process that pumps on the database of this test. It is ready when it says so (`wait_until_ready`)."""
    given = {
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "TRACKER_FETCH_ALLOW": "127.0.0.0/8",
        "LOG_LEVEL": "WARNING",
        **knobs,
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, env=kept | given, stdout=subprocess.PIPE, text=True
    )


def wait_until_ready(worker: subprocess.Popen[str]) -> None:
    """Wait until a worker is about to take its first source."""
    if worker.stdout is None or worker.stdout.readline().strip() != "ready":
        pytest.fail("the worker did not start")


def kill(worker: subprocess.Popen[str]) -> None:
    """End a worker as the kernel does when memory is short: it can do nothing about it."""
    worker.kill()
    worker.wait()
    if worker.stdout:
        worker.stdout.close()


@contextmanager
def pumping(count: int, *, script: str = PUMP, **knobs: str) -> Iterator[list[subprocess.Popen[str]]]:
    """So many workers that begin together."""
    workers = [start(script=script, **knobs) for _ in range(count)]
    try:
        for worker in workers:
            wait_until_ready(worker)
        yield workers
    finally:
        for worker in workers:
            kill(worker)


def wait_for(is_so: Callable[[], bool], seconds: float) -> bool:
    """Whether something becomes true in time."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def database_url() -> str:
    """The database of this test, for another process."""
    given = connection.settings_dict
    login = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    if given["HOST"].startswith("/"):
        return f"postgresql://{login}@/{given['NAME']}?host={quote(given['HOST'])}"
    return f"postgresql://{login}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"
