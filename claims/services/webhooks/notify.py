"""Notify: attempt due deliveries, and record every attempt."""

from __future__ import annotations

import random
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import orjson
import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims.errors import FetchError, SecretError
from claims.models import Attempt, Delivery, Endpoint, Event
from claims.pipeline.fetching.backoff import retry_delay
from claims.pipeline.fetching.fetch import Door, PostResponse
from claims.pipeline.fetching.request_pool import RequestPool
from claims.pipeline.webhooks.signatures import sign
from claims.services import events
from claims.services.encryption import decrypt
from claims.services.runtime import door_settings
from claims.services.webhooks import endpoints, leased_attempts
from claims.services.webhooks.leased_attempts import LeasedAttempt
from claims.values import Actor

logger = structlog.get_logger(__name__)

MAX_CONCURRENT = 500
PUMP_SECONDS = 40
GIVE_UP_SECONDS = 75  # below the task's soft time limit; requests still open are cancelled and retried later
_GONE = 410


def attempt_due_deliveries() -> int:
    """Attempt due deliveries until none is due or the time of one run is over. Returns how many have a result."""
    due = leased_attempts.lease_attempts(MAX_CONCURRENT, busy=[])
    if not due:
        return 0
    started = time.monotonic()
    completed = 0
    under_way: Counter[uuid.UUID] = Counter()
    with RequestPool[LeasedAttempt, PostResponse](door_settings()) as pool:
        while (due or pool.under_way) and time.monotonic() - started < GIVE_UP_SECONDS:
            for leased in due:
                under_way[leased.delivery.endpoint_id] += 1
                pool.start(leased, _request(leased))
            for leased, result in pool.completed(timeout_seconds=0.5):
                under_way[leased.delivery.endpoint_id] -= 1
                _record_safely(leased, result)
                completed += 1
            busy = [key for key, count in under_way.items() if count >= leased_attempts.MAX_PER_ENDPOINT]
            free = MAX_CONCURRENT - pool.under_way
            due = (
                leased_attempts.lease_attempts(free, busy=busy)
                if time.monotonic() - started < PUMP_SECONDS
                else []
            )
    return completed


def _request(leased: LeasedAttempt) -> Callable[[Door], Awaitable[PostResponse]]:
    """The request of an attempt, signed with the time of this attempt: receivers refuse old timestamps."""
    endpoint, event = leased.delivery.endpoint, leased.delivery.event
    body = orjson.dumps(events.envelope_of(event))
    message_id = events.type_id_of(event)
    timestamp = int(time.time())

    async def post(door: Door) -> PostResponse:
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
    """The current secret, and the previous one during its overlap."""
    overlaps = endpoint.previous_secret_until is not None and endpoint.previous_secret_until > timezone.now()
    stored = [endpoint.secret, endpoint.previous_secret] if overlaps else [endpoint.secret]
    return [decrypt(secret) for secret in stored if secret]


def _record_safely(leased: LeasedAttempt, result: PostResponse | FetchError) -> None:
    """A failure to record one delivery does not affect the others; it is attempted again when its lease ends."""
    try:
        record_attempt(leased, result, now=timezone.now())
    except Exception:
        logger.exception("attempt not recorded", delivery=str(leased.delivery.pk))


def record_attempt(leased: LeasedAttempt, result: PostResponse | FetchError, *, now: datetime) -> None:
    """Write the result of an attempt, and settle its delivery or plan the next attempt.

    If the lease was lost meanwhile, only the attempt is written: delivery and endpoint stay as they are.
    """
    with transaction.atomic():
        _write_attempt(leased.attempt, result)
        endpoint = Endpoint.objects.select_for_update(no_key=True).get(pk=leased.delivery.endpoint_id)
        still_leased = Delivery.objects.select_for_update(no_key=True).filter(
            pk=leased.delivery.pk, lease_token=leased.token, state=Delivery.State.PENDING
        )
        delivery = still_leased.first()
        if delivery is None:
            return
        delivery.lease_token = None
        if isinstance(result, PostResponse) and 200 <= result.status < 300:
            _mark_delivered(delivery, endpoint, now)
        else:
            _mark_failed(delivery, endpoint, result, now)
        delivery.save(update_fields=["state", "next_attempt_at", "lease_token", "delivered_at"])
    logger.info(
        "webhook attempted", endpoint=str(endpoint.pk), attempt=leased.attempt.number, state=delivery.state
    )


def _write_attempt(attempt: Attempt, result: PostResponse | FetchError) -> None:
    if isinstance(result, PostResponse):
        attempt.status, attempt.elapsed_ms = result.status, result.elapsed_ms
        attempt.remote_address = result.remote_address[:64]
        attempt.response_head = result.head.decode("utf-8", "replace").replace("\x00", "\ufffd")
    else:
        attempt.error, attempt.detail, attempt.status = result.code[:40], result.detail, result.status
    attempt.save()


def _mark_delivered(delivery: Delivery, endpoint: Endpoint, now: datetime) -> None:
    delivery.state, delivery.next_attempt_at, delivery.delivered_at = Delivery.State.DELIVERED, None, now
    endpoint.last_delivered_at, endpoint.first_failed_at = now, None
    endpoint.save(update_fields=["last_delivered_at", "first_failed_at"])


def _mark_failed(
    delivery: Delivery, endpoint: Endpoint, result: PostResponse | FetchError, now: datetime
) -> None:
    wait = retry_delay(delivery.attempt_count, result.retry_after_seconds, random.Random())  # noqa: S311 spreads load
    if wait is None:
        delivery.state, delivery.next_attempt_at = Delivery.State.EXHAUSTED, None
    else:
        delivery.next_attempt_at = now + timedelta(seconds=wait)
    if endpoint.first_failed_at is None:
        endpoint.first_failed_at = now
        endpoint.save(update_fields=["first_failed_at"])
    failing_for = now - endpoint.first_failed_at
    if isinstance(result, PostResponse) and result.status == _GONE:
        reason = "The receiver responded with 410 Gone."
    elif failing_for >= timedelta(seconds=settings.WEBHOOK_DISABLE_SECONDS):
        reason = f"Only failures for {failing_for.days} days."
    else:
        return
    _disable(delivery, endpoint, reason, now)


def _disable(delivery: Delivery, endpoint: Endpoint, reason: str, now: datetime) -> None:
    """Disable the endpoint and cancel its pending deliveries; `recover` sends them once it is active again."""
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
