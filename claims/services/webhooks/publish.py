"""Publish: number committed events. Fan-out makes their deliveries afterwards, so that none delays their `seq`."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Max

from claims.models import Event

SEQUENCER_LOCK = 0x7365712E
"""The advisory lock that lets one process of a database number events at a time."""

BATCH = 1000


def publish_events() -> int:
    """Publish a batch of committed events. Returns how many, 0 while another process publishes.

    `seq` has no gaps and follows the order in which events were found committed: an event that commits later gets a
    higher one, so a reader that has read up to n misses nothing up to n.
    """
    with transaction.atomic():
        if not _become_sequencer():
            return 0
        events = list(Event.objects.filter(seq=None).order_by("id")[:BATCH])
        if not events:
            return 0
        _number(events)
    return len(events)


@contextmanager
def paused_sequencer() -> Iterator[None]:
    """Let no other process number events during the block; wait until one that does has committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [SEQUENCER_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SEQUENCER_LOCK])


def number_events(keys: Sequence[uuid.UUID]) -> int:
    """Publish these events, which have no `seq`, in their order. Returns the last `seq`.

    The sequencer must be paused (`paused_sequencer`), also by another connection.
    """
    with transaction.atomic():
        events = list(Event.objects.filter(pk__in=keys, seq=None).order_by("id"))
        return _number(events)


def _become_sequencer() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        return bool(cursor.fetchone()[0])


def _number(events: Sequence[Event]) -> int:
    """Give events the numbers after the last one. Returns the last `seq`."""
    last = Event.objects.aggregate(last=Max("seq"))["last"] or 0
    for seq, event in enumerate(events, start=last + 1):
        event.seq = seq
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_event SET seq = numbered.seq FROM unnest(%s::uuid[], %s::bigint[]) AS numbered (id, seq)"
            " WHERE claims_event.id = numbered.id",
            [[event.pk for event in events], [event.seq for event in events]],
        )
    return last + len(events)
