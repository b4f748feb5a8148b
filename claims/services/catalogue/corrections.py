"""Corrections: a curator's text, kind and propositions of a claim; what the extractor read is kept beside them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.errors import ConflictError, InputError
from claims.models import Citation, Claim, Event, Proposition
from claims.pipeline.fingerprint import is_blank
from claims.services import events, row_updates
from claims.services.catalogue import evidence, merge_rows, proposition_values, replaced_participants
from claims.services.catalogue.passage_columns import expected_columns
from claims.values import Actor
from claims.vocabulary import ClaimKind

MAX_TEXT = 5000


def correct_claim(
    claim_id: uuid.UUID,
    *,
    changes: Mapping[str, Any],
    reason: str = "",
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Claim:
    """Change a claim's text, kind or propositions (the whole list, as `proposition_values.rows_of` takes it).

    Later readings of the same sentence leave the correction as it is. Figures that pinned passages must have follow the
    claim. Raises InputError for invalid values, ConflictError for a merged claim.
    """
    now = now or timezone.now()
    merge_rows.check_reason(reason)
    text = changes.get("text")
    if text is not None and (is_blank(text) or len(text) > MAX_TEXT):
        raise InputError("/text", f"A claim has 1 to {MAX_TEXT} characters.")
    kind = changes.get("kind")
    if kind is not None and kind not in set(ClaimKind):
        raise InputError("/kind", f"{kind!r} is not one of {', '.join(ClaimKind)}.")

    def correct() -> Claim:
        with transaction.atomic():
            claim = _lock(claim_id, expected_version)
            rows = None
            if "propositions" in changes:
                rows = proposition_values.rows_of(changes["propositions"])
            _write(claim, text=text, kind=kind, rows=rows, reason=reason, actor=actor, now=now)
        return claim

    return row_updates.retry_on_deadlock(correct)


@row_updates.retried_on_deadlock
def revert_claim(
    claim_id: uuid.UUID,
    *,
    reason: str = "",
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Claim:
    """Give a corrected claim back what the extractor read. Raises ConflictError for a claim that was not corrected."""
    now = now or timezone.now()
    merge_rows.check_reason(reason)
    with transaction.atomic():
        claim = _lock(claim_id, expected_version)
        if claim.extracted is None:
            raise ConflictError("This claim was not corrected.", code="not_corrected")
        extracted = claim.extracted
        rows = proposition_values.from_json(extracted["propositions"])
        _write(
            claim,
            text=extracted["text"],
            kind=extracted["kind"],
            rows=rows,
            is_reversal=True,
            reason=reason,
            actor=actor,
            now=now,
        )
        replaced_participants.note_reversal(claim, extracted["propositions"])
    return claim


def _lock(claim_id: uuid.UUID, expected_version: int | None) -> Claim:
    """The claim, locked after its citations. Raises ConflictError if it is merged."""
    citations = Citation.objects.select_for_update(of=("self",), no_key=True).filter(claim=claim_id)
    list(citations.order_by("pk").values_list("pk", flat=True))
    claim = row_updates.lock_row(Claim, claim_id, expected_version=expected_version)
    if claim.merged_into_id is not None:
        raise ConflictError("This claim was merged into another one. Correct that one.", code="merged")
    return claim


def _write(
    claim: Claim,
    *,
    text: str | None,
    kind: str | None,
    rows: Sequence[Proposition] | None,
    is_reversal: bool = False,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Write what differs, with one event; nothing if nothing does. Entities that were merged since differ in a reversal."""
    before = proposition_values.to_json(Proposition.objects.filter(claim=claim))
    after = before if rows is None else proposition_values.to_json(rows)
    present = {"text": claim.text, "kind": claim.kind, "propositions": before}
    wanted = {"text": text or claim.text, "kind": kind or claim.kind, "propositions": after}
    if wanted == present and not is_reversal:
        return
    extracted = claim.extracted or present
    values = {
        "text": wanted["text"],
        "kind": wanted["kind"],
        "extracted": None if is_reversal or wanted == extracted else extracted,
    }
    changes = row_updates.apply_changes(claim, values)
    if rows is not None and after != before:
        proposition_values.replace(claim, rows)
        changes["propositions"] = (before, after)
    if not {"text", "kind", "extracted"} & set(changes):
        claim.version += 1
        claim.save(update_fields=["version"])
    changes.pop("extracted", None)
    if reason.strip():
        changes["reason"] = (None, reason)
    events.record(Event.Type.CLAIM_UPDATED, claim, actor=actor, now=now, changes=changes)
    expect_figures(claim, actor=actor, now=now)
    evidence.weigh_claims([claim.pk], actor=actor, now=now)


def expect_figures(claim: Claim, *, actor: Actor, now: datetime) -> None:
    """Hold the passages of the claim, whose citations are locked, against the figures that it has now."""
    pinned = Citation.objects.filter(claim=claim).exclude(passage_exact="").select_related("source")
    for citation in pinned.order_by("pk"):
        changes = row_updates.apply_changes(citation, expected_columns(citation, claim))
        if changes:
            related = {"claim": claim.pk, "source": citation.source_id}
            events.record(
                Event.Type.CITATION_UPDATED, citation, actor=actor, now=now, changes=changes, related=related
            )
