"""Distinct pairs: two claims, or two entities, that a curator declares not to be the same, so that they are not merged."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.errors import ConflictError
from claims.models import Claim, DistinctPair, Entity, Event
from claims.services import events
from claims.services.catalogue import merge_rows
from claims.values import Actor

_MODELS: dict[str, tuple[type[Any], Event.Type, Event.Type]] = {
    "claim": (Claim, Event.Type.CLAIM_DISTINGUISHED, Event.Type.CLAIM_UNDISTINGUISHED),
    "entity": (Entity, Event.Type.ENTITY_DISTINGUISHED, Event.Type.ENTITY_UNDISTINGUISHED),
}


def distinguish(
    kind: str,
    key: uuid.UUID,
    *,
    other: uuid.UUID,
    reason: str = "",
    actor: Actor,
    now: datetime | None = None,
) -> bool:
    """Declare that two claims, or two entities (`kind`), are not the same. Returns False if it was declared before.

    Raises ConflictError if one of them is merged into the other one.
    """
    now = now or timezone.now()
    merge_rows.check_reason(reason)
    model, event_type, _ = _MODELS[kind]
    with transaction.atomic():
        row, second = merge_rows.lock_two(model, key, other, pointer="/from", expected_version=None)
        if other in merge_rows.members(kind, key) or key in merge_rows.members(kind, other):
            raise ConflictError("One of them is merged into the other one. Unmerge it first.", code="merged")
        _, is_new = DistinctPair.objects.get_or_create(
            **_pair(key, other),
            defaults={"kind": kind, "reason": reason, "declared_by": actor.id[:100], "created_at": now},
        )
        if is_new:
            changes: dict[str, tuple[Any, Any]] = {"distinct_from": (None, second)}
            if reason.strip():
                changes["reason"] = (None, reason)
            events.record(event_type, row, actor=actor, now=now, changes=changes, related={kind: other})
    return is_new


def undistinguish(
    kind: str,
    key: uuid.UUID,
    *,
    other: uuid.UUID,
    reason: str = "",
    actor: Actor,
    now: datetime | None = None,
) -> bool:
    """Take back that two claims, or two entities, are not the same. Returns False if it was not declared."""
    now = now or timezone.now()
    merge_rows.check_reason(reason)
    model, _, event_type = _MODELS[kind]
    with transaction.atomic():
        row, second = merge_rows.lock_two(model, key, other, pointer="/from", expected_version=None)
        deleted, _ = DistinctPair.objects.filter(**_pair(key, other)).delete()
        if deleted:
            changes: dict[str, tuple[Any, Any]] = {"distinct_from": (second, None)}
            if reason.strip():
                changes["reason"] = (None, reason)
            events.record(event_type, row, actor=actor, now=now, changes=changes, related={kind: other})
    return bool(deleted)


def others(key: uuid.UUID) -> list[uuid.UUID]:
    """The keys of what is declared not to be the same as this one."""
    pairs = DistinctPair.objects.filter(Q(first_key=key) | Q(second_key=key)).order_by("pk")
    return [pair.second_key if pair.first_key == key else pair.first_key for pair in pairs]


def _pair(key: uuid.UUID, other: uuid.UUID) -> dict[str, uuid.UUID]:
    first, second = sorted((key, other))
    return {"first_key": first, "second_key": second}
