"""Claim merges: one claim becomes another one with all that hangs on it, and is given back."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from claims.errors import ConflictError
from claims.models import Appearance, Citation, Claim, Event, Merge, Review
from claims.services import events, row_updates
from claims.services.catalogue import (
    claim_moves,
    corrections,
    evidence,
    independence,
    merge_rows,
    presence,
)
from claims.values import Actor
from claims.vocabulary import EvidenceState


def merge_claim(
    claim_id: uuid.UUID,
    *,
    into: uuid.UUID,
    reason: str = "",
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Claim:
    """Merge a claim into another one. Returns the merged claim, which keeps its text, kind and propositions.

    Its appearances, citations and reviews become those of the other one, as do later readings of its sentence. What the
    other one has already (an appearance at the same place, a curator's citation of the same source with the same label)
    stays. Raises ConflictError for claims that are merged, withdrawn or declared not to be the same.
    """
    merge_rows.check_reason(reason)
    merge = partial(_merge_two, claim_id, into, reason, expected_version, actor, now or timezone.now())
    return row_updates.retry_on_deadlock(merge)


def unmerge_claim(
    claim_id: uuid.UUID,
    *,
    reason: str = "",
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Claim:
    """Give a merged claim back what the merge moved. Returns the claim, with the status that it had.

    What came to the other claim since stays there. Raises ConflictError for a claim that is not merged, or whose target
    was merged meanwhile.
    """
    merge_rows.check_reason(reason)
    unmerge = partial(_unmerge_one, claim_id, reason, expected_version, actor, now or timezone.now())
    return row_updates.retry_on_deadlock(unmerge)


def _merge_two(
    claim_id: uuid.UUID,
    target_id: uuid.UUID,
    reason: str,
    expected_version: int | None,
    actor: Actor,
    now: datetime,
) -> Claim:
    with transaction.atomic():
        claim_moves.lock_citations([claim_id, target_id])
        claim, target = merge_rows.lock_two(
            Claim, claim_id, target_id, pointer="/into", expected_version=expected_version
        )
        merge_rows.check_mergeable(claim, target, "claim")
        for row in (claim, target):
            if row.status == Claim.Status.WITHDRAWN:
                raise ConflictError("The article that made the claim is withdrawn.", code="withdrawn")
        move_claim(claim, target, reason=reason, actor=actor, now=now)
    return claim


def move_claim(
    claim: Claim,
    target: Claim,
    *,
    reason: str = "",
    part_of: Merge | None = None,
    actor: Actor,
    now: datetime,
) -> Merge:
    """Merge one locked claim into another one, with events. Call it inside a transaction."""
    appearances = list(claim_moves.movable_appearances(claim, target).values_list("pk", flat=True))
    citations = list(claim_moves.movable_citations(claim, target, appearances).values_list("pk", flat=True))
    reviews = list(Review.objects.filter(claim=claim).order_by("pk").values_list("pk", flat=True))
    moved = {"appearances": appearances, "citations": citations, "reviews": reviews}
    before = {
        "evidence_state": claim.evidence_state,
        "first_seen_at": target.first_seen_at.isoformat(),
        "last_seen_at": target.last_seen_at.isoformat(),
        "gone_at": target.gone_at.isoformat() if target.gone_at else None,
    }
    merge = merge_rows.write_merge(
        "claim",
        claim,
        target,
        moved={name: merge_rows.texts(keys) for name, keys in moved.items()},
        before=before,
        part_of=part_of,
        now=now,
    )
    claim_moves.move_rows(Appearance, appearances, claim, target, actor=actor, now=now)
    claim_moves.move_rows(Citation, citations, claim, target, actor=actor, now=now)
    claim_moves.move_rows(Review, reviews, claim, target, actor=actor, now=now)
    has_citations = Citation.objects.filter(claim=claim).exists()
    values = {
        "status": Claim.Status.MERGED,
        "status_before": claim.status,
        "merged_into": target,
        "evidence_state": claim.evidence_state if has_citations else EvidenceState.UNCITED,
    }
    _apply(Event.Type.CLAIM_MERGED, claim, values, target, reason, actor=actor, now=now)
    independence.write_independent([claim])
    _update_target(target, claim.first_seen_at, claim.last_seen_at, actor=actor, now=now)
    presence.note_presence([target.pk] if appearances else [], actor=actor, now=now)
    evidence.weigh_claims([target.pk], actor=actor, now=now)
    return merge


def _unmerge_one(
    claim_id: uuid.UUID, reason: str, expected_version: int | None, actor: Actor, now: datetime
) -> Claim:
    with transaction.atomic():
        merge = merge_rows.current_merge(Claim, "claim", claim_id, expected_version=expected_version)
        return give_back(merge, reason=reason, expected_version=expected_version, actor=actor, now=now)


def give_back(
    merge: Merge, *, reason: str = "", expected_version: int | None = None, actor: Actor, now: datetime
) -> Claim:
    """Undo a merge of claims, with events. Call it inside a transaction. Raises ConflictError if its target is merged."""
    claim_moves.lock_citations([merge.merged_key, merge.target_key])
    claim, target = merge_rows.lock_both(Claim, merge, expected_version=expected_version)
    moved = Appearance.objects.filter(pk__in=merge.moved["appearances"], claim=target)
    appearances = list(claim_moves.without_place_in(moved, claim).values_list("pk", flat=True))
    own = Q(appearance=None, pk__in=merge.moved["citations"]) | Q(appearance__in=appearances)
    citations = list(Citation.objects.filter(own, claim=target).order_by("pk").values_list("pk", flat=True))
    kept_reviews = Review.objects.filter(pk__in=merge.moved["reviews"], claim=target).order_by("pk")
    reviews = list(kept_reviews.values_list("pk", flat=True))
    claim_moves.move_rows(Appearance, appearances, target, claim, actor=actor, now=now)
    claim_moves.move_rows(Citation, citations, target, claim, actor=actor, now=now)
    claim_moves.move_rows(Review, reviews, target, claim, actor=actor, now=now)
    values = {
        "status": claim.status_before,
        "status_before": "",
        "merged_into": None,
        "evidence_state": merge.before["evidence_state"],
        "verdict": _verdict_of(claim),
    }
    _apply(Event.Type.CLAIM_UNMERGED, claim, values, target, reason, actor=actor, now=now)
    _restore_target(target, claim, merge, actor=actor, now=now)
    presence.note_presence([claim.pk, target.pk] if appearances else [], actor=actor, now=now)
    presence.note_withdrawal([claim.pk, target.pk], actor=actor, now=now)
    corrections.expect_figures(claim, actor=actor, now=now)
    evidence.weigh_claims([claim.pk, target.pk], actor=actor, now=now)
    merge_rows.end_merge(merge, now=now)
    claim.refresh_from_db()
    return claim


def _apply(
    event_type: Event.Type,
    claim: Claim,
    values: dict[str, Any],
    target: Claim,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    changes = row_updates.apply_changes(claim, values)
    changes.pop("status_before", None)
    if reason.strip():
        changes["reason"] = (None, reason)
    related = {"claim": target.pk}
    events.record(event_type, claim, actor=actor, now=now, changes=changes, related=related)


def _update_target(
    target: Claim, first_seen_at: datetime, last_seen_at: datetime, *, actor: Actor, now: datetime
) -> None:
    values = {
        "first_seen_at": min(target.first_seen_at, first_seen_at),
        "last_seen_at": max(target.last_seen_at, last_seen_at),
        "verdict": _verdict_of(target),
    }
    _record_update(target, values, actor=actor, now=now)


def _restore_target(target: Claim, claim: Claim, merge: Merge, *, actor: Actor, now: datetime) -> None:
    """What the merge changed of the target, unless it was changed again since."""
    first, last, gone = (
        parse_datetime(merge.before[name] or "") for name in ("first_seen_at", "last_seen_at", "gone_at")
    )
    values: dict[str, Any] = {"verdict": _verdict_of(target)}
    if first and target.first_seen_at == min(first, claim.first_seen_at):
        values["first_seen_at"] = first
    if last and target.last_seen_at == max(last, claim.last_seen_at):
        values["last_seen_at"] = last
    if gone and not Appearance.objects.filter(claim=target, gone_at=None).exists():
        values["gone_at"] = gone
    _record_update(target, values, actor=actor, now=now)


def _record_update(target: Claim, values: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    changes = row_updates.apply_changes(target, values)
    if changes:
        events.record(Event.Type.CLAIM_UPDATED, target, actor=actor, now=now, changes=changes)


def _verdict_of(claim: Claim) -> str:
    """The verdict of the latest published review, if there is one."""
    reviews = Review.objects.filter(claim=claim, published_at__isnull=False)
    latest = reviews.order_by("-published_at", "-id").values_list("verdict", flat=True).first()
    return latest or Claim.Verdict.UNREVIEWED
