"""Publish: number committed events, and create a delivery for each endpoint that listens to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from claims.models import Delivery, Endpoint, Event
from claims.services.webhooks import endpoint_queue

SEQUENCER_LOCK = 0x7365712E
"""The advisory lock that lets one process of a database number events at a time."""

BATCH = 1000
_OPERATOR_NOUNS = {"api_key", "endpoint"}


def publish_events(*, now: datetime | None = None) -> int:
    """Publish a batch of committed events. Returns how many, 0 while another process publishes.

    `seq` has no gaps and follows the order in which events were found committed: an event that commits later gets a
    higher one, so a reader that has read up to n misses nothing up to n.
    """
    now = now or timezone.now()
    with transaction.atomic():
        if not _become_sequencer():
            return 0
        events = list(Event.objects.filter(seq=None).order_by("id")[:BATCH])
        if not events:
            return 0
        last = Event.objects.aggregate(last=Max("seq"))["last"] or 0
        _number(events, first=last + 1)
        _fan_out(events, now=now)
    return len(events)


def listens_to(endpoint: Endpoint, event: Event) -> bool:
    """Whether an endpoint receives an event: by its event types, and from its minimum severity on.

    A recovery goes to the endpoints that received what it ends.
    `*` does not include the events about API keys and endpoints; `api_key.*` and `endpoint.*` do. A test event goes to
    its own endpoint alone.
    """
    if event.type == Event.Type.WEBHOOK_TEST:
        return event.subject_id == endpoint.pk
    if max(event.severity, event.recovers) < endpoint.min_severity:
        return False
    noun = event.type.partition(".")[0]
    patterns = {event.type, f"{noun}.*"} if noun in _OPERATOR_NOUNS else {event.type, f"{noun}.*", "*"}
    return not patterns.isdisjoint(endpoint.event_types)


def _become_sequencer() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        return bool(cursor.fetchone()[0])


def _number(events: Sequence[Event], *, first: int) -> None:
    for seq, event in enumerate(events, start=first):
        event.seq = seq
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_event SET seq = numbered.seq FROM unnest(%s::uuid[], %s::bigint[]) AS numbered (id, seq)"
            " WHERE claims_event.id = numbered.id",
            [[event.pk for event in events], [event.seq for event in events]],
        )


def _fan_out(events: Sequence[Event], *, now: datetime) -> None:
    endpoints = list(Endpoint.objects.listening())
    deliveries = [
        Delivery(endpoint=endpoint, event=event, next_attempt_at=now)
        for event in events
        for endpoint in endpoints
        if listens_to(endpoint, event)
    ]
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True, batch_size=BATCH)
    endpoint_queue.wake_endpoints({delivery.endpoint_id for delivery in deliveries})
