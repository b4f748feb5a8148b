"""Curated claims: a sentence whose claim a curator corrected or merged stays that claim, however it is read later."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import Q

from claims.models import Appearance, Claim
from claims.values import ClaimCandidate


def keep_identities(
    article_id: uuid.UUID, candidates: Sequence[ClaimCandidate], keys: Sequence[str]
) -> list[str]:
    """Return the identity keys of candidates, with those of curated claims where one of their sentences is read otherwise.

    A corrected claim takes over the key of its sentence, unless another claim has it: so it is found again in other
    articles, too. Call it inside the transaction that writes the reading.
    """
    kept = list(keys)
    is_curated = Q(claim__extracted__isnull=False) | Q(claim__merged_claims__isnull=False)
    rows = Appearance.objects.filter(is_curated, article=article_id, gone_at=None).distinct()
    standing = list(rows.select_related("claim").order_by("start", "pk"))
    known = _known(kept) if standing else {}
    for appearance in standing:
        claim, positions = appearance.claim, _positions(appearance.quote, candidates)
        if not positions or any(known.get(kept[position]) == claim.pk for position in positions):
            continue
        position = min(positions, key=lambda position: kept[position] in known)
        if claim.extracted is not None and kept[position] not in known:
            Claim.objects.filter(pk=claim.pk).update(identity_key=kept[position])
        else:
            kept[position] = claim.identity_key
        known[kept[position]] = claim.pk
    return kept


def _known(keys: Sequence[str]) -> dict[str, uuid.UUID]:
    """The claims that have these identities, or into which the claims that have them were merged."""
    known = {}
    for claim in Claim.objects.filter(identity_key__in=keys):
        target = claim
        while target.merged_into is not None:
            target = target.merged_into
        known[claim.identity_key] = target.pk
    return known


def _positions(quote: str, candidates: Sequence[ClaimCandidate]) -> list[int]:
    """Where the sentence of a quote is among the candidates: those with the same words, else those that share them."""
    quotes = [candidate.quote for candidate in candidates]
    exact = [position for position, other in enumerate(quotes) if other == quote]
    return exact or [position for position, other in enumerate(quotes) if quote in other or other in quote]
