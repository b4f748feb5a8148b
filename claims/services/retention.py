"""Retention: old rows are deleted in batches, each found by its key. What the service knows of the present stays.

Each function deletes one batch and returns how many rows it looked at: 0 when nothing is left to do for now.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from claims.ids import first_key_at
from claims.models import Attempt, Delivery, Endpoint, RetentionPosition, Snapshot

logger = structlog.get_logger(__name__)

KEEP_DELIVERIES = timedelta(seconds=settings.KEEP_DELIVERIES_SECONDS)
KEEP_CHECKS = timedelta(seconds=settings.KEEP_CHECKS_SECONDS)
KEEP_TEXTS = timedelta(seconds=settings.KEEP_TEXTS_SECONDS)
KEEP_EVENTS = timedelta(seconds=settings.KEEP_EVENTS_SECONDS)
BATCH = 5000

# A check stays if it is the newest or the first of its source, brought a text, or found another link state than the check
# before, which is the last one that stayed or one of the same batch.
_DELETE_CHECKS = """
WITH batch AS MATERIALIZED (
    SELECT id, source_id, checked_at, link_state, outcome, snapshot_id FROM claims_sourcecheck
    WHERE id > %(after)s AND id < %(before)s ORDER BY id LIMIT %(limit)s
), deleted AS (
    DELETE FROM claims_sourcecheck USING batch
    WHERE claims_sourcecheck.id = batch.id AND batch.snapshot_id IS NULL
      AND batch.outcome NOT IN ('first', 'changed', 'rebased')
      AND EXISTS (
        SELECT FROM claims_sourcecheck AS later
        WHERE later.source_id = batch.source_id AND (later.checked_at, later.id) > (batch.checked_at, batch.id))
      AND batch.link_state = (
        SELECT earlier.link_state FROM claims_sourcecheck AS earlier
        WHERE earlier.source_id = batch.source_id AND (earlier.checked_at, earlier.id) < (batch.checked_at, batch.id)
        ORDER BY earlier.checked_at DESC, earlier.id DESC LIMIT 1)
)
SELECT id FROM batch ORDER BY id
"""
# Texts that are not the present one of their source, nor the one that waits for its confirmation. The lock keeps a check
# from finding a text again while it is deleted.
_OLD_TEXTS = """
WITH batch AS MATERIALIZED (
    SELECT id, source_id, source_text_id FROM claims_snapshot
    WHERE id > %(after)s AND id < %(before)s ORDER BY id LIMIT %(limit)s
), old AS (
    SELECT batch.id FROM batch JOIN claims_source AS source ON source.id = batch.source_id
    WHERE batch.source_text_id <> source.text_hash AND source.unconfirmed_snapshot_id IS DISTINCT FROM batch.id
    FOR UPDATE OF source SKIP LOCKED
)
SELECT batch.id, batch.source_text_id, old.id IS NOT NULL FROM batch LEFT JOIN old ON old.id = batch.id ORDER BY batch.id
"""
# The first statement locks texts, so that the second one sees every snapshot that refers to one of them. A text that a check
# has locked stays with its snapshot until the next time.
_LOCK_TEXTS = """
SELECT text_hash FROM claims_sourcetext WHERE text_hash = ANY(%(texts)s) ORDER BY text_hash FOR UPDATE SKIP LOCKED
"""
_DELETE_TEXTS = """
DELETE FROM claims_sourcetext WHERE text_hash = ANY(%(texts)s)
  AND NOT EXISTS (SELECT FROM claims_snapshot WHERE source_text_id = text_hash)
