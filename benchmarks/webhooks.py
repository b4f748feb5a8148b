"""Webhooks: deliveries of one process beside a bare signed loop, and how long they take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.engine import delivery_rows
from benchmarks.engine.webhook_parts import (
    NEVER,
    SCALE,
    SECONDS,
    Receivers,
    Service,
    quantile,
    run_module,
    say,
    started,
)
from benchmarks.figures import Figure

TITLE = "Webhooks: one sender, one process that numbers events and fans them out"
NEEDS = ""

DELIVERIES, ENDPOINTS = int(20_000 * SCALE), 100
OLD = int(1_000_000 * SCALE)
MANY = int(10_000 * SCALE)


def figures(data: Path) -> Iterator[Figure]:
    """Deliveries a second, and delays from commit to receipt."""
    with started() as (service, receivers):
        yield from _rates(service, receivers)
        yield from _delays(service, receivers)
        yield from _many(service, receivers)


def _rates(service: Service, receivers: Receivers) -> Iterator[Figure]:
    with run_module(
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
    with service.serving():
        for rate in (5, 50, 200):
            service.write(rate, SECONDS)
            time.sleep(3)
            delays = receivers.delays("one")
            yield Figure(f"commit to receipt, {rate} events/s, median", quantile(delays, 0.5, rate), "s")
            limit = 2.0 if rate == 200 else None
            yield Figure(
                f"commit to receipt, {rate} events/s, p99", quantile(delays, 0.99, rate), "s", most=limit
            )


def _many(service: Service, receivers: Receivers) -> Iterator[Figure]:
    service.add("many", f"{receivers.url}/ok/many", MANY, types=["publisher.*"])
    with service.serving(), service.process("number") as sequencer:
        time.sleep(1)
        started = time.perf_counter()
        service.write(1000, 0.001, "publisher.updated")
        delays: list[float] = []
        while len(delays) < MANY and time.perf_counter() - started < 60:
            time.sleep(0.25)
            delays = sorted(delays + receivers.delays("many"))
        say(sequencer, "enough")
        longest = float(sequencer.stdout.readline())  # type: ignore[union-attr]
    last = delays[-1] if len(delays) == MANY else NEVER
    yield Figure(f"one event to {MANY:,} new endpoints", last, "s", most=5 * max(SCALE, 0.2))
    yield Figure("longest time to number an event meanwhile", longest, "s")
