"""Curation: decisions about claims, and reviews."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from claims.errors import ConflictError, InputError, VersionError
from claims.models import Claim, Event, Review
from claims.pipeline.fingerprint import is_blank
from claims.services import events, row_updates
from claims.values import Actor

MAX_REASON = 2000
MAX_REASONS = 20_000

_EVENT_TYPES = {
    Claim.Status.ACCEPTED: Event.Type.CLAIM_ACCEPTED,
    Claim.Status.REJECTED: Event.Type.CLAIM_REJECTED,
    Claim.Status.PROPOSED: Event.Type.CLAIM_REOPENED,
}


def accept_claims(
    claim_ids: Sequence[uuid.UUID],
    *,
    reason: str = "",
    expected_version: int | None = None,
    shown: Mapping[uuid.UUID, int] | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> list[Claim]:
    """Accept claims. Returns those whose status changed.

    `shown` has versions that the decision is based on: claims that were changed since are left as they are.
    """
    return _decide(claim_ids, Claim.Status.ACCEPTED, reason, expected_version, shown, actor, now)


def reject_claims(
    claim_ids: Sequence[uuid.UUID],
    *,
    reason: str,
    expected_version: int | None = None,
    shown: Mapping[uuid.UUID, int] | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> list[Claim]:
    """Reject claims, with a reason. Returns those whose status changed; `shown` as in `accept_claims`."""
    if is_blank(reason):
        raise InputError("/reason", "Give the reason why the claim is rejected.", code="blank")
    return _decide(claim_ids, Claim.Status.REJECTED, reason, expected_version, shown, actor, now)


def reopen_claims(
    claim_ids: Sequence[uuid.UUID],
    *,
    reason: str = "",
    expected_version: int | None = None,
    shown: Mapping[uuid.UUID, int] | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> list[Claim]:
    """Undo a decision: the claims are proposed again. Returns those whose status changed.

    Claims that people changed since the version `shown` are left as they are.
    """
    return _decide(claim_ids, Claim.Status.PROPOSED, reason, expected_version, shown, actor, now)


def changes_since(shown: Mapping[uuid.UUID, int], *, by_people: bool = False) -> dict[uuid.UUID, Event]:
    """The latest event of each claim that was changed after the version `shown`; with `by_people`, not by a worker."""
    later = Event.objects.filter(subject_type="claim", subject_id__in=shown).order_by("id")
    if by_people:
        later = later.exclude(actor_type=Event.ActorType.WORKER)
    return {
        event.subject_id: event
        for event in later
        if event.subject_version is not None and event.subject_version > shown[event.subject_id]
    }


@row_updates.retried_on_deadlock
def _decide(
    claim_ids: Sequence[uuid.UUID],
    status: Claim.Status,
    reason: str,
    expected_version: int | None,
    shown: Mapping[uuid.UUID, int] | None,
    actor: Actor,
    now: datetime | None,
) -> list[Claim]:
    now = now or timezone.now()
    if len(reason) > MAX_REASON:
        raise InputError("/reason", f"At most {MAX_REASON} characters.", code="max_length")
    with transaction.atomic():
        claims = list(Claim.objects.select_for_update(no_key=True).filter(pk__in=claim_ids).order_by("pk"))
        if len(claims) < len(set(claim_ids)):
            raise Claim.DoesNotExist("One of these claims does not exist.")
        for claim in claims:
            if expected_version is not None and claim.version != expected_version:
                raise VersionError(current=claim.version, given=expected_version)
            if claim.status == Claim.Status.MERGED:
                raise ConflictError("This claim was merged into another one. Decide about that one.")
            if claim.status == Claim.Status.WITHDRAWN:
                raise ConflictError("The article that made this claim is withdrawn. Restore it first.")
        # What happened to the evidence meanwhile is no reason to keep a decision that is taken back.
        left = changes_since(shown, by_people=status == Claim.Status.PROPOSED) if shown else {}
        changed = [claim for claim in claims if claim.status != status and claim.pk not in left]
        happened = []
        for claim in changed:
            changes: dict[str, tuple[object, object]] = {"status": (claim.status, status)}
            if reason.strip():
                changes["reason"] = (None, reason)
            claim.status = status
            claim.version += 1
            happened.append(events.Change(_EVENT_TYPES[status], claim, changes))
        Claim.objects.bulk_update(changed, ["status", "version"])
        events.record_all(happened, actor=actor, now=now)
    return changed


def review_claim(
    claim_id: uuid.UUID,
    *,
    verdict: str,
    reasons: str,
    publish: bool,
    actor: Actor,
    now: datetime | None = None,
) -> Review:
    """Write a review of a claim. A published review sets the claim's verdict."""
    now = now or timezone.now()
    verdicts = [value for value, _ in Review.VERDICTS]
    if verdict not in verdicts:
        raise InputError("/verdict", f"{verdict!r} is not one of {', '.join(verdicts)}.")
    if is_blank(reasons) or len(reasons) > MAX_REASONS:
        raise InputError("/reasons", f"Give the reasons, in at most {MAX_REASONS} characters.", code="blank")
    with transaction.atomic():
        claim = row_updates.lock_row(Claim, claim_id)
        if claim.status == Claim.Status.MERGED:
            raise ConflictError("This claim was merged into another one. Review that one.")
        review = Review.objects.create(claim=claim, verdict=verdict, reasons=reasons, reviewer=actor.id)
        events.record(Event.Type.REVIEW_CREATED, review, actor=actor, now=now, related={"claim": claim.pk})
        if publish:
            _publish(review, claim, actor=actor, now=now)
    return review


def publish_review(
    review_id: uuid.UUID, *, expected_version: int | None = None, actor: Actor, now: datetime | None = None
) -> Review:
    """Publish a review and set its verdict on the claim. Publishing it again changes nothing."""
    now = now or timezone.now()
    with transaction.atomic():
        claim = row_updates.lock_row(
            Claim, Review.objects.values_list("claim_id", flat=True).get(pk=review_id)
        )
        review = row_updates.lock_row(Review, review_id, expected_version=expected_version)
        if review.claim_id != claim.pk:  # its claim was merged meanwhile
            claim = row_updates.lock_row(Claim, review.claim_id)
        if review.published_at is None:
            _publish(review, claim, actor=actor, now=now)
    return review


def _publish(review: Review, claim: Claim, *, actor: Actor, now: datetime) -> None:
    changes = row_updates.apply_changes(review, {"published_at": now})
    related = {"claim": claim.pk}
    events.record(Event.Type.REVIEW_PUBLISHED, review, actor=actor, now=now, changes=changes, related=related)
    applied = row_updates.apply_changes(claim, {"verdict": review.verdict})
    if applied:
        reviewed = {"review": review.pk}
        events.record(
            Event.Type.CLAIM_REVIEWED, claim, actor=actor, now=now, changes=applied, related=reviewed
        )
