"""Entity merges: one entity becomes another one with its spellings, variants and propositions, and is given back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.errors import ConflictError
from claims.models import Alias, Claim, Entity, Event, Merge, Proposition
from claims.services import events, row_updates
from claims.services.catalogue import (
    claim_merges,
    entity_names,
    merge_rows,
    merged_identities,
    replaced_participants,
)
from claims.services.catalogue.merged_identities import ROLES
from claims.values import Actor


def merge_entity(
    entity_id: uuid.UUID,
    *,
    into: uuid.UUID,
    reason: str = "",
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Entity:
    """Merge an entity into another one. Returns the merged entity, which keeps its name and kind.

    Its spellings, its versions and variants, and the propositions about it become the other one's. Claims that say the
    same then, by their identity, are merged too, unless they are declared not to be the same. Raises ConflictError for
    entities that are merged, declared not to be the same, or of which the first is an ancestor of the other one.
    """
    merge_rows.check_reason(reason)
    merge = partial(_merge_two, entity_id, into, reason, expected_version, actor, now or timezone.now())
    return row_updates.retry_on_deadlock(merge)


def unmerge_entity(
    entity_id: uuid.UUID,
    *,
    reason: str = "",
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Entity:
    """Give a merged entity back what the merge moved, the merges of claims that followed from it included.

    What was read of the other one since stays there. Raises ConflictError for an entity that is not merged, or if a
    target was merged meanwhile.
    """
    merge_rows.check_reason(reason)
    unmerge = partial(_unmerge_one, entity_id, reason, expected_version, actor, now or timezone.now())
    return row_updates.retry_on_deadlock(unmerge)


def _merge_two(
    entity_id: uuid.UUID,
    target_id: uuid.UUID,
    reason: str,
    expected_version: int | None,
    actor: Actor,
    now: datetime,
) -> Entity:
    with transaction.atomic():
        entity_names.change()
        entity, target = merge_rows.lock_two(
            Entity, entity_id, target_id, pointer="/into", expected_version=expected_version
        )
        merge_rows.check_mergeable(entity, target, "entity")
        _check_line(entity, target)
        merge = _move(entity, target, reason, actor=actor, now=now)
        merged_identities.unite(merge, entity, actor=actor, now=now)
    return entity


def _check_line(entity: Entity, target: Entity) -> None:
    ancestor = target.parent
    while ancestor is not None:
        if ancestor.pk == entity.pk:
            raise ConflictError(
                f"{target.name} is a version or variant of {entity.name}. Change its parent first.",
                code="descendant",
            )
        ancestor = ancestor.parent


def _move(entity: Entity, target: Entity, reason: str, *, actor: Actor, now: datetime) -> Merge:
    aliases = Alias.objects.filter(entity=entity).order_by("pk")
    spellings = [alias.text for alias in aliases]
    variants = list(Entity.objects.select_for_update(no_key=True).filter(parent=entity).order_by("pk"))
    moved: dict[str, Any] = {
        "aliases": merge_rows.texts(alias.pk for alias in aliases),
        "variants": merge_rows.texts(variant.pk for variant in variants),
        "named": [],
    }
    for role in ROLES:
        rows = Proposition.objects.filter(**{role: entity}).order_by("pk")
        columns = list(rows.values_list("pk", "claim", f"{role}_text"))
        moved[role] = merge_rows.texts(key for key, _, _ in columns)
        moved["named"] += [[str(claim), role, text] for _, claim, text in columns]
    merge = merge_rows.write_merge("entity", entity, target, moved=moved, before={}, now=now)
    _give(moved, entity, target, actor=actor, now=now)
    values = {
        "status": Entity.Status.MERGED,
        "status_before": entity.status,
        "merged_into": target,
    }
    changes = row_updates.apply_changes(entity, values)
    _record(Event.Type.ENTITY_MERGED, entity, changes, target, reason, actor=actor, now=now)
    _note_spellings(target, (None, spellings), actor=actor, now=now)
    return merge


def _give(moved: Mapping[str, Any], giver: Entity, taker: Entity, *, actor: Actor, now: datetime) -> None:
    """Give rows of one entity to another one. Propositions have no events of their own."""
    Alias.objects.filter(pk__in=moved["aliases"], entity=giver).update(entity=taker)
    for variant in Entity.objects.filter(pk__in=moved["variants"], parent=giver).order_by("pk"):
        changes = row_updates.apply_changes(variant, {"parent": taker})
        events.record(Event.Type.ENTITY_UPDATED, variant, actor=actor, now=now, changes=changes)
    for role in ROLES:
        Proposition.objects.filter(pk__in=moved[role], **{role: giver}).update(**{role: taker})
    keys = {key for role in ROLES for key in moved[role]}
    ids = Proposition.objects.filter(pk__in=keys).values("claim")
    claims = Claim.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    due = list(claims.values_list("pk", flat=True))
    Claim.objects.filter(pk__in=due).update(compared_version=0)  # they may contradict others now


def _unmerge_one(
    entity_id: uuid.UUID, reason: str, expected_version: int | None, actor: Actor, now: datetime
) -> Entity:
    with transaction.atomic():
        entity_names.change()
        merge = merge_rows.current_merge(Entity, "entity", entity_id, expected_version=expected_version)
        entity, target = merge_rows.lock_both(Entity, merge, expected_version=expected_version)
        spellings = list(
            Alias.objects.filter(pk__in=merge.moved["aliases"], entity=target).values_list("text", flat=True)
        )
        for part in merge.parts.filter(unmerged_at=None).order_by("-merged_at", "-id"):
            claim_merges.give_back(part, reason=reason, actor=actor, now=now)
        _give(merge.moved, target, entity, actor=actor, now=now)
        replaced_participants.give_back(merge, target, entity)
        merged_identities.part(merge)
        values = {"status": entity.status_before, "status_before": "", "merged_into": None}
        changes = row_updates.apply_changes(entity, values)
        _record(Event.Type.ENTITY_UNMERGED, entity, changes, target, reason, actor=actor, now=now)
        _note_spellings(target, (spellings, None), actor=actor, now=now)
        merge_rows.end_merge(merge, now=now)
    return entity


def _record(
    event_type: Event.Type,
    entity: Entity,
    changes: dict[str, tuple[Any, Any]],
    target: Entity,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    changes.pop("status_before", None)
    if reason.strip():
        changes["reason"] = (None, reason)
    related = {"entity": target.pk}
    events.record(event_type, entity, actor=actor, now=now, changes=changes, related=related)


def _note_spellings(target: Entity, change: tuple[Any, Any], *, actor: Actor, now: datetime) -> None:
    """The target has other spellings: a new version, with an event that names those that came or went."""
    target.version += 1
    target.save(update_fields=["version"])
    events.record(Event.Type.ENTITY_UPDATED, target, actor=actor, now=now, changes={"aliases": change})
