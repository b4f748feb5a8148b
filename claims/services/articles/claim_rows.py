"""Claim rows: the claims of what was read in an article, found by their identity or new, with their propositions."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from claims.models import Claim, Event
from claims.services import events, row_inserts
from claims.services.articles import curated_claims
from claims.services.catalogue import proposed_entities, propositions
from claims.values import Actor, ClaimCandidate

_LOCK = """
WITH known AS MATERIALIZED (
    SELECT id FROM claims_claim WHERE identity_key = ANY(%(identities)s)
    UNION SELECT merged_into_id FROM claims_claim WHERE identity_key = ANY(%(identities)s) AND merged_into_id IS NOT NULL
    UNION SELECT claim_id FROM claims_appearance WHERE article_id = %(article)s AND gone_at IS NULL
)
SELECT claim.* FROM claims_claim claim WHERE claim.id IN (SELECT id FROM known) ORDER BY claim.id FOR NO KEY UPDATE
"""


@dataclass(frozen=True, slots=True)
class WrittenClaims:
    """The claim of each candidate, in their order, the new ones of them, and all that were locked, by key: those that the
    article made before, too."""

    claims: list[Claim]
    new: list[Claim]
    locked: dict[uuid.UUID, Claim]


def write_claims(
    article_id: uuid.UUID | None,
    candidates: Sequence[ClaimCandidate],
    *,
    actor: Actor,
    seen_at: datetime,
    now: datetime,
) -> WrittenClaims:
    """Write the claims of the candidates of an article.

    They are locked, and so are those that the article made before; a merged claim is the one that it was merged into.
    `article_id` is None for an article that made none before.
    """
    names = [name for candidate in candidates for name in candidate.names]
    texts = propositions.texts_of(candidates)
    entities = proposed_entities.ensure_entities(names, spellings=texts, actor=actor, now=now)
    resolved = propositions.resolve_all(candidates, entities)
    keys = [
        propositions.identity_of(candidate, rows)
        for candidate, rows in zip(candidates, resolved, strict=True)
    ]
    if article_id is not None:
        keys = curated_claims.keep_identities(article_id, candidates, keys)
    proposed: dict[str, Claim] = {}
    for key, candidate in zip(keys, candidates, strict=True):
        proposed.setdefault(key, _new_claim(key, candidate, seen_at=seen_at, now=now))
    # Inserted in the order of identity keys, locked in the order of ids as everywhere, so that transactions do not
    # deadlock.
    row_inserts.insert_rows((proposed[key] for key in sorted(proposed)), ignore_conflicts=True)
    locked = _lock_claims(article_id, proposed)
    by_key = {claim.identity_key: claim for claim in locked.values() if claim.identity_key in proposed}
    new_claims = [by_key[key] for key in dict.fromkeys(keys) if by_key[key].pk == proposed[key].pk]
    propositions.write(new_claims, dict(zip(keys, resolved, strict=True)))
    claims = [_target_of(by_key[key], locked) for key in keys]
    unseen = {claim.pk for claim in claims if claim.last_seen_at < seen_at}
    Claim.objects.filter(pk__in=unseen).update(last_seen_at=seen_at)
    created = [events.Change(Event.Type.CLAIM_CREATED, claim) for claim in new_claims]
    events.record_all(created, actor=actor, now=now)
    return WrittenClaims(claims, new_claims, locked)


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


def _lock_claims(article_id: uuid.UUID | None, identities: Collection[str]) -> dict[uuid.UUID, Claim]:
    """The claims with these identities, those that they were merged into, and those of the article, locked, by key.

    One statement locks them all in the order of their keys. A claim that is merged meanwhile is locked afterwards.
    """
    values = {"identities": list(identities), "article": article_id}
    locked = {claim.pk: claim for claim in Claim.objects.raw(_LOCK, values)}
    while keys := {claim.merged_into_id for claim in locked.values() if claim.merged_into_id} - set(locked):
        rows = Claim.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
        locked |= {claim.pk: claim for claim in rows}
    return locked


def _target_of(claim: Claim, locked: dict[uuid.UUID, Claim]) -> Claim:
    """The claim that this one was merged into in the end, or itself."""
    while claim.merged_into_id is not None:
        claim = locked[claim.merged_into_id]
    return claim
