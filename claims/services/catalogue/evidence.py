"""Evidence states of claims, derived from the states of their citations and written when one of these changes."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import F

from claims.models import Citation, Claim, Event
from claims.pipeline.watching.evidence import CitationStates, evidence_state
from claims.services import events
from claims.values import Actor
from claims.vocabulary import EvidenceState, LinkState, PassageState, Stance, ValuesState

# A recovery has the severity of the loss, so that endpoints that received one event receive the other.
_SEVERITY = {EvidenceState.WEAKENED: 4, EvidenceState.LOST: 5}


def weigh_claims(
    claim_ids: Collection[uuid.UUID],
    *,
    actor: Actor,
    now: datetime,
    actors: Mapping[uuid.UUID, Actor] | None = None,
) -> list[Claim]:
    """Update the evidence states of claims, with events. Returns the claims whose state changed.

    `actors` replaces the actor for single claims. Call it inside the transaction that changed the citations. Claims are
    locked in the order of their keys.
    """
    claims = list(Claim.objects.select_for_update(no_key=True).filter(pk__in=claim_ids).order_by("pk"))
    states = _citation_states([claim.pk for claim in claims])
    changed: list[Claim] = []
    changes: list[events.Change] = []
    for claim in claims:
        before, after = EvidenceState(claim.evidence_state), evidence_state(states[claim.pk])
        if before == after:
            continue
        claim.evidence_state = after
        claim.version += 1
        changed.append(claim)
        changes.append(
            events.Change(
                Event.Type.CLAIM_EVIDENCE_CHANGED,
                claim,
                {"evidence_state": (before, after)},
                severity=max(_SEVERITY.get(before, 0), _SEVERITY.get(after, 0)),
                actor=actors.get(claim.pk) if actors else None,
            )
        )
    for state in {claim.evidence_state for claim in changed}:
        keys = [claim.pk for claim in changed if claim.evidence_state == state]
        Claim.objects.filter(pk__in=keys).update(evidence_state=state, version=F("version") + 1)
    events.record_all(changes, actor=actor, now=now)
    return changed


def _citation_states(claim_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[CitationStates]]:
    states: dict[uuid.UUID, list[CitationStates]] = defaultdict(list)
    rows = Citation.objects.filter(claim__in=claim_ids).values_list(
        "claim_id", "stance", "source__link_state", "source__text_hash", "passage_state", "values_state"
    )
    for claim_id, stance, link, text_hash, passage, values in rows:
        state = LinkState(link) if link else None
        if state is LinkState.SUSPECT and not text_hash:
            state = LinkState.UNKNOWN  # it has failed since its first check: no text of it was ever read
        states[claim_id].append((Stance(stance), state, PassageState(passage), ValuesState(values)))
    return states
