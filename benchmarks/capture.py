"""Capture: articles a second from the post to the stored claims, and what its stages take."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from devserver import embedded

COUNT = int(120 * float(os.environ.get("SCALE", "1")))
TITLE = (
    f"Capture: {COUNT} posted articles of 4,000 characters, one process with the default number of readers"
)
NEEDS = ""

_ROOT = Path(__file__).resolve().parents[1]


def figures(data: Path) -> Iterator[Figure]:
    """Articles a second, and the milliseconds, statements and events of an article."""
    with tempfile.TemporaryDirectory(prefix="claims-capture-") as folder:
        measured = _measure(Path(folder))
    each = {name: value / COUNT for name, value in measured.items()}
    yield Figure("from post to captured", 1 / (each["post"] + each["capture"]), "/s")
    yield Figure("captured", 1 / each["capture"], "/s", least=25)
    yield Figure("to post one", 1000 * each["post"], "ms")
    yield Figure("to read one, in one sandbox", 1000 * each["read"], "ms")
    yield Figure("to capture one", 1000 * each["capture"], "ms")
    yield Figure("of this in statements", 1000 * each["queries"], "ms")
    yield Figure("to number its events", 1000 * each["number"], "ms")
    yield Figure("statements of an article", each["statements"], most=30)
    yield Figure("events of an article", each["events"], most=160)


def _measure(folder: Path) -> dict[str, float]:
    with (folder / "postgres.log").open("wb") as log:
        server = embedded.start_postgres(folder, output=log.fileno())
        environment = os.environ | {
            "DATABASE_URL": server.url,
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "SECRET_KEY": "signs-nothing-while-a-benchmark-runs",
            "DATA_DIR": str(folder),
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
        }
        try:
            _run(environment, "manage.py", "migrate", "-v", "0")
            measured: dict[str, float] = json.loads(
                _run(environment, "-m", "benchmarks.engine.capturer", str(COUNT))
            )
            return measured
        finally:
            server.stop()


def _run(environment: dict[str, str], *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=_ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
