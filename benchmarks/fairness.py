"""Fairness: a healthy webhook endpoint, and a new one, beside endpoints that fail, stall or have a backlog."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.engine import delivery_rows
from benchmarks.engine.receivers import HOSTILE
from benchmarks.engine.webhook_parts import SCALE, SECONDS, Receivers, Service, quantile, started
from benchmarks.figures import Figure

TITLE = "Fairness of webhooks: one sender, one process that numbers events and fans them out"
NEEDS = ""

FAILING, DEAD, BACKLOG = int(300 * SCALE), int(3_000 * SCALE), int(50_000 * SCALE)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Bad endpoints: `each` of these kinds, with so many events that wait."""

    name: str
    kinds: tuple[str, ...] = ()
    each: int = 0
    events: int = 0


CASES = (
    Neighbours("16 hostile ones", tuple(HOSTILE), 1, 10),
    Neighbours(f"{FAILING} failing ones", ("error", "stall", "close"), FAILING // 3, 10),
    Neighbours(f"{DEAD:,} dead ones", ("", "stall"), DEAD // 2, 10),
    Neighbours(f"a backlog of {BACKLOG:,}", ("ok/backlog", "error", "stall"), 50, BACKLOG // 150),
)


def figures(data: Path) -> Iterator[Figure]:
    """What bad endpoints do to a good one: its p99 within twice of being alone plus 100 ms."""
    with started() as (service, receivers):
        service.add(
            "healthy",
            f"{receivers.url}/ok/healthy",
            1,
            types=["claim.rejected"],
            standing="trusted",
            window=10,
        )
        alone = yield from _beside(service, receivers, Neighbours("nothing"))
        for neighbours in CASES:
            yield from _beside(service, receivers, neighbours, most=2 * alone + 0.1)


def _beside(
    service: Service, receivers: Receivers, neighbours: Neighbours, most: float | None = None
) -> Generator[Figure, None, float]:
    """The delays of the healthy endpoint, and the first webhook of a new one. Returns the healthy one's p99."""
    name = neighbours.name
    for kind in neighbours.kinds:
        url = f"{receivers.hostile_url}/{kind}" if kind else "http://127.0.0.1:9/"
        service.add(f"{name}-{kind}", url, neighbours.each, types=["source.*"])
        delivery_rows.add_deliveries(
            service.url, name=f"{name}-{kind}", count=neighbours.each, events=neighbours.events
        )
    delivery_rows.end_leases(service.url)
    with service.serving():
        service.write(1, 1, "source.changed")  # an event for all of them
        delays = _delays_beside(service, receivers)
        value = quantile(delays, 0.99, 10)
        yield Figure(f"commit to receipt beside {name}, median", quantile(delays, 0.5, 10), "s")
        yield Figure(f"commit to receipt beside {name}, p99", value, "s", most=most)
        if neighbours.kinds:
            first = _first(service, receivers, name)
            yield Figure(f"first webhook of a new endpoint beside {name}", first, "s", most=5)
    return value


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
