"""Presence: whether an article makes a claim, written on the claim when the last one stops and when one makes it again."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime

from claims.models import Appearance, Claim, Event
from claims.services import events, row_updates
from claims.values import Actor

WITHDRAWAL_SEVERITY = 3
"""The severity of the events of a withdrawal."""


def note_presence(
    claim_ids: Collection[uuid.UUID],
    *,
    locked: Mapping[uuid.UUID, Claim] | None = None,
    actor: Actor,
    now: datetime,
) -> list[Claim]:
    """Set or clear `gone_at` of claims, with events. Returns those that changed. A withdrawn claim that an article makes
    gets back the status that it had. The claims are compared with others again: what an article says in its own name may differ.

    Call it inside the transaction that changed their appearances. Claims are locked in the order of their keys, unless
    `locked` has them.
    """
    if not claim_ids:
        return []
    claims = row_updates.lock_rows(Claim, claim_ids, locked)
    Claim.objects.filter(pk__in=[claim.pk for claim in claims if claim.compared_version]).update(
        compared_version=0
    )
    standing = Appearance.objects.filter(claim__in=claim_ids, gone_at=None)
    present = set(standing.values_list("claim_id", flat=True))
    changed = [claim for claim in claims if (claim.gone_at is None) != (claim.pk in present)]
    changes = []
    for claim in changed:
        before, claim.gone_at = claim.gone_at, None if claim.pk in present else now
        differences: dict[str, tuple[object, object]] = {"gone_at": (before, claim.gone_at)}
        if claim.gone_at is None and claim.status == Claim.Status.WITHDRAWN:
            differences["status"] = (claim.status, claim.status_before)
            claim.status, claim.status_before = claim.status_before, ""
        claim.version += 1
        kind = Event.Type.CLAIM_GONE if claim.gone_at else Event.Type.CLAIM_RETURNED
        changes.append(events.Change(kind, claim, differences))
    Claim.objects.bulk_update(changed, ["gone_at", "status", "status_before", "version"])
    events.record_all(changes, actor=actor, now=now)
    return changed


def note_withdrawal(claim_ids: Collection[uuid.UUID], *, actor: Actor, now: datetime) -> None:
    """Withdraw claims that only withdrawn articles make, and give those that none of them makes their status back.

    Call it inside the transaction that gave appearances of one claim to another one, after `note_presence`.
    """
    claims = Claim.objects.select_for_update(no_key=True).filter(pk__in=claim_ids).order_by("pk")
    ended = Appearance.objects.filter(claim__in=claim_ids, gone_reason=Appearance.GoneReason.WITHDRAWN)
    withdrawn = set(ended.values_list("claim_id", flat=True))
    changes = []
    for claim in claims:
        is_withdrawn = claim.status == Claim.Status.WITHDRAWN
        should_be = claim.gone_at is not None and claim.pk in withdrawn
        if claim.status == Claim.Status.MERGED or is_withdrawn == should_be:
            continue
        kind, severity = Event.Type.CLAIM_UPDATED, 0
        values = {"status": claim.status_before, "status_before": ""}
        if should_be:
            kind, severity = Event.Type.CLAIM_WITHDRAWN, WITHDRAWAL_SEVERITY
            values = {"status": Claim.Status.WITHDRAWN, "status_before": claim.status}
        applied = row_updates.apply_changes(claim, values)
        applied.pop("status_before")
        changes.append(events.Change(kind, claim, applied, severity=severity))
    events.record_all(changes, actor=actor, now=now)
