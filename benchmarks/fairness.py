"""Fairness: a healthy webhook endpoint, and a new one, beside endpoints that fail, stall or have a backlog."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.engine import delivery_rows
from benchmarks.engine.receivers import HOSTILE
from benchmarks.engine.webhook_parts import SCALE, SECONDS, Receivers, Service, quantile, started
from benchmarks.figures import Figure

TITLE = "Fairness of webhooks: one sender, one process that numbers events and fans them out"
NEEDS = ""

FAILING, DEAD, BACKLOG = int(300 * SCALE), int(3_000 * SCALE), int(50_000 * SCALE)


def figures(data: Path) -> Iterator[Figure]:
    """What bad endpoints do to a good one: its p99 within twice of being alone plus 100 ms."""
    with started() as (service, receivers):
        yield from _neighbours(service, receivers)


def _neighbours(service: Service, receivers: Receivers) -> Iterator[Figure]:
    limit = None
    service.add(
        "healthy", f"{receivers.url}/ok/healthy", 1, types=["claim.rejected"], standing="trusted", window=10
    )
    for name, kinds, each, events in (
        ("alone", (), 0, 0),
        ("16 hostile ones", tuple(HOSTILE), 1, 10),
        (f"{FAILING} failing ones", ("error", "stall", "close"), FAILING // 3, 10),
        (f"{DEAD:,} dead ones", ("", "stall"), DEAD // 2, 10),
        (f"a backlog of {BACKLOG:,}", ("ok/backlog", "error", "stall"), 50, BACKLOG // 150),
    ):
        for kind in kinds:
            url = f"{receivers.url}/{kind}" if kind else "http://127.0.0.1:9/"
            service.add(f"{name}-{kind}", url, each, types=["source.*"])
            delivery_rows.add_deliveries(service.url, name=f"{name}-{kind}", count=each, events=events)
        delivery_rows.end_leases(service.url)
        with service.process("publish"), service.process("serve"):
            service.write(1, 1, "source.changed")  # an event for all of them
            delays = _delays_beside(service, receivers)
            value = quantile(delays, 0.99, 10)
            yield Figure(f"commit to receipt beside {name}, median", quantile(delays, 0.5, 10), "s")
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
    return quantile(receivers.delays(new), 0.5, 0)
