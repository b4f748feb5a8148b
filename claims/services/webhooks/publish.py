"""Publish: committed events get their seq, and a delivery to each endpoint that listens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from claims.models import Delivery, Endpoint, Event

SEQUENCER_LOCK = 0x7365712E
"""The advisory lock that makes the sequencer one, over all processes of a database."""

BATCH = 1000
_OF_OPERATORS = {"api_key", "endpoint"}


def publish_events(*, now: datetime | None = None) -> int:
    """Publish up to a batch of committed events; answers how many. Does nothing while another process does it.

    The seq is dense and in the order in which events were found committed, so a reader that has seen n has seen
    everything up to n: whatever commits later gets a higher one.
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
    """Whether an endpoint wants an event: its type or a pattern of it, and at least its severity.

    `*` is everything about claims and their evidence; what concerns keys and endpoints has to be named.
    """
    if event.type == Event.Type.WEBHOOK_TEST:
        return event.subject_id == endpoint.pk
    if event.severity < endpoint.min_severity:
        return False
    noun = event.type.partition(".")[0]
    patterns = {event.type, f"{noun}.*"} if noun in _OF_OPERATORS else {event.type, f"{noun}.*", "*"}
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
            "UPDATE claims_event SET seq = given.seq FROM unnest(%s::uuid[], %s::bigint[]) AS given (id, seq)"
            " WHERE claims_event.id = given.id",
            [[event.pk for event in events], [event.seq for event in events]],
        )


def _fan_out(events: Sequence[Event], *, now: datetime) -> None:
    endpoints = list(Endpoint.objects.listening())
    Delivery.objects.bulk_create(
        (
            Delivery(endpoint=endpoint, event=event, next_attempt_at=now)
            for event in events
            for endpoint in endpoints
            if listens_to(endpoint, event)
        ),
        ignore_conflicts=True,
        batch_size=BATCH,
    )
