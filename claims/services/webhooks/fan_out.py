"""Fan-out: a delivery of each numbered event for each endpoint that listens to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from claims.models import Event, FeedPosition
from claims.services.leasing.columns import NEW_KEY
from claims.services.webhooks import endpoint_queue
from claims.services.webhooks.listening import LISTENERS, MATCHES, patterns_of
from claims.services.webhooks.topics import TOPICS, topic_values

POSITION = "webhooks"
"""The name of the position in the feed up to which events have their deliveries."""

BATCH = 1000
MAX_DELIVERIES = 20_000
"""About how many deliveries are made in one transaction, at most."""

_COUNT_LISTENERS = f"""
SELECT count(*), coalesce(bool_or(filters <> '{{}}'), false) FROM ({LISTENERS}) AS listener
"""  # noqa: S608 constants
_ADD_DELIVERIES = f"""
WITH RECURSIVE event AS (SELECT * FROM claims_event WHERE seq > %(after)s AND seq <= %(last)s),
listener AS ({LISTENERS}),
{TOPICS},
match AS ({MATCHES})
INSERT INTO claims_delivery (id, endpoint_id, event_id, state, attempt_count, next_attempt_at, created_at)
SELECT {NEW_KEY}, endpoint_id, event_id, 'pending', 0, statement_timestamp(), statement_timestamp()
FROM match ORDER BY seq, endpoint_id
ON CONFLICT DO NOTHING RETURNING endpoint_id
"""  # noqa: S608


def fan_out_events() -> int:
    """Make the deliveries of a batch of events. Returns how many events, 0 while another process does it.

    Each event is handled once: the position moves in the transaction of the deliveries.
    """
    FeedPosition.objects.get_or_create(name=POSITION)
    with transaction.atomic():
        reached = FeedPosition.objects.select_for_update(skip_locked=True).filter(name=POSITION).first()
        if reached is None:
            return 0
        events = list(Event.objects.filter(seq__gt=reached.seq).order_by("seq")[:BATCH])
        if not events:
            return 0
        listening = _listening_to(events)
        ((listeners, have_filters),) = _fetch(_COUNT_LISTENERS, listening)
        events = events[: max(MAX_DELIVERIES // max(listeners, 1), 1)]
        last = events[-1].seq
        values = {
            "after": reached.seq,
            "last": last,
            **listening,
            **topic_values(events if have_filters else []),
        }
        if listeners:
            endpoint_queue.wake_endpoints({key for (key,) in _fetch(_ADD_DELIVERIES, values)})
        FeedPosition.objects.filter(name=POSITION).update(seq=last)
    return len(events)


def position() -> int:
    """The `seq` up to which events have their deliveries."""
    return FeedPosition.objects.filter(name=POSITION).values_list("seq", flat=True).first() or 0


def _listening_to(events: Sequence[Event]) -> dict[str, Any]:
    """The parameters of `LISTENERS` for these events."""
    tested = [event.subject_id for event in events if event.type == Event.Type.WEBHOOK_TEST]
    patterns = {pattern for event in events for pattern in patterns_of(event.type)}
    return {"patterns": sorted(patterns), "tested": tested}


def _fetch(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
