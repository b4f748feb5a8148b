"""Merged sources: the source of another address of a page gives its citations to the source that is checked for both.

Nothing is deleted: the merged source keeps its URL, its checks and its snapshots, and a person can separate it again.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims.errors import ConflictError
from claims.models import Article, Citation, Event, Source
from claims.services import events, row_updates
from claims.services.catalogue import evidence
from claims.services.leasing import host_queue
from claims.values import Actor

# Until the transaction ends no source of these can be merged; checks are not held up.
_HOLD = "SELECT * FROM claims_source WHERE url_hash = ANY(%(hashes)s) ORDER BY id FOR KEY SHARE"
_HOLD_ROOTS = "SELECT id FROM claims_source WHERE id = ANY(%(keys)s) ORDER BY id FOR KEY SHARE"


def current_sources(url_hashes: Collection[str]) -> dict[str, Source]:
    """Return the sources with these hashes, each the one that is checked, and keep them from being merged.

    Call it inside a transaction: what it cites afterwards cannot be cited for a source that was merged meanwhile.
    """
    stored = {row.url_hash: row for row in Source.objects.raw(_HOLD, {"hashes": list(url_hashes)})}
    while roots := {row.merged_into_id for row in stored.values() if row.merged_into_id}:
        _execute(_HOLD_ROOTS, keys=list(roots))
        by_key = Source.objects.in_bulk(roots)
        stored = {key: by_key.get(row.merged_into_id, row) for key, row in stored.items()}
    return stored


def root_of(source_id: uuid.UUID) -> uuid.UUID:
    """Return the key of the source that is checked for this one: mostly itself."""
    into = Source.objects.filter(pk=source_id).values_list("merged_into", flat=True).first()
    return into or source_id


def lock_pair(source_id: uuid.UUID, other_id: uuid.UUID) -> dict[uuid.UUID, Source]:
    """Lock two sources against each change, also against new citations. Call it inside a transaction."""
    rows = Source.objects.select_for_update(of=("self",)).filter(pk__in=[source_id, other_id]).order_by("pk")
    return {row.pk: row for row in rows}


def merge_source(source: Source, into: Source, *, actor: Actor, now: datetime) -> None:
    """Merge a source into another one of the same page. Both are locked by `lock_pair`.

    Its citations keep their states. A check of it that is under way is dropped. Raises ConflictError if an article is
    read from it.
    """
    if Article.objects.filter(source=source).exists():
        raise ConflictError("The page of an article is merged into no other source.")
    rows = list(
        Citation.objects.select_for_update(of=("self",), no_key=True).filter(source=source).order_by("pk")
    )
    Citation.objects.filter(pk__in=[row.pk for row in rows]).update(
        merged_from=Coalesce("merged_from", "source"), source=into, version=F("version") + 1
    )
    Source.objects.filter(merged_into=source).update(merged_into=into)
    ended = {
        "merged_into": into, "next_check_at": None, "requested_at": None, "lease_token": None, "lease_until": None,
        "archive_due_at": None, "save_due_at": None,
    }  # fmt: skip
    row_updates.apply_changes(source, ended)
    events.record(
        Event.Type.SOURCE_MERGED, source, actor=actor, now=now, changes={"merged_into": (None, into)}, related={"source": into.pk}
    )  # fmt: skip
    _tell(rows, source, into, actor=actor, now=now)
    if any(row.last_verified_at is None for row in rows):
        _make_due(into, now)


def separate_source(source_id: uuid.UUID, *, actor: Actor, now: datetime | None = None) -> Source:
    """Undo a merge: the source is checked again, with the citations that it had, and is never merged again.

    Raises ConflictError for a source that is not merged.
    """
    now = now or timezone.now()
    with transaction.atomic():
        into_id = Source.objects.values_list("merged_into", flat=True).get(pk=source_id)
        pair = lock_pair(source_id, into_id or source_id)
        source = pair[source_id]
        into = pair.get(source.merged_into_id) if source.merged_into_id else None
        if into is None:
            raise ConflictError("This source is not merged into another one.")
        rows = list(
            Citation.objects.select_for_update(of=("self",), no_key=True)
            .filter(merged_from=source, source=into)
            .order_by("pk")
        )
        Citation.objects.filter(pk__in=[row.pk for row in rows]).update(
            merged_from=None, source=source, version=F("version") + 1
        )
        apart = {"merged_into": None, "is_kept_apart": True, "next_check_at": now, "requested_at": now}
        row_updates.apply_changes(source, apart)
        events.record(
            Event.Type.SOURCE_SEPARATED, source, actor=actor, now=now, changes={"merged_into": (into, None)}, related={"source": into.pk}
        )  # fmt: skip
        _tell(rows, into, source, actor=actor, now=now)
        host_queue.wake_hosts([source.host_id], due=now)
    return source


def _tell(rows: Sequence[Citation], before: Source, after: Source, *, actor: Actor, now: datetime) -> None:
    """Write the events of citations that have another source, and weigh their claims."""
    changes = []
    for row in rows:
        row.version += 1
        related = {"claim": row.claim_id, "source": after.pk}
        changes.append(
            events.Change(Event.Type.CITATION_UPDATED, row, {"source": (before, after)}, related=related)
        )
    events.record_all(changes, actor=actor, now=now)
    evidence.weigh_claims({row.claim_id for row in rows}, actor=actor, now=now)


def _make_due(source: Source, now: datetime) -> None:
    Source.objects.filter(pk=source.pk, next_check_at__gt=now).update(next_check_at=now)
    host_queue.wake_hosts([source.host_id], due=now)


def _execute(statement: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
