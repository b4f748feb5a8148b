"""Replaced participants: propositions that a correction wrote in the place of those that a merge of entities moved."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from claims.ids import parse_type_id, type_id
from claims.models import Claim, Entity, Merge, Proposition
from claims.services.catalogue.merged_identities import ROLES

_BATCH = 500


def note_reversal(claim: Claim, values: Sequence[Mapping[str, Any]]) -> None:
    """Note in the merges of the entities that a claim's restored propositions name what `give_back` looks for.

    `values` are the propositions as `extracted` had them. Call it inside a transaction.
    """
    for value in values:
        for role in ROLES:
            participant = value[role] or {"entity": None}
            key = participant["entity"] and parse_type_id("entity", participant["entity"])
            while merge := _current_merge(key):
                merge.moved.setdefault("named", []).append([str(claim.pk), role, participant["text"]])
                merge.save(update_fields=["moved"])
                key = merge.target_key


def _current_merge(key: uuid.UUID | None) -> Merge | None:
    merges = Merge.objects.select_for_update(no_key=True).filter(kind="entity", unmerged_at=None)
    return merges.filter(merged_key=key).first() if key else None


def give_back(merge: Merge, target: Entity, entity: Entity) -> None:
    """Let what took the place of a merge's propositions name the merged entity again, as the propositions did.

    A correction and its reversal write new rows, and keep the earlier ones in `extracted`: the same claim still names the
    entity in the same role with the same text. Call it inside a transaction.
    """
    named = {(claim, role, text) for claim, role, text in merge.moved.get("named", ())}
    ids = {claim for claim, _, _ in named}
    moved: set[uuid.UUID] = set()
    for role in ROLES:
        rows = Proposition.objects.filter(claim__in=ids, **{role: target})
        columns = rows.values_list("pk", "claim", f"{role}_text")
        given = {key: claim for key, claim, text in columns if (str(claim), role, text) in named}
        Proposition.objects.filter(pk__in=given).update(**{role: entity})
        moved.update(given.values())
    Claim.objects.filter(pk__in=moved).update(compared_version=0)  # they may contradict others now
    corrected = Claim.objects.select_for_update(no_key=True).filter(pk__in=ids, extracted__isnull=False)
    changed = [claim for claim in corrected.order_by("pk") if _name_again(claim, named, target, entity)]
    Claim.objects.bulk_update(changed, ["extracted"], batch_size=_BATCH)


def _name_again(claim: Claim, named: set[tuple[str, str, str]], target: Entity, entity: Entity) -> bool:
    """Whether the extractor's version of a claim named the target in the place of the entity, which it names now."""
    old, new = type_id("entity", target.pk), type_id("entity", entity.pk)
    participants: list[tuple[str, dict[str, Any]]] = [
        (role, row[role]) for row in (claim.extracted or {})["propositions"] for role in ROLES if row[role]
    ]
    found = [
        participant
        for role, participant in participants
        if participant["entity"] == old and (str(claim.pk), role, participant["text"]) in named
    ]
    for participant in found:
        participant["entity"] = new
    return bool(found)
