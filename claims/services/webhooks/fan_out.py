"""Fan-out: a delivery of each numbered event for each endpoint that listens to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from claims.models import Event, FeedPosition
from claims.services.leasing.columns import NEW_KEY
from claims.services.webhooks import endpoint_queue
from claims.services.webhooks.listening import LISTENERS, MATCHES, patterns_of

POSITION = "webhooks"
"""The name of the position in the feed up to which events have their deliveries."""

BATCH = 1000
MAX_DELIVERIES = 20_000
"""About how many deliveries are made in one transaction, at most."""

_READ_EVENTS = (
    "SELECT seq, type, subject_id FROM claims_event WHERE seq > %(after)s ORDER BY seq LIMIT %(limit)s"
)
_COUNT_LISTENERS = f"SELECT count(*) FROM ({LISTENERS}) AS listener"  # noqa: S608 a constant
_ADD_DELIVERIES = f"""
WITH event AS (SELECT * FROM claims_event WHERE seq > %(after)s AND seq <= %(last)s),
listener AS ({LISTENERS}),
match AS ({MATCHES})
INSERT INTO claims_delivery (id, endpoint_id, event_id, state, attempt_count, next_attempt_at, created_at)
SELECT {NEW_KEY}, endpoint_id, event_id, 'pending', 0, statement_timestamp(), statement_timestamp()
FROM match ORDER BY seq, endpoint_id
ON CONFLICT DO NOTHING RETURNING endpoint_id
"""  # noqa: S608 constants


def fan_out_events() -> int:
    """Make the deliveries of a batch of events. Returns how many events, 0 while another process does it.

    Each event is handled once: the position moves in the transaction of the deliveries.
    """
    FeedPosition.objects.get_or_create(name=POSITION)
    with transaction.atomic():
        reached = FeedPosition.objects.select_for_update(skip_locked=True).filter(name=POSITION).first()
        if reached is None:
            return 0
        events = _fetch(_READ_EVENTS, {"after": reached.seq, "limit": BATCH})
        if not events:
            return 0
        listening = _listening_to(events)
        events = events[: _most_events(listening)]
        values = {"after": reached.seq, "last": events[-1][0], **listening}
        endpoint_queue.wake_endpoints({key for (key,) in _fetch(_ADD_DELIVERIES, values)})
        reached.seq = events[-1][0]
        reached.save(update_fields=["seq"])
    return len(events)


def position() -> int:
    """The `seq` up to which events have their deliveries."""
    return FeedPosition.objects.filter(name=POSITION).values_list("seq", flat=True).first() or 0


def _listening_to(events: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    """The parameters of `LISTENERS` for these events."""
    tested = [subject_id for _, event_type, subject_id in events if event_type == Event.Type.WEBHOOK_TEST]
    patterns = {pattern for _, event_type, _ in events for pattern in patterns_of(event_type)}
    return {"patterns": sorted(patterns), "tested": tested}


def _most_events(listening: dict[str, Any]) -> int:
    """How many events are handled together, by the number of endpoints that listen to any of them."""
    ((listeners,),) = _fetch(_COUNT_LISTENERS, listening)
    return int(max(MAX_DELIVERIES // max(listeners, 1), 1))


def _fetch(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
