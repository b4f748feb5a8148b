"""Resolve: people decide that two claims do not contradict each other after all, and take it back."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.errors import InputError
from claims.models import Claim, Conflict
from claims.pipeline.fingerprint import is_blank
from claims.services import events, row_updates
from claims.services.conflicts.compare import opened_event, resolved_event
from claims.values import Actor

MAX_REASON = 2000


def resolve_conflict(
    conflict_id: uuid.UUID,
    *,
    reason: str,
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Conflict:
    """Resolve a conflict for good, with a reason. Resolving it again for the same reason changes nothing.

    Also a conflict that has ended is resolved: it does not begin again when the claims return.
    """
    now = now or timezone.now()
    if is_blank(reason):
        raise InputError(
            "/reason", "Give the reason why the claims do not contradict each other.", code="blank"
        )
    _check_length(reason)
    with transaction.atomic():
        row = row_updates.lock_row(Conflict, conflict_id, expected_version=expected_version)
        if (row.resolution, row.reason) != (Conflict.Resolution.PERSON, reason):
            values = {
                "state": Conflict.State.RESOLVED,
                "resolution": Conflict.Resolution.PERSON,
                "reason": reason,
                "resolved_at": row.resolved_at or now,
            }
            changes = row_updates.apply_changes(row, values)
            events.record_all([resolved_event(row, changes)], actor=actor, now=now)
    return row


def reopen_conflict(
    conflict_id: uuid.UUID,
    *,
    reason: str = "",
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Conflict:
    """Take back a resolution. The worker compares the claims again, and ends the conflict if they agree by now."""
    now = now or timezone.now()
    _check_length(reason)
    with transaction.atomic():
        _lock_claims(conflict_id)
        row = row_updates.lock_row(Conflict, conflict_id, expected_version=expected_version)
        values = {"state": Conflict.State.OPEN, "resolution": "", "reason": "", "resolved_at": None}
        changes = row_updates.apply_changes(row, values)
        if changes:
            told = (
                {**changes, "reason": (changes.get("reason", ("",))[0], reason)}
                if reason.strip()
                else changes
            )
            events.record_all([opened_event(row, told)], actor=actor, now=now)
            Claim.objects.filter(pk__in=[row.claim_id, row.other_claim_id]).update(compared_version=0)
    return row


def _lock_claims(conflict_id: uuid.UUID) -> None:
    """Lock the two claims before their conflict, in the order in which a comparison locks them."""
    concerned = Conflict.objects.filter(pk=conflict_id)
    either = Q(pk__in=concerned.values("claim")) | Q(pk__in=concerned.values("other_claim"))
    list(Claim.objects.select_for_update(no_key=True).filter(either).order_by("pk").values_list("pk"))


def _check_length(reason: str) -> None:
    if len(reason) > MAX_REASON:
        raise InputError("/reason", f"At most {MAX_REASON} characters.", code="max_length")
