"""Redelivery: send an event again, and the events that an endpoint missed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from claims.errors import ConflictError, InputError
from claims.models import Delivery, Endpoint, Event
from claims.services import retention
from claims.services.leasing.columns import NEW_KEY
from claims.services.webhooks import endpoint_queue, endpoints, fan_out
from claims.services.webhooks.listening import MATCHES
from claims.services.webhooks.topics import TOPICS, topic_values
from claims.values import Actor

MAX_RECOVERED = 10_000

BATCH = 1000

_MISSED = """
SELECT * FROM claims_event missed WHERE seq > %(after)s AND seq <= %(last)s AND occurred_at >= %(since)s AND NOT EXISTS (
    SELECT FROM claims_delivery WHERE endpoint_id = %(endpoint)s AND event_id = missed.id
) ORDER BY seq
"""
_ADD_MISSED = f"""
WITH RECURSIVE event AS ({_MISSED}),
listener AS (SELECT * FROM claims_endpoint WHERE id = %(endpoint)s),
{TOPICS},
match AS ({MATCHES})
INSERT INTO claims_delivery (id, endpoint_id, event_id, state, attempt_count, next_attempt_at, created_at)
SELECT {NEW_KEY}, endpoint_id, event_id, 'pending', 0, %(now)s, %(now)s FROM match ORDER BY seq LIMIT %(limit)s
"""  # noqa: S608 constants
# Of an event that was sent again before, its first delivery.
_ADD_AGAIN = f"""
INSERT INTO claims_delivery (id, endpoint_id, event_id, state, attempt_count, next_attempt_at, created_at, redelivery_of_id)
SELECT {NEW_KEY}, delivery.endpoint_id, delivery.event_id, 'pending', 0, %(now)s, %(now)s, delivery.id
FROM claims_delivery delivery JOIN claims_event event ON event.id = delivery.event_id
WHERE delivery.endpoint_id = %(endpoint)s AND delivery.state <> 'pending' AND delivery.redelivery_of_id IS NULL
  AND event.occurred_at >= %(since)s AND event.occurred_at < %(until)s
ORDER BY event.seq LIMIT %(limit)s
"""  # noqa: S608


def redeliver(delivery_id: uuid.UUID, *, actor: Actor, now: datetime | None = None) -> Delivery:
    """Send the event of a settled delivery again, as a new delivery. Raises ConflictError if it is still pending."""
    now = now or timezone.now()
    with transaction.atomic():
        delivery = Delivery.objects.select_related("endpoint").get(pk=delivery_id)
        _check_active(delivery.endpoint)
        if delivery.state == Delivery.State.PENDING:
            raise ConflictError("This delivery is still pending. It can be sent again once it is settled.")
        again = Delivery.objects.create(
            endpoint=delivery.endpoint,
            event_id=delivery.event_id,
            redelivery_of=delivery,
            next_attempt_at=now,
        )
        endpoint_queue.wake_endpoints([delivery.endpoint_id])
        return again


def redeliver_period(
    endpoint_id: uuid.UUID, *, since: datetime, until: datetime, actor: Actor, now: datetime | None = None
) -> int:
    """Send the events of a period again whose deliveries are settled, as new deliveries. Returns how many.

    The oldest come first, `MAX_RECOVERED` at most in one call. Raises InputError for a period that has no time in it.
    """
    if until <= since:
        raise InputError("/until", "The period ends before it begins: give a time after `since`.")
    values: dict[str, Any] = {
        "endpoint": endpoint_id,
        "since": since,
        "until": until,
        "now": now or timezone.now(),
        "limit": MAX_RECOVERED,
    }
    with transaction.atomic():
        endpoint = endpoints.lock_endpoint(endpoint_id)
        _check_active(endpoint)
        with connection.cursor() as cursor:
            cursor.execute(_ADD_AGAIN, values)
            count = int(cursor.rowcount)
        endpoint_queue.wake_endpoints([endpoint.pk] if count else [])
    return count


def recover(endpoint_id: uuid.UUID, *, since: datetime, actor: Actor, now: datetime | None = None) -> int:
    """Send the events since a time that did not arrive. Returns how many deliveries are pending again or new.

    Exhausted and cancelled deliveries become pending again. Events that were published while the endpoint was paused or
    disabled get a delivery, `MAX_RECOVERED` at most in one call.
    """
    now = now or timezone.now()
    with transaction.atomic():
        endpoint = endpoints.lock_endpoint(endpoint_id)
        _check_active(endpoint)
        undelivered = Delivery.objects.filter(
            endpoint=endpoint,
            state__in=[Delivery.State.EXHAUSTED, Delivery.State.CANCELLED],
            event__occurred_at__gte=since,
        )
        resent = undelivered.update(state=Delivery.State.PENDING, attempt_count=0, next_attempt_at=now)
        count = resent + _create_missed_deliveries(endpoint, since, now)
        if count:
            endpoint_queue.wake_endpoints([endpoint.pk])
        return count


def _create_missed_deliveries(endpoint: Endpoint, since: datetime, now: datetime) -> int:
    """Make deliveries of events that have none, batch by batch if their topics matter. Returns how many."""
    values: dict[str, Any] = {
        "endpoint": endpoint.pk,
        # Older deliveries may have been made and deleted since; an event from before the endpoint was not missed.
        "since": max(since, now - retention.KEEP_DELIVERIES, endpoint.created_at),
        "after": 0,
        "last": fan_out.position(),  # later events get their deliveries by the fan-out
        "now": now,
        "limit": MAX_RECOVERED,
    }
    if not endpoint.filters:
        return _add_missed(values, [])
    count = 0
    while count < MAX_RECOVERED and (events := list(Event.objects.raw(f"{_MISSED} LIMIT {BATCH}", values))):
        bounds = {"last": events[-1].seq, "limit": MAX_RECOVERED - count}
        count += _add_missed(values | bounds, events)
        values["after"] = events[-1].seq
    return count


def _add_missed(values: dict[str, Any], events: Sequence[Event]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_ADD_MISSED, values | topic_values(events))
        return int(cursor.rowcount)


def _check_active(endpoint: Endpoint) -> None:
    if endpoint.deleted_at is not None or endpoint.state != Endpoint.State.ACTIVE:
        raise ConflictError("The endpoint is not active. Set its state to active first.")
