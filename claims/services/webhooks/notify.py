"""Notify: deliveries that are due are attempted, each try is written down."""

from __future__ import annotations

import random
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from claims.errors import FetchError, SecretError
from claims.models import Attempt, Delivery, Endpoint, Event
from claims.pipeline.fetching.backoff import retry_delay
from claims.pipeline.fetching.fetch import Answer, Door
from claims.pipeline.fetching.request_pool import RequestPool
from claims.pipeline.webhooks.signatures import sign
from claims.services import events
from claims.services.encryption import decrypt
from claims.services.runtime import door_settings
from claims.services.webhooks import endpoints
from claims.values import Actor

logger = structlog.get_logger(__name__)

MAX_UNDER_WAY = 500
MAX_PER_ENDPOINT = 10
PUMP_SECONDS = 40
GIVE_UP_SECONDS = 75  # before the task's soft time limit: what is still under way then comes up again
_GONE = 410

# A few of each endpoint, the longest waiting first: whoever answers slowly holds up only what is meant for them.
_LEASE = """
UPDATE claims_delivery SET lease_token = %(token)s, next_attempt_at = statement_timestamp() + %(lease)s,
    attempt_count = attempt_count + 1
WHERE id IN (
    SELECT due.id FROM claims_endpoint endpoint
    CROSS JOIN LATERAL (
        SELECT delivery.id, delivery.next_attempt_at FROM claims_delivery delivery
        WHERE delivery.endpoint_id = endpoint.id AND delivery.state = 'pending' AND delivery.next_attempt_at <= statement_timestamp()
        ORDER BY delivery.next_attempt_at LIMIT %(each)s FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE endpoint.state = 'active' AND endpoint.deleted_at IS NULL AND endpoint.id <> ALL(%(busy)s::uuid[])
    ORDER BY due.next_attempt_at LIMIT %(limit)s
) RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Sending:
    """A delivery that is ours to attempt, and the attempt that was written before the request."""

    delivery: Delivery
    attempt: Attempt
    token: uuid.UUID


def attempt_due_deliveries() -> int:
    """Attempt due deliveries until none is due or the pump's time is over; answers how many were attempted."""
    due = _lease(MAX_UNDER_WAY, busy=[])
    if not due:
        return 0
    started = time.monotonic()
    done = 0
    under_way: Counter[uuid.UUID] = Counter()
    with RequestPool[Sending, Answer](door_settings()) as flights:
        while (due or flights.under_way) and time.monotonic() - started < GIVE_UP_SECONDS:
            for sending in due:
                under_way[sending.delivery.endpoint_id] += 1
                flights.start(sending, _request(sending))
            for sending, result in flights.completed(timeout_seconds=0.5):
                under_way[sending.delivery.endpoint_id] -= 1
                _record_or_leave(sending, result)
                done += 1
            busy = [key for key, count in under_way.items() if count >= MAX_PER_ENDPOINT]
            room = MAX_UNDER_WAY - flights.under_way
            due = _lease(room, busy=busy) if time.monotonic() - started < PUMP_SECONDS else []
    return done


def _lease(limit: int, *, busy: Sequence[uuid.UUID]) -> list[Sending]:
    """Take due deliveries and write the attempts, before anything is sent: a crash leaves evidence."""
    if limit <= 0:
        return []
    token, now = uuid.uuid4(), timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            values: dict[str, Any] = {
                "token": token,
                "lease": timedelta(seconds=settings.LEASE_SECONDS),
                "each": MAX_PER_ENDPOINT,
                "limit": limit,
                "busy": list(busy),
            }
            cursor.execute(_LEASE, values)
            keys = [key for (key,) in cursor.fetchall()]
        rows = Delivery.objects.filter(pk__in=keys).annotate(tries=Count("attempts"))
        deliveries = list(rows.select_related("endpoint", "event").order_by("event__seq"))
        attempts = [Attempt(delivery=row, number=row.tries + 1, started_at=now) for row in deliveries]
        Attempt.objects.bulk_create(attempts)
    return [Sending(row, attempt, token) for row, attempt in zip(deliveries, attempts, strict=True)]


def _request(sending: Sending) -> Callable[[Door], Awaitable[Answer]]:
    """The request of an attempt. Signed now: a retry with yesterday's timestamp would be refused."""
    endpoint, event = sending.delivery.endpoint, sending.delivery.event
    body = orjson.dumps(events.envelope_of(event))
    message_id = events.type_id_of(event)
    timestamp = int(time.time())

    async def post(door: Door) -> Answer:
        try:
            signature = sign(_secrets(endpoint), message_id, timestamp, body)
        except SecretError as error:
            raise FetchError(error.detail, code=error.code) from error
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature,
        }
        return await door.post(endpoint.url, body, headers, timeout_seconds=settings.WEBHOOK_TIMEOUT_SECONDS)

    return post


