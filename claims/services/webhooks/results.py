"""Results: what requests to endpoints brought becomes rows, many attempts in one transaction."""

from __future__ import annotations

import random
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from claims.errors import FetchError
from claims.models import Delivery
from claims.pipeline.fetching.backoff import retry_delay
from claims.pipeline.fetching.fetch import PostResponse
from claims.pipeline.webhooks.gate import NOT_SENT, is_success
from claims.services.row_updates import retry_on_deadlock
from claims.services.webhooks import endpoints, result_rows
from claims.services.webhooks.endpoint_queue import TakenDelivery
from claims.services.webhooks.result_rows import AttemptRow, DeliveryRow, LockedEndpoint, QueueUpdate

logger = structlog.get_logger(__name__)

DELIVERED_AT_PRECISION = timedelta(seconds=5)
"""A later `last_delivered_at` is written only after so long, not with every delivery."""

_GONE = 410
_rng = random.Random()  # noqa: S311 spreads load, guards nothing


@dataclass(slots=True)
class Result:
    """What the request of a delivery brought. `is_delivered`: the receiver has it."""

    taken: TakenDelivery
    response: PostResponse | FetchError
    is_delivered: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_delivered = isinstance(self.response, PostResponse) and is_success(self.response)

    @property
    def is_sent(self) -> bool:
        """Whether there was a request."""
        return not (isinstance(self.response, FetchError) and self.response.code == NOT_SENT)


def record_results(
    results: Sequence[Result], queues: Mapping[uuid.UUID, QueueUpdate], *, token: uuid.UUID, now: datetime
) -> set[uuid.UUID]:
    """Write attempts, deliveries, endpoints and their queues. Returns the deliveries that could not be written.

    Of an endpoint whose lease is lost only the attempts are written. A batch that cannot be written is halved until the
    one result is alone that cannot, which is logged; its delivery is attempted again later.
    """
    try:
        retry_on_deadlock(lambda: _record(results, queues, token, now))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        if not results:
            raise
        if len(results) == 1:
            logger.exception("attempt not recorded", delivery=str(results[0].taken.id))
            _postpone(results[0], now)
    else:
        return set()
    half = len(results) // 2
    first = record_results(results[:half], {}, token=token, now=now) if half else {results[0].taken.id}
    return first | record_results(results[half:] if half else [], queues, token=token, now=now)


def _postpone(result: Result, now: datetime) -> None:
    due_at = now + timedelta(seconds=settings.LEASE_SECONDS)
    Delivery.objects.filter(pk=result.taken.id, state=Delivery.State.PENDING).update(next_attempt_at=due_at)


def _record(
    results: Sequence[Result], queues: Mapping[uuid.UUID, QueueUpdate], token: uuid.UUID, now: datetime
) -> None:
    keys = {result.taken.endpoint_id for result in results} | queues.keys()
    with transaction.atomic():
        held = result_rows.lock_endpoints(keys, token)
        result_rows.write_attempts(map(_attempt_row, results))
        valid = [result for result in results if result.taken.endpoint_id in held]
        pending = result_rows.write_deliveries([_delivery_row(result) for result in valid])
        _note_results([result for result in valid if result.taken.id in pending], held, now)
        result_rows.cancel_deliveries([key for key, endpoint in held.items() if endpoint.has_ended])
        result_rows.write_queues(list(queues.values()), token)


def _attempt_row(result: Result) -> AttemptRow:
    response, key = result.response, result.taken.attempt_id
    if isinstance(response, FetchError):
        return AttemptRow(key, response.elapsed_ms, response.status, response.code[:40], response.detail)
    head = response.head.decode("utf-8", "replace").replace("\x00", "\ufffd")
    return AttemptRow(key, response.elapsed_ms, response.status, "", "", response.remote_address[:64], head)


def _delivery_row(result: Result) -> DeliveryRow:
    if result.is_delivered:
        return DeliveryRow(result.taken.id, Delivery.State.DELIVERED, None)
    wait = retry_delay(result.taken.attempt_count + 1, result.response.retry_after_seconds, _rng)
    state = Delivery.State.EXHAUSTED if wait is None else Delivery.State.PENDING
    return DeliveryRow(result.taken.id, state, wait)


def _note_results(
    results: Collection[Result], held: Mapping[uuid.UUID, LockedEndpoint], now: datetime
) -> None:
    """Note when endpoints failed and received, and disable those that are gone or have only failed for long."""
    changed: dict[uuid.UUID, LockedEndpoint] = {}
    disabled: dict[uuid.UUID, tuple[str, uuid.UUID]] = {}
    for result in results:
        times = held[result.taken.endpoint_id]
        if _note(result, times, now):
            changed[times.id] = times
        if reason := _disabling_reason(result, times, now):
            disabled.setdefault(times.id, (reason, result.taken.id))
    result_rows.write_times(list(changed.values()))
    for key, (reason, delivery_id) in sorted(disabled.items()):
        endpoints.disable_endpoint(key, reason=reason, delivery_id=delivery_id, now=now)


def _note(result: Result, times: LockedEndpoint, now: datetime) -> bool:
    """Note a result. Returns whether the endpoint's times must be written."""
    if not result.is_delivered:
        is_first = times.first_failed_at is None
        times.first_failed_at = times.first_failed_at or now
        return is_first
    last = times.last_delivered_at
    is_news = times.first_failed_at is not None or last is None or now - last > DELIVERED_AT_PRECISION
    if is_news:
        times.first_failed_at, times.last_delivered_at = None, now
    return is_news


def _disabling_reason(result: Result, times: LockedEndpoint, now: datetime) -> str:
    """Why this result disables its endpoint; "" if it does not."""
    if result.is_delivered or times.first_failed_at is None:
        return ""
    if isinstance(result.response, PostResponse) and result.response.status == _GONE:
        return "The receiver responded with 410 Gone."
    failing_for = now - times.first_failed_at
    if failing_for >= timedelta(seconds=settings.WEBHOOK_DISABLE_SECONDS):
        return f"Only failures for {failing_for.days} days."
    return ""
