"""Evidence states of claims, derived from the states of their citations and written when one of these changes.

The citations of a withdrawn article are no evidence, and a withdrawn claim keeps the state that it had.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from claims.models import Appearance, Citation, Claim, Event, Proposition
from claims.pipeline.watching.differences import wording_change
from claims.pipeline.watching.evidence import READ_LINKS, CitedEvidence, evidence_state
from claims.pipeline.watching.notice_watch import RETRACTED
from claims.pipeline.watching.recovery import RECOVERY
from claims.services import events, row_updates
from claims.services.catalogue import independence
from claims.services.leasing.columns import to_json
from claims.values import Actor
from claims.vocabulary import EvidenceState, LinkState, PassageState, Stance, ValuesState

MAX_RELATED = 20
"""The most articles, and the most entities, to which the event of a claim relates."""

_WRITE = """
UPDATE claims_claim claim SET evidence_state = written.evidence_state, voices = written.voices,
    independent_sources = written.independent_sources, version = written.version
FROM json_to_recordset(%(rows)s) AS written (
    id uuid, evidence_state text, voices jsonb, independent_sources integer, version integer
) WHERE claim.id = written.id
"""
_SEVERITY = {EvidenceState.WEAKENED: 4, EvidenceState.LOST: 5}


def weigh_claims(
    claim_ids: Collection[uuid.UUID],
    *,
    actor: Actor,
    now: datetime,
    actors: Mapping[uuid.UUID, Actor] | None = None,
    locked: Mapping[uuid.UUID, Claim] | None = None,
) -> list[Claim]:
    """Update the evidence states of claims, with events. Returns the claims whose state changed.

    `actors` replaces the actor for single claims. Call it inside the transaction that changed the citations. Claims are
    locked in the order of their keys, unless `locked` has them.
    """
    rows = row_updates.lock_rows(Claim, claim_ids, locked)
    claims = [claim for claim in rows if claim.status != Claim.Status.WITHDRAWN]
    written = {claim.pk: claim for claim in independence.count_independent(claims)}
    evidence = _cited_evidence([claim.pk for claim in claims])
    changed: list[Claim] = []
    before: dict[uuid.UUID, EvidenceState] = {}
    for claim in claims:
        after = evidence_state(evidence[claim.pk])
        if claim.evidence_state == after:
            continue
        before[claim.pk] = EvidenceState(claim.evidence_state)
        claim.evidence_state = after
        claim.version += 1
        changed.append(claim)
    written |= {claim.pk: claim for claim in changed}
    _write(written.values())
    related = _related(list(before))
    changes = [_change(claim, before[claim.pk], related[claim.pk], actors or {}) for claim in changed]
    events.record_all(changes, actor=actor, now=now)
    return changed


def _write(claims: Collection[Claim]) -> None:
    """Write the evidence states and the voices of claims in one statement; the caller has locked them."""
    if not claims:
        return
    rows = [
        {
            "id": claim.pk,
            "evidence_state": claim.evidence_state,
            "voices": claim.voices,
            "independent_sources": claim.independent_sources,
            "version": claim.version,
        }
        for claim in claims
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, {"rows": to_json(rows)})


def _change(
    claim: Claim, before: EvidenceState, related: events.Related, actors: Mapping[uuid.UUID, Actor]
) -> events.Change:
    after = EvidenceState(claim.evidence_state)
    was, is_now = _SEVERITY.get(before, 0), _SEVERITY.get(after, 0)
    return events.Change(
        Event.Type.CLAIM_EVIDENCE_CHANGED,
        claim,
        {"evidence_state": (before, after)},
        related,
        severity=is_now if is_now >= was else RECOVERY,
        recovers=0 if is_now >= was else was,
        actor=actors.get(claim.pk),
    )


def _related(claim_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, events.Related]:
    """The claim itself, the articles that make it, and the entities that it is about; `MAX_RELATED` of each at most."""
    if not claim_ids:
        return {}
    articles: dict[uuid.UUID, dict[uuid.UUID, None]] = defaultdict(dict)
    appearances = Appearance.objects.filter(claim__in=claim_ids, gone_at=None).order_by("seen_at", "id")
    for claim_id, article_id in appearances.values_list("claim_id", "article_id"):
        articles[claim_id][article_id] = None
    entities: dict[uuid.UUID, dict[uuid.UUID, None]] = defaultdict(dict)
    propositions = Proposition.objects.filter(claim__in=claim_ids).order_by("claim", "position")
    names: Iterable[Any] = propositions.values_list("claim_id", "subject_id", "object_id", "on_id")
    for claim_id, *keys in names:
        entities[claim_id].update(dict.fromkeys(filter(None, keys)))
    return {
        claim_id: {
            "claim": claim_id,
            "articles": list(articles[claim_id])[:MAX_RELATED],
            "entities": list(entities[claim_id])[:MAX_RELATED],
        }
        for claim_id in claim_ids
    }


def _cited_evidence(claim_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[CitedEvidence]]:
    evidence: dict[uuid.UUID, list[CitedEvidence]] = defaultdict(list)
    is_withdrawn = Q(appearance__gone_reason=Appearance.GoneReason.WITHDRAWN)
    rows = Citation.objects.filter(~is_withdrawn, claim__in=claim_ids).values_list(
        "claim_id",
        "stance",
        "source__link_state",
        "source__text_hash",
        "passage_state",
        "values_state",
        "passage_exact",
        "found",
        "source__last_error",
        "source__notice_kind",
    )
    for claim_id, stance, link, text_hash, passage, values, exact, found, error, notice in rows:
        state = LinkState(link) if link else None
        is_unread = (state is LinkState.SUSPECT and not text_hash) or (state in READ_LINKS and error)
        if is_unread:  # no text of it was ever read, or its page came and cannot be read
            state = LinkState.UNKNOWN
        passage_state = PassageState(passage)
        wording = wording_change(passage_state, exact, found)
        evidence[claim_id].append(
            CitedEvidence(
                Stance(stance), state, passage_state, ValuesState(values), wording, notice == RETRACTED
            )
        )
    return evidence
