"""Circuit: how many requests an endpoint gets, and when it rests, by how its last requests ended."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from claims.vocabulary import Standing

MAX_WINDOW = 10
"""Requests to one endpoint that are under way at a time, at most."""

SLOW_SECONDS = 2.0
"""A response that took longer holds a seat for so long that its endpoint is not trusted with many."""

MAX_REST_SECONDS = 300.0
"""The longest rest of a failing endpoint: one that works again is found so soon."""

_FIRST_REST_SECONDS, _MAX_DOUBLINGS = 1.0, 20
_JITTER = 0.2


@dataclass(frozen=True, slots=True)
class Circuit:
    """What an endpoint may be sent: `window_size` requests at a time, after a rest of so many seconds."""

    standing: Standing = Standing.UNPROVEN
    window_size: int = 1
    failure_count: int = 0
    rest_seconds: float = 0.0


def after_success(circuit: Circuit, elapsed_seconds: float) -> Circuit:
    """The circuit after a delivery that arrived: the window doubles, the failures are forgotten."""
    standing = Standing.TRUSTED if elapsed_seconds < SLOW_SECONDS else Standing.UNPROVEN
    return Circuit(standing, min(circuit.window_size * 2, MAX_WINDOW))


def after_failure(circuit: Circuit, retry_after: int | None, rng: Random) -> Circuit:
    """The circuit after a failure: one probe at a time. From the second failure on it rests, longer each time.

    The receiver's Retry-After (seconds) lengthens the rest, up to `MAX_REST_SECONDS`.
    """
    count = circuit.failure_count + 1
    rest = _FIRST_REST_SECONDS * 2.0 ** min(count - 2, _MAX_DOUBLINGS) if count > 1 else 0.0
    rest = min(max(rest, float(retry_after or 0)), MAX_REST_SECONDS)
    return Circuit(Standing.FAILING, 1, count, rest * rng.uniform(1 - _JITTER, 1 + _JITTER))
