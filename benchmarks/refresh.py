"""Refresh: sources checked per second, PostgreSQL included, beside a bare client on the same pages in the same run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.engine import rows
from benchmarks.figures import Figure
from devserver import embedded

TITLE = "Refresh: 20,000 sources on 5,000 hosts (70% 304, 25% the same bytes, 5% changed), 2 workers"
NEEDS = ""

ROOT = Path(__file__).resolve().parents[1]
HOSTS, EACH = 5_000, 4
WORKERS = 2
GROWN = 250_000
"""Hosts of the large service: a million sources."""


def figures(data: Path) -> Iterator[Figure]:
    """Requests and checks per second, the memory of a worker, and the cost of a check beside a million rows."""
    with tempfile.TemporaryDirectory(prefix="claims-refresh-") as folder, ExitStack() as stack:
        port = int(stack.enter_context(_process("benchmarks.engine.site")).stdout.readline())  # type: ignore[union-attr]
        bare = _bare(port)
        yield Figure("bare aiohttp loop", HOSTS * EACH / bare, "/s")
        small = _measure(Path(folder) / "small", port, hosts=HOSTS)
        yield Figure("refresh, of 20,000 sources", small.rate, "/s", least=1500)
        yield Figure("refresh to the bare loop", small.rate * bare / (HOSTS * EACH), "times", least=0.5)
        yield Figure("memory of a worker", small.memory, "MB", most=250)
        yield Figure("CPU of the workers per check", 1000 * small.cpu / small.checks, "ms")
        large = _measure(Path(folder) / "large", port, hosts=GROWN)
        yield Figure("refresh, of 1,000,000 sources", large.rate, "/s")
        yield Figure(
            "time per check, 1,000,000 to 20,000 sources", small.rate / large.rate, "times", most=1.25
        )


@dataclass(frozen=True, slots=True)
class Run:
    """What the workers did together: checks, seconds of wall clock and of CPU; the largest memory of one (MB)."""

    checks: int
    seconds: float
    cpu: float
    memory: float

    @property
    def rate(self) -> float:
        """Checks per second."""
        return self.checks / self.seconds


def _bare(port: int) -> float:
    with _process("benchmarks.engine.bare", str(port), "0", str(HOSTS * EACH), str(HOSTS)) as process:
        wall, _ = (process.communicate()[0]).split()
    return float(wall)


def _measure(folder: Path, port: int, *, hosts: int) -> Run:
    """A service of so many hosts, of which 5,000 are due: a first round to warm up, then the one that counts."""
    folder.mkdir()
    with (folder / "postgres.log").open("wb") as log:
        server = embedded.start_postgres(folder, output=log.fileno())
        try:
            environment = {
                "DATABASE_URL": server.url,
                "REDIS_URL": "redis://127.0.0.1:1/0",
                "SECRET_KEY": "signs-nothing-while-a-benchmark-runs",
                "DATA_DIR": str(folder),
                "TRACKER_FETCH_ALLOW": "127.0.0.0/8",
                "TRACKER_HOST_SPACING": "0",
                "LOG_LEVEL": "WARNING",
                "DJANGO_SETTINGS_MODULE": "tracker.settings",
            }
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "-v", "0"],
                cwd=ROOT,
                env=os.environ | environment,
                check=True,
            )
            reader = subprocess.run(
                [sys.executable, "-c", "import django; django.setup(); from claims.pipeline.watching.response import READER_VERSION as it; print(it)"],
                cwd=ROOT, env=os.environ | environment, check=True, capture_output=True, text=True,
            ).stdout.strip()  # fmt: skip
            rows.fill(server.url, port=port, hosts=hosts, each=EACH, due=HOSTS, reader=reader)
            _work(environment)
            rows.make_due(server.url, due=HOSTS, each=EACH)
            return _work(environment)
        finally:
            server.stop()


def _work(environment: dict[str, str]) -> Run:
    with ExitStack() as stack:
        workers = [
            stack.enter_context(_process("benchmarks.engine.pump", environment=environment))
            for _ in range(WORKERS)
        ]
        for worker in workers:
            worker.stdout.readline()  # type: ignore[union-attr] # it is ready
        started = time.perf_counter()
        for worker in workers:
            worker.stdin.write("go\n")  # type: ignore[union-attr]
            worker.stdin.flush()  # type: ignore[union-attr]
        answers = [worker.stdout.readline().split() for worker in workers]  # type: ignore[union-attr]
        seconds = time.perf_counter() - started
    checks, cpu, memory = zip(*(map(float, answer) for answer in answers), strict=True)
    return Run(int(sum(checks)), seconds, sum(cpu), max(memory))


@contextmanager
def _process(
    module: str, *arguments: str, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT, env=os.environ | (environment or {}), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()
