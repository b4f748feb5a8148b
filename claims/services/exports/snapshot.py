"""Snapshot: the database as of one moment, and the position of the feed at that moment."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from django.db import connection, transaction
from django.db.models import Max

from claims.models import Event
from claims.services.webhooks import publish

_MAX_MS = 2**31 - 1  # PostgreSQL's largest


@contextmanager
def snapshot(*, seconds: int, of_events: bool = False) -> Iterator[int]:
    """A read-only transaction that sees one snapshot. Yields the `seq` of the last event that is contained in it.

    Exactly the events up to this `seq` had their effect in the snapshot. Events that were committed and not numbered yet
    are numbered now, before those that commit later; the sequencer waits meanwhile, some milliseconds. With `of_events`
    the position is that of the numbered events, because rows of other events are not exported.

    A statement in the transaction may take `seconds`. Raises RuntimeError inside of another transaction.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a snapshot needs a transaction of its own")
    while not of_events and publish.publish_events():
        pass  # few are left for the time in which the sequencer waits
    with ExitStack() as sequencer:
        sequencer.enter_context(publish.paused_sequencer())
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute(
                    "SELECT set_config('statement_timeout', %s, true)", [str(min(seconds * 1000, _MAX_MS))]
                )
            position = Event.objects.aggregate(last=Max("seq"))["last"] or 0
            waiting = list(Event.objects.filter(seq=None).order_by("id").values_list("id", flat=True))
            if waiting and not of_events:
                position = _number(waiting)
            sequencer.close()
            yield position


def _number(keys: Sequence[uuid.UUID]) -> int:
    """Number events in a transaction of their own, which another connection has. Returns the last `seq`."""

    def number() -> int:
        try:
            return publish.number_events(keys)
        finally:
            connection.close()

    with ThreadPoolExecutor(1, "export-position") as executor:
        return executor.submit(number).result()
