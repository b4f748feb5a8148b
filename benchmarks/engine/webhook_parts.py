"""Webhook parts: the processes of a service that sends webhooks, on a PostgreSQL of its own, and of their receivers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devserver import embedded

ROOT = Path(__file__).resolve().parents[2]
SCALE = float(os.environ.get("SCALE", "1"))
"""A part of the sizes, for a first impression: SCALE=0.1."""

SECONDS = max(20 * SCALE, 8)
NEVER = 999.0


@dataclass(frozen=True, slots=True)
class Receivers:
    """The process of the good receivers, and the URL of the bad ones, which have a process of their own."""

    process: subprocess.Popen[str]
    url: str
    hostile_url: str

    def delays(self, name: str) -> list[float]:
        """Seconds from commit to receipt of what `/ok/NAME` has received since the last call."""
        say(self.process, name)
        return sorted(json.loads(self.process.stdout.readline()))  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Service:
    """A database with the tables of a service, and the environment of its processes."""

    url: str
    environment: dict[str, str]
    adder: subprocess.Popen[str]

    @contextmanager
    def process(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """A part of the service that has begun."""
        with run_module("benchmarks.engine.sender", *arguments, environment=self.environment) as process:
            say(process, "go")
            yield process

    @contextmanager
    def serving(self) -> Iterator[None]:
        """One process that numbers events and fans them out, and two that send in turn, as those of a worker do."""
        with self.process("publish"), self.process("serve"), self.process("serve"):
            yield

    def add(
        self,
        name: str,
        receiver: str,
        count: int,
        types: Sequence[str] = ("claim.*",),
        standing: str = "unproven",
        window: int = 1,
    ) -> None:
        """Endpoints that send to this receiver."""
        values = {"name": name, "url": receiver, "count": count, "types": types}
        say(self.adder, json.dumps(values | {"standing": standing, "window": window}))
        self.adder.stdout.readline()  # type: ignore[union-attr]

    def write(self, rate: float, seconds: float, event_type: str = "claim.accepted") -> None:
        """Write so many events a second."""
        with self.process("write", str(rate), str(seconds), event_type) as writer:
            writer.stdout.readline()  # type: ignore[union-attr]


@contextmanager
def started() -> Iterator[tuple[Service, Receivers]]:
    """A service without endpoints, and receivers."""
    with (
        tempfile.TemporaryDirectory(prefix="claims-webhooks-") as folder,
        _receivers() as receivers,
        _service(Path(folder)) as service,
    ):
        yield service, receivers


def quantile(delays: list[float], share: float, rate: float) -> float:
    """The delay that this share does not exceed; what did not arrive counts as never."""
    missing = max(int(rate * SECONDS) - len(delays), 0) if rate else int(not delays)
    ranked = delays + [NEVER] * missing
    return ranked[min(int(share * len(ranked)), len(ranked) - 1)]


@contextmanager
def _receivers() -> Iterator[Receivers]:
    with run_module("benchmarks.engine.receivers") as good, run_module("benchmarks.engine.receivers") as bad:
        urls = (f"http://127.0.0.1:{process.first_line}" for process in (good, bad))  # type: ignore[attr-defined]
        yield Receivers(good, *urls)


@contextmanager
def _service(folder: Path) -> Iterator[Service]:
    with (folder / "postgres.log").open("wb") as log:
        server = embedded.start_postgres(folder, output=log.fileno())
        environment = {
            "DATABASE_URL": server.url,
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "SECRET_KEY": "signs-nothing-while-a-benchmark-runs",
            "DATA_DIR": str(folder),
            "TRACKER_FETCH_ALLOW": "127.0.0.0/8",
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
        }
        try:
            _run(environment, "manage.py", "migrate", "-v", "0")
            with run_module("benchmarks.engine.sender", "add", environment=environment) as adder:
                say(adder, "go")
                yield Service(server.url, environment, adder)
        finally:
            server.stop()


def _run(environment: dict[str, str], *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@contextmanager
def run_module(
    module: str, *arguments: str, environment: dict[str, str] | None = None, waits: bool = True
) -> Iterator[subprocess.Popen[str]]:
    """A process; with `waits`, one that has printed its first line."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT, env=os.environ | (environment or {}), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        if waits:
            process.first_line = process.stdout.readline().strip()  # type: ignore[attr-defined, union-attr]
        yield process
    finally:
        process.kill()
        process.communicate()


def say(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
