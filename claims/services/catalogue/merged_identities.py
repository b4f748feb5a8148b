"""Merged identities: what the merge of two entities means for the identity of the claims about them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from claims.models import Claim, Entity, Merge, Proposition
from claims.services.catalogue import claim_merges, merge_rows, propositions
from claims.values import Actor
from claims.vocabulary import Polarity

ROLES = ("subject", "object", "on")
"""The roles of an entity in a proposition, as the columns are called."""

_BATCH = 1000


def unite(merge: Merge, entity: Entity, *, actor: Actor, now: datetime) -> None:
    """Give claims about a merged entity the identity that they have with its target; merge those that say the same now.

    Claims that are known by their words keep their identity. Call it once the propositions are the target's.
    """
    keys = {key for role in ROLES for key in merge.moved[role]}
    ids = Proposition.objects.filter(pk__in=keys).values("claim")
    claims = list(Claim.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    identities = _identities(claims, merge.moved, entity)
    taken = Claim.objects.filter(identity_key__in=identities.values())
    holders = dict(taken.values_list("identity_key", "pk"))
    changed: list[Claim] = []
    before: dict[str, tuple[str, str]] = {}
    for claim in claims:
        identity = identities.get(claim.pk, claim.identity_key)
        if identity == claim.identity_key:
            continue
        if identity in holders:
            _merge_equal(claim, holders[identity], merge, actor=actor, now=now)
            continue
        holders[identity] = claim.pk
        before[str(claim.pk)] = (claim.identity_key, identity)
        claim.identity_key = identity
        changed.append(claim)
    Claim.objects.bulk_update(changed, ["identity_key"], batch_size=_BATCH)
    merge.moved["identities"] = before
    merge.save(update_fields=["moved"])


def part(merge: Merge) -> None:
    """Give claims back the identity that they had before a merge, unless they or another claim have another one since."""
    identities = merge.moved["identities"]
    claims = Claim.objects.select_for_update(no_key=True).filter(pk__in=identities).order_by("pk")
    old = [identity for identity, _ in identities.values()]
    taken = set(Claim.objects.filter(identity_key__in=old).values_list("identity_key", flat=True))
    changed = []
    for claim in claims:
        identity, given = identities[str(claim.pk)]
        if claim.identity_key == given and identity not in taken:
            claim.identity_key = identity
            changed.append(claim)
    Claim.objects.bulk_update(changed, ["identity_key"], batch_size=_BATCH)


def _identities(
    claims: Sequence[Claim], moved: Mapping[str, Sequence[str]], entity: Entity
) -> dict[uuid.UUID, str]:
    """The new identity of each claim whose present one is that of its propositions before they were moved."""
    keys_of = {role: set(moved[role]) for role in ROLES}
    rows_of: dict[uuid.UUID, list[Proposition]] = defaultdict(list)
    rows = Proposition.objects.filter(claim__in=[claim.pk for claim in claims])
    for row in rows.select_related(*ROLES).order_by("claim", "position"):
        rows_of[row.claim_id].append(row)
    identities = {}
    for claim in claims:
        rows_now = rows_of[claim.pk]
        after = {
            polarity: propositions.identity_of_rows(claim.text, rows_now, polarity) for polarity in Polarity
        }
        for row in rows_now:
            for role in ROLES:
                if str(row.pk) in keys_of[role]:
                    setattr(row, role, entity)
        for polarity, identity in after.items():
            is_of_rows = claim.identity_key == propositions.identity_of_rows(claim.text, rows_now, polarity)
            if identity is not None and is_of_rows:
                identities[claim.pk] = identity
    return identities


def _merge_equal(claim: Claim, holder_id: uuid.UUID, merge: Merge, *, actor: Actor, now: datetime) -> None:
    """Merge a claim into the one that has its identity, if both can be merged."""
    holder = Claim.objects.select_for_update(no_key=True).get(pk=holder_id)
    while holder.merged_into_id is not None:
        holder = Claim.objects.select_for_update(no_key=True).get(pk=holder.merged_into_id)
    claim.refresh_from_db()
    has_ended = {Claim.Status.MERGED, Claim.Status.WITHDRAWN} & {claim.status, holder.status}
    group, others = merge_rows.members("claim", claim.pk), merge_rows.members("claim", holder.pk)
    if claim.pk == holder.pk or has_ended or merge_rows.distinct_among(group, others):
        return
    claim_merges.move_claim(claim, holder, part_of=merge, actor=actor, now=now)
