"""What the service counted, read and deleted by tests."""

from __future__ import annotations

import redis
from django.conf import settings

from claims.services import counters


def forget_counts() -> None:
    """Begin at 0, in this process and in Redis."""
    counters.flush()
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete(counters.KEY)


def counts_of(name: str) -> dict[tuple[str, ...], float]:
    """The number of each set of labels, of a counter or a histogram."""
    counters.flush()
    parts = counters.read()[name].items()
    return {
        labels: sum(number for part, number in numbers.items() if part != counters.SUM)
        for labels, numbers in parts
    }