"""
# From the oldest on, up to the first that is young or has a delivery; never the newest, from which `seq` goes on.
_DELETE_EVENTS = """
WITH batch AS MATERIALIZED (
    SELECT id, seq, occurred_at FROM claims_event WHERE seq IS NOT NULL ORDER BY seq LIMIT %(limit)s
), first_kept AS (
    SELECT min(seq) AS seq FROM batch
    WHERE occurred_at >= %(before)s OR EXISTS (SELECT FROM claims_delivery WHERE event_id = batch.id)
)
DELETE FROM claims_event WHERE id IN (
    SELECT batch.id FROM batch, first_kept WHERE batch.seq < coalesce(first_kept.seq, (SELECT max(seq) FROM claims_event))
)
"""


def delete_old_deliveries(*, now: datetime | None = None) -> int:
    """Delete deliveries that are settled and older than KEEP_DELIVERIES, with their attempts."""
    now = now or timezone.now()
    # A redelivery goes before its original: without it, two redeliveries of one event would both count as its first
    # delivery, which is unique.
    settled = Delivery.objects.filter(created_at__lt=now - KEEP_DELIVERIES, redeliveries=None).exclude(
        state=Delivery.State.PENDING
    )
    keys = list(settled.order_by("created_at").values_list("pk", flat=True)[:BATCH])
    Attempt.objects.filter(delivery__in=keys).delete()
    Delivery.objects.filter(pk__in=keys).delete()
    return len(keys)


def cancel_old_deliveries(*, now: datetime | None = None) -> int:
    """Cancel deliveries older than KEEP_DELIVERIES that wait for an endpoint which is not active, so that they are deleted.

    They would keep their events, and all events after them, for as long as the endpoint is paused.
    """
    before = (now or timezone.now()) - KEEP_DELIVERIES
    waiting = Delivery.objects.filter(state=Delivery.State.PENDING, created_at__lt=before).exclude(
        endpoint__state=Endpoint.State.ACTIVE, endpoint__deleted_at=None
    )
    rows = list(waiting.order_by("created_at").values_list("pk", "endpoint_id")[:BATCH])
    with transaction.atomic():
        # One that is activated at this moment keeps its deliveries.
        locked = Endpoint.objects.select_for_update(no_key=True).filter(pk__in={key for _, key in rows})
        states = {
            endpoint.pk: endpoint.state == Endpoint.State.ACTIVE and endpoint.deleted_at is None
            for endpoint in locked.order_by("pk")
        }
        keys = [key for key, endpoint in rows if not states.get(endpoint, True)]
        cancelled = Delivery.objects.filter(pk__in=keys, state=Delivery.State.PENDING).update(
            state=Delivery.State.CANCELLED, next_attempt_at=None
        )
    if cancelled:
        reason = "they waited for an endpoint that is not active for longer than they are kept"
        logger.info("deliveries cancelled", count=cancelled, reason=reason)
    return cancelled


def delete_old_checks(*, now: datetime | None = None) -> int:
    """Delete checks older than KEEP_CHECKS that found nothing new and are not the newest of their source."""
    before = (now or timezone.now()) - KEEP_CHECKS
    return _walk("checks", before, lambda values: [key for (key,) in _fetch(_DELETE_CHECKS, values)])


def delete_old_texts(*, now: datetime | None = None) -> int:
    """Delete snapshots older than KEEP_TEXTS that are no present text of their source, and texts that no other one has.

    Their checks stay.
    """

    def delete(values: dict[str, Any]) -> list[Any]:
        rows = _fetch(_OLD_TEXTS, values)
        old = {key: text for key, text, is_old in rows if is_old}
        locked = {text for (text,) in _fetch(_LOCK_TEXTS, {"texts": [*set(old.values())]})}
        Snapshot.objects.filter(pk__in=[key for key, text in old.items() if text in locked]).delete()
        with connection.cursor() as cursor:
            cursor.execute(_DELETE_TEXTS, {"texts": [*locked]})
        return [key for key, _, _ in rows]

    return _walk("texts", (now or timezone.now()) - KEEP_TEXTS, delete)


def delete_old_events(*, now: datetime | None = None) -> int:
    """Delete events older than KEEP_EVENTS, the oldest first, but none that has a delivery."""
    values: dict[str, Any] = {"before": (now or timezone.now()) - KEEP_EVENTS, "limit": BATCH}
    with connection.cursor() as cursor:
        cursor.execute(_DELETE_EVENTS, values)
        return int(cursor.rowcount)


DELETIONS = (
    cancel_old_deliveries,
    delete_old_deliveries,
    delete_old_checks,
    delete_old_texts,
    delete_old_events,
)


@transaction.atomic
def _walk(table: str, before: datetime, delete: Callable[[dict[str, Any]], list[Any]]) -> int:
    """Delete from the next batch of rows that are older than `before`; at their end, begin again. 0 at the end.

    `delete` returns the keys of the batch in their order. The position is locked, so that one process at a time does this.
    """
    RetentionPosition.objects.get_or_create(table=table)
    position = RetentionPosition.objects.select_for_update(skip_locked=True).filter(table=table).first()
    if position is None:
        return 0
    first = first_key_at(datetime.fromtimestamp(0, tz=before.tzinfo))
    keys = delete({"after": position.key or first, "before": first_key_at(before), "limit": BATCH})
    position.key = keys[-1] if keys else None
    position.save()
    return len(keys)


def _fetch(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
