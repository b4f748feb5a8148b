"""Publish: number committed events. Fan-out makes their deliveries afterwards, so that none delays their `seq`."""

from __future__ import annotations

from collections.abc import Sequence

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
        last = Event.objects.aggregate(last=Max("seq"))["last"] or 0
        _number(events, first=last + 1)
    return len(events)


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
