"""Held endpoints: the endpoints that a sender has leased, their requests under way, and their results that wait to be written."""

from __future__ import annotations

import random
import time
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from claims.errors import FetchError
from claims.pipeline.webhooks.circuit import MAX_WINDOW, Circuit, after_failure, after_success
from claims.pipeline.webhooks.gate import Gate
from claims.pipeline.webhooks.seats import Seats, share
from claims.services import counters
from claims.services.webhooks import endpoint_queue, results
from claims.services.webhooks.endpoint_queue import EndpointLease, TakenDelivery
from claims.services.webhooks.messages import Request
from claims.services.webhooks.result_rows import QueueUpdate
from claims.services.webhooks.results import Result
from claims.vocabulary import Standing

AHEAD = 12
"""How many times its window is taken of a fast endpoint, so that its next requests do not wait for the database."""

_rng = random.Random()  # noqa: S311 spreads load, guards nothing


@dataclass(slots=True)
class HeldEndpoint:
    """A leased endpoint and its circuit, which `is_changed` until it is written. `under_way` has its requests by their deliveries: their seat, and when they began."""

    lease: EndpointLease
    circuit: Circuit
    under_way: dict[uuid.UUID, tuple[Standing, float]] = field(default_factory=dict)
    gate: Gate = field(default_factory=Gate)
    failed_at: float = 0.0
    is_changed: bool = False

    @property
    def room(self) -> int:
        """How many more deliveries may be taken: of a fast endpoint more than are sent at a time."""
        is_fast = self.circuit.standing is Standing.TRUSTED and self.circuit.window_size == MAX_WINDOW
        return self.circuit.window_size * (AHEAD if is_fast else 1) - len(self.under_way)

    def note(self, result: Result) -> Standing:
        """Let the circuit follow a result; requests that were sent before a failure was known count with it. Returns the seat."""
        seat, started_at = self.under_way.pop(result.taken.id)
        before = self.circuit
        if result.is_delivered:
            self.circuit = after_success(before, result.response.elapsed_ms / 1000)
        elif result.is_sent and started_at >= self.failed_at:
            self.failed_at = time.monotonic()
            self.circuit = after_failure(before, result.response.retry_after_seconds, _rng)
        self.is_changed = self.is_changed or self.circuit != before
        return seat


@dataclass(slots=True)
class HeldEndpoints:
    """What one sender holds. `outcomes` counts the attempts by their outcome."""

    outcomes: Counter[str] = field(default_factory=Counter)
    _token: uuid.UUID = field(default_factory=uuid.uuid4)
    _held: dict[uuid.UUID, HeldEndpoint] = field(default_factory=dict)
    _seats: Seats = field(default_factory=lambda: Seats(time.monotonic()))
    _results: list[Result] = field(default_factory=list)
    _unsent: list[TakenDelivery] = field(default_factory=list)
    _renewed_at: float = field(default_factory=time.monotonic)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held."""
        return not self._held

    def take(self, lag_seconds: float = 0.0) -> tuple[list[TakenDelivery], dict[uuid.UUID, EndpointLease]]:
        """Lease due endpoints and take as many of their deliveries as there are seats, with the leases of their endpoints.

        `lag_seconds` says how late the event loop of the requests is.
        """
        self._seats.pass_time(time.monotonic(), lag_seconds)
        free = {standing: self._seats.free(standing) for standing in Standing}
        busy = [key for key, held in self._held.items() if held.room <= 0]
        with transaction.atomic():
            leases = endpoint_queue.lease_endpoints(self._token, free, busy=busy)
            if not leases:
                return [], {}
            endpoints = [held for lease in leases if (held := self._hold(lease)).lease.is_active]
            shares = self._shares(endpoints, free)
            under_way = [key for held in endpoints for key in held.under_way]
            batch = endpoint_queue.take_deliveries(shares, under_way=under_way)
        for delivery in batch:
            held = self._held[delivery.endpoint_id]
            held.gate.is_closed = False
            held.under_way[delivery.id] = held.circuit.standing, time.monotonic()
            self._seats.take(held.circuit.standing)
        return batch, {lease.endpoint_id: lease for lease in leases}

    def gated(self, taken: TakenDelivery, request: Request) -> Request:
        """The request, made when its endpoint has room for it."""
        gate = self._held[taken.endpoint_id].gate
        return lambda door: gate.send(lambda: request(door))

    def add(self, completed: Iterable[Result]) -> None:
        """Results to be written."""
        for result in completed:
            self._seats.give(self._held[result.taken.endpoint_id].note(result))
            if not result.is_sent:
                self._unsent.append(result.taken)
                continue
            self._results.append(result)
            self.outcomes[_outcome(result)] += 1

    def flush(self) -> None:
        """Write the results, and give back the endpoints without a request under way."""
        updates = {
            key: _update(held) for key, held in self._held.items() if held.is_changed or not held.under_way
        }
        if not (updates or self._results or self._unsent):
            return
        endpoint_queue.hand_back(self._unsent)
        self._unsent.clear()
        batch, self._results = self._results, []
        _count(batch)
        if unwritten := results.record_results(batch, updates, token=self._token, now=timezone.now()):
            self.outcomes["unwritten"] += len(unwritten)
        for key, update in updates.items():
            self._held[key].is_changed = False
            if update.is_released:
                del self._held[key]

    def renew(self) -> None:
        """Renew all leases in good time."""
        now = time.monotonic()
        if now - self._renewed_at > endpoint_queue.lease_seconds() / 4:
            endpoint_queue.renew(self._token, self._held.keys())
            self._renewed_at = now

    def _hold(self, lease: EndpointLease) -> HeldEndpoint:
        held = self._held.get(lease.endpoint_id)
        if held is None:
            circuit = Circuit(lease.standing, lease.window_size, lease.failure_count)
            held = self._held[lease.endpoint_id] = HeldEndpoint(lease, circuit)
        held.lease = lease
        return held

    def _shares(self, endpoints: list[HeldEndpoint], free: dict[Standing, int]) -> dict[uuid.UUID, int]:
        counts = Counter(held.lease.standing for held in endpoints)
        return {
            held.lease.endpoint_id: share(
                free[held.lease.standing],
                counts[held.lease.standing],
                held.room,
            )
            for held in endpoints
        }


def _count(batch: Sequence[Result]) -> None:
    """Count attempts by what came of them, and how long they took."""
    counters.count("tracker_webhook_attempts_total", ((_outcome(one), _response(one)) for one in batch))
    counters.observe(
        "tracker_webhook_attempt_duration_seconds",
        (((_outcome(one),), one.response.elapsed_ms / 1000) for one in batch),
    )


def _outcome(result: Result) -> str:
    return "delivered" if result.is_delivered else "failed"


def _response(result: Result) -> str:
    """The class of the status, such as `2xx`, or the error."""
    response = result.response
    return response.code if isinstance(response, FetchError) else f"{response.status // 100}xx"


def _update(held: HeldEndpoint) -> QueueUpdate:
    circuit = held.circuit
    return QueueUpdate(
        endpoint_id=held.lease.endpoint_id,
        standing=circuit.standing,
        window_size=circuit.window_size,
        failure_count=circuit.failure_count,
        rest_seconds=circuit.rest_seconds,
        is_released=not held.under_way,
    )
