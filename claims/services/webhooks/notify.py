"""Notify: due deliveries are attempted, and the results are written.

Never a transaction over the network: lease, take, commit, request, write. One pump keeps hundreds of requests under way in
the event loop of its pool; a slow response holds one of its seats, not the pump.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping, Sequence

import structlog

from claims.errors import FetchError
from claims.pipeline.fetching.fetch import PostResponse
from claims.pipeline.fetching.request_pool import RequestPool
from claims.services.runtime import door_settings
from claims.services.webhooks.endpoint_queue import EndpointLease, TakenDelivery
from claims.services.webhooks.held_endpoints import HeldEndpoints
from claims.services.webhooks.messages import Messages
from claims.services.webhooks.results import Result

logger = structlog.get_logger(__name__)

PUMP_SECONDS = 40
"""How long a pump takes deliveries. Then the next pump may begin, while this one waits for the last responses."""

GIVE_UP_SECONDS = 75
"""Below the task's soft time limit; requests that are still open are cancelled and count as failures."""

POLL_SECONDS, GATHER_SECONDS = 0.05, 0.02
"""How often the queue is looked at while nothing is completed, and how long results are gathered to be written together."""


def attempt_due_deliveries(
    *, linger_seconds: float = 0.0, before_last: Callable[[], object] = lambda: None
) -> int:
    """Attempt due deliveries until none is due or the pump's time is over. Returns how many attempts have a result.

    It waits `linger_seconds` for more when none is due. `before_last` is called when only responses are waited for.
    """
    held = HeldEndpoints()
    batch, leases = held.take()
    if not batch:
        held.flush()
        return 0
    pump = _Pump(held, linger_seconds, before_last)
    with RequestPool[TakenDelivery, PostResponse](door_settings()) as pool:
        pump.run(pool, batch, leases)
    pump.write(pool.completed(0))
    if held.outcomes:
        logger.info("webhooks attempted", **held.outcomes)
    return held.outcomes["delivered"] + held.outcomes["failed"]


class _Pump:
    """What is under way, from the lease to the row. It runs in one thread; the network has another one."""

    def __init__(self, held: HeldEndpoints, linger_seconds: float, before_last: Callable[[], object]) -> None:
        self._held, self._messages = held, Messages()
        self._linger_seconds, self._before_last = linger_seconds, before_last
        self._started_at = self._active_at = time.monotonic()

    def run(
        self,
        pool: RequestPool[TakenDelivery, PostResponse],
        batch: Sequence[TakenDelivery],
        leases: Mapping[uuid.UUID, EndpointLease],
    ) -> None:
        """Send until nothing is due and nothing under way, or the time is over."""
        self._start(pool, batch, leases)
        while self._goes_on(pool.under_way):
            self.write(pool.completed(POLL_SECONDS, gather_seconds=GATHER_SECONDS))
            self._held.renew()
            batch, leases = self._held.take(pool.lag_seconds)
            self._start(pool, batch, leases)
            if batch:
                self._active_at = time.monotonic()
        self._before_last()
        while pool.under_way and self._age() < GIVE_UP_SECONDS:
            self.write(pool.completed(POLL_SECONDS, gather_seconds=GATHER_SECONDS))
            self._held.renew()

    def _start(
        self,
        pool: RequestPool[TakenDelivery, PostResponse],
        batch: Sequence[TakenDelivery],
        leases: Mapping[uuid.UUID, EndpointLease],
    ) -> None:
        requests = self._messages.requests(batch, leases)
        pool.start_all([(taken, self._held.gated(taken, request)) for taken, request in requests])

    def _goes_on(self, under_way: int) -> bool:
        is_idle = not under_way and time.monotonic() - self._active_at >= self._linger_seconds
        return self._age() < PUMP_SECONDS and not (is_idle and self._held.is_empty)

    def write(self, completed: Sequence[tuple[TakenDelivery, PostResponse | FetchError]]) -> None:
        """Write these results."""
        self._held.add(Result(taken, response) for taken, response in completed)
        self._held.flush()

    def _age(self) -> float:
        return time.monotonic() - self._started_at
