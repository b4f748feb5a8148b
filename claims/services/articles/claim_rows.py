"""Claim rows: the claims of what was read in an article, found by their identity or new, with their propositions."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from claims.models import Appearance, Claim, Event
from claims.services import events
from claims.services.articles import curated_claims
from claims.services.catalogue import proposed_entities, propositions
from claims.values import Actor, ClaimCandidate


def write_claims(
    article_id: uuid.UUID,
    candidates: Sequence[ClaimCandidate],
    *,
    actor: Actor,
    seen_at: datetime,
    now: datetime,
) -> tuple[list[Claim], list[Claim]]:
    """Return the claim of each candidate of an article, in their order, and the claims that are new.

    They are locked, and so are those that the article made before; a merged claim is the one that it was merged into.
    """
    names = [name for candidate in candidates for name in candidate.names]
    entity_by_key = proposed_entities.ensure_entities(names, actor=actor, now=now)
    spellings = propositions.with_spellings(candidates, entity_by_key)
    resolved = propositions.resolve_all(candidates, spellings)
    keys = [
        propositions.identity_of(candidate, rows)
        for candidate, rows in zip(candidates, resolved, strict=True)
    ]
    keys = curated_claims.keep_identities(article_id, candidates, keys)
    proposed: dict[str, Claim] = {}
    for key, candidate in zip(keys, candidates, strict=True):
        proposed.setdefault(key, _new_claim(key, candidate, seen_at=seen_at, now=now))
    # Inserted in the order of identity keys, locked in the order of ids as everywhere, so that transactions do not
    # deadlock.
    Claim.objects.bulk_create((proposed[key] for key in sorted(proposed)), ignore_conflicts=True)
    locked = _lock_claims(article_id, proposed)
    by_key = {claim.identity_key: claim for claim in locked.values() if claim.identity_key in proposed}
    new_claims = [by_key[key] for key in dict.fromkeys(keys) if by_key[key].pk == proposed[key].pk]
    propositions.write(new_claims, dict(zip(keys, resolved, strict=True)))
    claims = [_target_of(by_key[key], locked) for key in keys]
    Claim.objects.filter(pk__in={claim.pk for claim in claims}, last_seen_at__lt=seen_at).update(
        last_seen_at=seen_at
    )
    created = [events.Change(Event.Type.CLAIM_CREATED, claim) for claim in new_claims]
    events.record_all(created, actor=actor, now=now)
    return claims, new_claims


def once_in_place(candidates: Sequence[ClaimCandidate], claims: Sequence[Claim]) -> list[int]:
    """The positions of candidates, without repeats of a claim at its place: two can be one claim since a merge."""
    first: dict[tuple[uuid.UUID, int, int], int] = {}
    for position, (candidate, claim) in enumerate(zip(candidates, claims, strict=True)):
        first.setdefault((claim.pk, candidate.start, candidate.end), position)
    return list(first.values())


def _new_claim(key: str, candidate: ClaimCandidate, *, seen_at: datetime, now: datetime) -> Claim:
    return Claim(
        text=candidate.quote,
        kind=candidate.kind,
        polarity=candidate.polarity,
        identity_key=key,
        first_seen_at=seen_at,
        last_seen_at=seen_at,
        created_at=now,
    )


def _lock_claims(article_id: uuid.UUID, identities: Collection[str]) -> dict[uuid.UUID, Claim]:
    """The claims with these identities, those that they were merged into, and those of the article, locked, by key.

    One statement locks them all in the order of their keys. A claim that is merged meanwhile is locked afterwards.
    """
    known = Claim.objects.filter(identity_key__in=identities).values_list("pk", "merged_into")
    keys = {key for pair in known for key in pair if key}
    keys |= set(Appearance.objects.filter(article=article_id, gone_at=None).values_list("claim", flat=True))
    locked: dict[uuid.UUID, Claim] = {}
    while keys:
        rows = Claim.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
        locked |= {claim.pk: claim for claim in rows}
        keys = {claim.merged_into_id for claim in locked.values() if claim.merged_into_id} - set(locked)
    return locked


def _target_of(claim: Claim, locked: dict[uuid.UUID, Claim]) -> Claim:
    """The claim that this one was merged into in the end, or itself."""
    while claim.merged_into_id is not None:
        claim = locked[claim.merged_into_id]
    return claim
