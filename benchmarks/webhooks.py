"""Webhooks: deliveries of one process beside a bare signed loop, and a healthy endpoint beside bad ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.engine import delivery_rows
from benchmarks.engine.receivers import HOSTILE
from benchmarks.figures import Figure
from devserver import embedded

TITLE = "Webhooks: one sender, one process that numbers events and fans them out"
NEEDS = ""

ROOT = Path(__file__).resolve().parents[1]
SCALE = float(os.environ.get("SCALE", "1"))
"""A part of the sizes, for a first impression: SCALE=0.1."""

DELIVERIES, ENDPOINTS = int(20_000 * SCALE), 100
OLD = int(1_000_000 * SCALE)
MANY = int(10_000 * SCALE)
FAILING, DEAD = int(300 * SCALE), int(3_000 * SCALE)
SECONDS = max(20 * SCALE, 8)
_NEVER = 999.0


def figures(data: Path) -> Iterator[Figure]:
    """Deliveries a second, delays from commit to receipt, and what bad endpoints do to a good one."""
    with tempfile.TemporaryDirectory(prefix="claims-webhooks-") as folder, ExitStack() as stack:
        receivers = stack.enter_context(_receivers())
        service = stack.enter_context(_service(Path(folder)))
        yield from _rates(service, receivers)
        yield from _delays(service, receivers)
        yield from _many(service, receivers)
        yield from _neighbours(service, receivers)


@dataclass(frozen=True, slots=True)
class Receivers:
    """The process of the receivers."""

    process: subprocess.Popen[str]
    url: str

    def delays(self, name: str) -> list[float]:
        """Seconds from commit to receipt of what `/ok/NAME` has received since the last call."""
        _say(self.process, name)
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
        with _process("benchmarks.engine.sender", *arguments, environment=self.environment) as process:
            _say(process, "go")
            yield process

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
        _say(self.adder, json.dumps(values | {"standing": standing, "window": window}))
        self.adder.stdout.readline()  # type: ignore[union-attr]

    def write(self, rate: float, seconds: float, event_type: str = "claim.accepted") -> None:
        """Write so many events a second."""
        with self.process("write", str(rate), str(seconds), event_type) as writer:
            writer.stdout.readline()  # type: ignore[union-attr]


def _rates(service: Service, receivers: Receivers) -> Iterator[Figure]:
    with _process(
        "benchmarks.engine.posts", f"{receivers.url}/ok/bare", str(DELIVERIES), waits=False
    ) as bare:
        seconds, cpu = map(float, bare.communicate()[0].split())
    yield Figure(f"bare loop of {DELIVERIES:,} signed posts", DELIVERIES / seconds, "/s")
    service.add(
        "rate", f"{receivers.url}/ok/rate", ENDPOINTS, types=["entity.none"], standing="trusted", window=10
    )
    rate, our_cpu = _send(service, "rate")
    yield Figure("deliveries of one process", rate, "/s")
    yield Figure("deliveries to the bare loop", rate * seconds / DELIVERIES, "times", least=0.4)
    yield Figure("CPU of a delivery to that of a bare post", our_cpu / cpu, "times")
    service.add(
        "old", f"{receivers.url}/ok/old", ENDPOINTS, types=["entity.none"], standing="trusted", window=10
    )
    delivery_rows.add_deliveries(
        service.url, name="old", count=ENDPOINTS, events=OLD // ENDPOINTS, is_old=True
    )
    service.add(
        "more", f"{receivers.url}/ok/more", ENDPOINTS, types=["entity.none"], standing="trusted", window=10
    )
    later, _ = _send(service, "more")
    yield Figure(f"deliveries beside {OLD:,} old ones", later, "/s")
    yield Figure(
        "deliveries beside old ones to the bare loop", later * seconds / DELIVERIES, "times", least=0.4
    )


def _send(service: Service, name: str) -> tuple[float, float]:
    """Deliveries a second, and seconds of CPU."""
    delivery_rows.add_deliveries(service.url, name=name, count=ENDPOINTS, events=DELIVERIES // ENDPOINTS)
    with service.process("send") as sender:
        count, seconds, cpu = map(float, sender.stdout.readline().split())  # type: ignore[union-attr]
    assert count == DELIVERIES, count
    return count / seconds, cpu


def _delays(service: Service, receivers: Receivers) -> Iterator[Figure]:
    service.add("one", f"{receivers.url}/ok/one", 1, standing="trusted", window=10)
    with service.process("publish"), service.process("serve"):
        for rate in (5, 50, 200):
            service.write(rate, SECONDS)
            time.sleep(3)
            delays = receivers.delays("one")
            yield Figure(f"commit to receipt, {rate} events/s, median", _quantile(delays, 0.5, rate), "s")
            limit = 2.0 if rate == 200 else None
            yield Figure(
                f"commit to receipt, {rate} events/s, p99", _quantile(delays, 0.99, rate), "s", most=limit
            )


def _many(service: Service, receivers: Receivers) -> Iterator[Figure]:
    service.add("many", f"{receivers.url}/ok/many", MANY, types=["publisher.*"])
    with service.process("publish"), service.process("serve"), service.process("number") as sequencer:
        time.sleep(1)
        started = time.perf_counter()
        service.write(1000, 0.001, "publisher.updated")
        delays: list[float] = []
        while len(delays) < MANY and time.perf_counter() - started < 60:
            time.sleep(0.25)
            delays = sorted(delays + receivers.delays("many"))
        _say(sequencer, "enough")
        longest = float(sequencer.stdout.readline())  # type: ignore[union-attr]
    last = delays[-1] if len(delays) == MANY else _NEVER
    yield Figure(f"one event to {MANY:,} new endpoints", last, "s", most=5 * max(SCALE, 0.2))
    yield Figure("longest time to number an event meanwhile", longest, "s")


def _neighbours(service: Service, receivers: Receivers) -> Iterator[Figure]:
    limit = None
    service.add(
        "healthy", f"{receivers.url}/ok/healthy", 1, types=["claim.rejected"], standing="trusted", window=10
    )
    for name, kinds, each in (
        ("alone", (), 0),
        ("16 hostile ones", tuple(HOSTILE), 1),
        (f"{FAILING} failing ones", ("error", "stall", "close"), FAILING // 3),
        (f"{DEAD:,} dead ones", ("", "stall"), DEAD // 2),
    ):
        for kind in kinds:
            url = f"{receivers.url}/{kind}" if kind else "http://127.0.0.1:9/"
            service.add(f"{name}-{kind}", url, each, types=["source.*"])
            delivery_rows.add_deliveries(service.url, name=f"{name}-{kind}", count=each, events=10)
        delivery_rows.end_leases(service.url)
        with service.process("publish"), service.process("serve"):
            service.write(1, 1, "source.changed")  # an event for all of them
            delays = _delays_beside(service, receivers)
            value = _quantile(delays, 0.99, 10)
            yield Figure(f"commit to receipt beside {name}, median", _quantile(delays, 0.5, 10), "s")
            yield Figure(f"commit to receipt beside {name}, p99", value, "s", most=limit)
            limit = limit or 2 * value + 0.1
            if kinds:
                first = _first(service, receivers, name)
                yield Figure(f"first webhook of a new endpoint beside {name}", first, "s", most=5)


def _delays_beside(service: Service, receivers: Receivers) -> list[float]:
    service.write(10, SECONDS, "claim.rejected")
    time.sleep(5)
    return receivers.delays("healthy")


def _first(service: Service, receivers: Receivers, name: str) -> float:
    new = f"new-{name}".replace(" ", "-")
    service.add(new, f"{receivers.url}/ok/{new}", 1, types=["review.*"])
    service.write(1, 1, "review.created")
    time.sleep(6)
    return _quantile(receivers.delays(new), 0.5, 0)


def _quantile(delays: list[float], share: float, rate: float) -> float:
    """The delay that this share does not exceed; what did not arrive counts as never."""
    missing = max(int(rate * SECONDS) - len(delays), 0) if rate else int(not delays)
    ranked = delays + [_NEVER] * missing
    return ranked[min(int(share * len(ranked)), len(ranked) - 1)]


@contextmanager
def _receivers() -> Iterator[Receivers]:
    with _process("benchmarks.engine.receivers") as process:
        yield Receivers(process, f"http://127.0.0.1:{process.first_line}")  # type: ignore[attr-defined]


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
            with _process("benchmarks.engine.sender", "add", environment=environment) as adder:
                _say(adder, "go")
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
def _process(
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


def _say(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