def _secrets(endpoint: Endpoint) -> list[str]:
    """The current secret, and the one before it while their overlap lasts."""
    overlaps = endpoint.previous_secret_until is not None and endpoint.previous_secret_until > timezone.now()
    sealed = [endpoint.secret, endpoint.previous_secret] if overlaps else [endpoint.secret]
    return [decrypt(secret) for secret in sealed if secret]


def _record_or_leave(sending: Sending, result: Answer | FetchError) -> None:
    """One delivery's trouble is not another's: it comes up again when its lease ends."""
    try:
        record_attempt(sending, result, now=timezone.now())
    except Exception:
        logger.exception("attempt not written", delivery=str(sending.delivery.pk))


def record_attempt(sending: Sending, result: Answer | FetchError, *, now: datetime) -> None:
    """Write what came of an attempt: delivered, again later, or never. A lapsed lease changes the log alone."""
    with transaction.atomic():
        _write_attempt(sending.attempt, result)
        endpoint = Endpoint.objects.select_for_update(no_key=True).get(pk=sending.delivery.endpoint_id)
        held = Delivery.objects.select_for_update(no_key=True).filter(
            pk=sending.delivery.pk, lease_token=sending.token, state=Delivery.State.PENDING
        )
        delivery = held.first()
        if delivery is None:
            return
        delivery.lease_token = None
        if isinstance(result, Answer) and 200 <= result.status < 300:
            _delivered(delivery, endpoint, now)
        else:
            _failed(delivery, endpoint, result, now)
        delivery.save(update_fields=["state", "next_attempt_at", "lease_token", "delivered_at"])
    logger.info(
        "webhook attempted", endpoint=str(endpoint.pk), attempt=sending.attempt.number, state=delivery.state
    )


def _write_attempt(attempt: Attempt, result: Answer | FetchError) -> None:
    if isinstance(result, Answer):
        attempt.status, attempt.elapsed_ms = result.status, result.elapsed_ms
        attempt.remote_address = result.remote_address[:64]
        attempt.response_head = result.head.decode("utf-8", "replace").replace("\x00", "\ufffd")
    else:
        attempt.error, attempt.detail, attempt.status = result.code[:40], result.detail, result.status
    attempt.save()


def _delivered(delivery: Delivery, endpoint: Endpoint, now: datetime) -> None:
    delivery.state, delivery.next_attempt_at, delivery.delivered_at = Delivery.State.DELIVERED, None, now
    endpoint.last_delivered_at, endpoint.first_failed_at = now, None
    endpoint.save(update_fields=["last_delivered_at", "first_failed_at"])


def _failed(delivery: Delivery, endpoint: Endpoint, result: Answer | FetchError, now: datetime) -> None:
    wait = retry_delay(delivery.attempt_count, result.retry_after_seconds, random.Random())  # noqa: S311 spreads load
    if wait is None:
        delivery.state, delivery.next_attempt_at = Delivery.State.EXHAUSTED, None
    else:
        delivery.next_attempt_at = now + timedelta(seconds=wait)
    if endpoint.first_failed_at is None:
        endpoint.first_failed_at = now
        endpoint.save(update_fields=["first_failed_at"])
    failing_for = now - endpoint.first_failed_at
    if isinstance(result, Answer) and result.status == _GONE:
        reason = "It answered 410 Gone."
    elif failing_for >= timedelta(seconds=settings.WEBHOOK_DISABLE_SECONDS):
        reason = f"Nothing but failures for {failing_for.days} days."
    else:
        return
    _disable(delivery, endpoint, reason, now)


def _disable(delivery: Delivery, endpoint: Endpoint, reason: str, now: datetime) -> None:
    """Send no more; what waits is cancelled and can be recovered once the endpoint is active again."""
    delivery.state, delivery.next_attempt_at = Delivery.State.CANCELLED, None
    endpoints.cancel_deliveries(endpoint)
    if endpoint.state != Endpoint.State.ACTIVE:
        return
    endpoint.state, endpoint.disabled_reason = Endpoint.State.DISABLED, reason
    endpoint.version += 1
    endpoint.save(update_fields=["state", "disabled_reason", "version"])
    changes = {"state": (Endpoint.State.ACTIVE, endpoint.state), "disabled_reason": ("", reason)}
    actor = Actor("worker", "notify", "delivery", events.type_id_of(delivery))
    events.record(Event.Type.ENDPOINT_DISABLED, endpoint, actor=actor, now=now, changes=changes, severity=3)
