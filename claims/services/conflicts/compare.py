"""Compare: claims that changed are compared with the others; conflicts begin and end."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from claims.ids import type_id
from claims.models import Claim, Conflict, Event
from claims.pipeline.watching.recovery import RECOVERY
from claims.services import events
from claims.services.conflicts.judge import contradicts, explanation_of
from claims.services.conflicts.pairs import Pair, find_pairs
from claims.services.row_updates import retry_on_deadlock
from claims.values import Actor

BATCH = 200
SEVERITY = 4
_ACTOR = Actor("worker", "compare")
_ENTITIES = {"subject_id": "subject", "object_id": "compared_with", "on_id": "on"}
_CONTENT = ("kind", *_ENTITIES, "measure", "explanation")

Key = tuple[uuid.UUID, uuid.UUID]


def compare_due_claims(*, now: datetime | None = None) -> int:
    """Compare one batch of claims that changed since they were compared. Returns how many.

    A claim that is committed while another one is compared is due itself, so that of two contradicting claims the later
    one finds the other. Concurrent workers meet at the unique pair.
    """
    return retry_on_deadlock(lambda: _compare_batch(now or timezone.now()))


def _compare_batch(now: datetime) -> int:
    with transaction.atomic():
        due = Claim.objects.filter(~Q(compared_version=F("version"))).order_by("pk")
        keys = list(due.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:BATCH])
        if keys:
            _compare(keys, now)
            Claim.objects.filter(pk__in=keys).update(compared_version=F("version"))
    return len(keys)


def _compare(claim_ids: Collection[uuid.UUID], now: datetime) -> None:
    pairs = contradicting_pairs(claim_ids)
    concerned = Conflict.objects.filter(Q(claim__in=claim_ids) | Q(other_claim__in=claim_ids))
    known = {
        (row.claim_id, row.other_claim_id): row
        for row in concerned.select_for_update(no_key=True).order_by("pk")
    }
    is_open = {key for key, row in known.items() if row.state == Conflict.State.OPEN}
    missing = is_open - pairs.keys()
    # The other side of a pair may find it where this side has more counterparts than are compared.
    confirmed = contradicting_pairs({key for pair in missing for key in pair}) if missing else {}
    _end([known[key] for key in sorted(missing - confirmed.keys())], now)
    found = confirmed | pairs
    _refresh([known[key] for key in sorted(is_open & found.keys())], found, now)
    has_ended = {key for key, row in known.items() if row.resolution == Conflict.Resolution.ENDED}
    _reopen([known[key] for key in sorted(has_ended & pairs.keys() - is_open)], pairs, now)
    _open([pairs[key] for key in sorted(pairs.keys() - known.keys())], now)


def contradicting_pairs(claim_ids: Collection[uuid.UUID]) -> dict[Key, Pair]:
    """The pairs of claims that cannot both hold and have one of these claims, each with its first contradiction."""
    pairs: dict[Key, Pair] = {}
    for pair in sorted(find_pairs(claim_ids), key=lambda pair: (pair.kind, pair.first.id, pair.second.id)):
        if pair.key not in pairs and contradicts(pair):
            pairs[pair.key] = pair
    return pairs


def _open(pairs: Collection[Pair], now: datetime) -> None:
    rows = [_conflict(pair, now) for pair in pairs]
    Conflict.objects.bulk_create(rows, ignore_conflicts=True)
    written = set(Conflict.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    opened = [row for row in rows if row.pk in written]
    events.record_all([opened_event(row) for row in opened], actor=_ACTOR, now=now)


def _conflict(pair: Pair, now: datetime) -> Conflict:
    first, second = pair.key
    return Conflict(claim_id=first, other_claim_id=second, created_at=now, **_content(pair))


def _content(pair: Pair) -> dict[str, Any]:
    """The columns that say how two claims contradict each other."""
    first = pair.first
    return {
        "kind": pair.kind,
        "subject_id": first.subject_id,
        "object_id": first.object_id,
        "on_id": first.on_id,
        "measure": first.measure,
        "explanation": explanation_of(pair),
    }


def _set_content(row: Conflict, pair: Pair) -> dict[str, tuple[Any, Any]]:
    """Set what differs. Returns the changes."""
    content = _content(pair)
    changes = {
        name: (getattr(row, name), value) for name, value in content.items() if getattr(row, name) != value
    }
    for name, (_, value) in changes.items():
        setattr(row, name, value)
    return changes


def _refresh(rows: Collection[Conflict], pairs: Mapping[Key, Pair], now: datetime) -> None:
    """Write how claims contradict each other since they were corrected, or their entities merged."""
    changed = [(row, _set_content(row, pairs[row.claim_id, row.other_claim_id])) for row in rows]
    changed = [(row, changes) for row, changes in changed if changes]
    for row, _ in changed:
        row.version += 1
    Conflict.objects.bulk_update([row for row, _ in changed], [*_CONTENT, "version"])
    happened = [
        events.Change(Event.Type.CONFLICT_UPDATED, row, _shown(changes), _related(row))
        for row, changes in changed
    ]
    events.record_all(happened, actor=_ACTOR, now=now)


def _shown(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    """The changes as the API shows the fields."""
    shown = {name: change for name, change in changes.items() if name not in _ENTITIES}
    for name in changes.keys() & _ENTITIES.keys():
        before, after = (key and type_id("entity", key) for key in changes[name])
        shown[_ENTITIES[name]] = before, after
    return shown


def _reopen(rows: Collection[Conflict], pairs: Mapping[Key, Pair], now: datetime) -> None:
    for row in rows:
        _set_content(row, pairs[row.claim_id, row.other_claim_id])
        row.state, row.resolution, row.resolved_at = Conflict.State.OPEN, Conflict.Resolution.NONE, None
        row.version += 1
    Conflict.objects.bulk_update(rows, [*_CONTENT, "state", "resolution", "resolved_at", "version"])
    changed = {"state": (Conflict.State.RESOLVED, Conflict.State.OPEN)}
    events.record_all([opened_event(row, changed) for row in rows], actor=_ACTOR, now=now)


def _end(rows: Collection[Conflict], now: datetime) -> None:
    for row in rows:
        row.state, row.resolution, row.resolved_at = (
            Conflict.State.RESOLVED,
            Conflict.Resolution.ENDED,
            now,
        )
        row.version += 1
    Conflict.objects.bulk_update(rows, ["state", "resolution", "resolved_at", "version"])
    changes = {
        "state": (Conflict.State.OPEN, Conflict.State.RESOLVED),
        "resolution": ("", Conflict.Resolution.ENDED),
    }
    events.record_all([resolved_event(row, changes) for row in rows], actor=_ACTOR, now=now)


def opened_event(row: Conflict, changes: Mapping[str, tuple[object, object]] | None = None) -> events.Change:
    """The event of a conflict that begins."""
    return events.Change(Event.Type.CONFLICT_OPENED, row, changes or {}, _related(row), severity=SEVERITY)


def resolved_event(row: Conflict, changes: Mapping[str, tuple[object, object]]) -> events.Change:
    """The event of a conflict that ends."""
    return events.Change(
        Event.Type.CONFLICT_RESOLVED, row, changes, _related(row), severity=RECOVERY, recovers=SEVERITY
    )


def _related(row: Conflict) -> events.Related:
    entities = [key for key in (row.subject_id, row.object_id, row.on_id) if key]
    return {"claims": [row.claim_id, row.other_claim_id], "entities": list(dict.fromkeys(entities))}
