"""Citations: add, resolve, change and withdraw the evidence of a claim."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.errors import ConflictError, InputError
from claims.models import Citation, Claim, Event, Source
from claims.services import events, row_updates
from claims.services.catalogue import evidence, sources
from claims.services.catalogue.passage_columns import (
    UNPINNED,
    checked_passage,
    is_pinned,
    pin_fragment,
    pin_passage,
)
from claims.values import Actor, Passage
from claims.vocabulary import Stance

MAX_LABEL = 100


@row_updates.retried_on_deadlock
def add_citation(
    claim_id: uuid.UUID,
    *,
    url: str,
    stance: str = Stance.CITED,
    passage: Passage | None = None,
    label: str = "",
    actor: Actor,
    now: datetime | None = None,
) -> tuple[Citation, bool]:
    """Cite a source for a claim and make the source due. Returns the citation, and False if it existed before.

    Raises InputError for a passage whose words are not in the newest text of the source.
    """
    now = now or timezone.now()
    _check_stance(stance)
    if len(label) > MAX_LABEL:
        raise InputError("/label", f"At most {MAX_LABEL} characters.", code="max_length")
    passage = checked_passage(passage) if passage else None
    with transaction.atomic():
        source, _ = sources.register_source(url, actor=actor, now=now)
        sources.make_due([source], now=now)
        claim = row_updates.lock_row(Claim, claim_id)
        if claim.merged_into_id is not None:
            raise ConflictError("This claim was merged into another one. Cite the source for that one.")
        existing = Citation.objects.filter(claim=claim, appearance=None, label=label, source=source).first()
        if existing:
            return existing, False
        if passage:
            pinned = pin_passage(passage, claim=claim, source=source)
        else:
            pinned = {**UNPINNED, **pin_fragment(url, claim=claim, source=source)}
        citation = Citation.objects.create(claim=claim, source=source, label=label, stance=stance, **pinned)
        _record(Event.Type.CITATION_CREATED, citation, {"source": (None, source)}, actor=actor, now=now)
        evidence.weigh_claims([claim.pk], actor=actor, now=now)
    return citation, True


@row_updates.retried_on_deadlock
def resolve_citation(
    citation_id: uuid.UUID,
    *,
    url: str | None,
    whole_marker: bool = False,
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> list[Citation]:
    """Set the URL of a citation; None makes it unresolved again. Returns the citations that changed.

    With `whole_marker`, the citations of the same article with the same label and the same source change with it.
    """
    now = now or timezone.now()
    with transaction.atomic():
        source = sources.register_source(url, actor=actor, now=now)[0] if url else None
        sources.make_due([source] if source else [], now=now)
        siblings = _lock_siblings(citation_id) if whole_marker else []
        citation = row_updates.lock_row(Citation, citation_id, expected_version=expected_version)
        if citation.appearance_id is None and url is None:
            raise ConflictError("A curator added this citation with its source. Withdraw it instead.")
        alike = [row for row in siblings if row.pk != citation.pk and row.source_id == citation.source_id]
        changed = [row for row in [citation, *alike] if row.source_id != _key(source)]
        for row in changed:
            _resolve(row, url, source, actor=actor, now=now)
        evidence.weigh_claims({row.claim_id for row in changed}, actor=actor, now=now)
    return changed


def _resolve(row: Citation, url: str | None, source: Source | None, *, actor: Actor, now: datetime) -> None:
    pinned = pin_fragment(url, claim=row.claim, source=source)
    values = {
        **UNPINNED,
        **pinned,
        "source": source,
        "merged_from": None,
        "is_resolved_by_person": url is not None,
    }
    _record(Event.Type.CITATION_RESOLVED, row, _apply(row, values), actor=actor, now=now)


@row_updates.retried_on_deadlock
def update_citation(
    citation_id: uuid.UUID,
    *,
    stance: str | None = None,
    passage: Passage | None = None,
    unpin: bool = False,
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Citation:
    """Change a citation's stance, pin a passage of its source, or remove its passage.

    Raises InputError for a passage whose words are not in the newest text of the source.
    """
    now = now or timezone.now()
    values: dict[str, Any] = {}
    if stance is not None:
        _check_stance(stance)
        values["stance"] = stance
    passage = checked_passage(passage) if passage else None
    with transaction.atomic():
        sources.make_due(Source.objects.filter(citations=citation_id), now=now)
        citation = row_updates.lock_row(Citation, citation_id, expected_version=expected_version)
        if passage and not is_pinned(citation, passage):
            if citation.source is None:
                raise ConflictError("This citation is unresolved. Supply its url first.")
            values |= pin_passage(passage, claim=citation.claim, source=citation.source)
        elif unpin:
            values |= {**UNPINNED, "is_left_unpinned": True}
        applied = _apply(citation, values)
        if applied:
            _record(Event.Type.CITATION_UPDATED, citation, applied, actor=actor, now=now)
            evidence.weigh_claims([citation.claim_id], actor=actor, now=now)
    return citation


@row_updates.retried_on_deadlock
def withdraw_citation(
    citation_id: uuid.UUID, *, expected_version: int | None = None, actor: Actor, now: datetime | None = None
) -> None:
    """Delete a citation that a curator added. Raises ConflictError for one that an article makes."""
    now = now or timezone.now()
    with transaction.atomic():
        citation = row_updates.lock_row(Citation, citation_id, expected_version=expected_version)
        if citation.appearance_id is not None:
            raise ConflictError(
                "The article itself makes this citation. Only citations that a curator added can be withdrawn."
            )
        before = {
            "source": (citation.source, None),
            "stance": (citation.stance, None),
            "passage_exact": (citation.passage_exact, None),
        }
        _record(Event.Type.CITATION_WITHDRAWN, citation, before, actor=actor, now=now)
        citation.delete()
        evidence.weigh_claims([citation.claim_id], actor=actor, now=now)


def _check_stance(stance: str) -> None:
    if stance not in set(Stance):
        raise InputError("/stance", f"{stance!r} is not one of {', '.join(Stance)}.")


def _lock_siblings(citation_id: uuid.UUID) -> list[Citation]:
    """The citations of the same article with the same label, this one included, locked in the order of their keys."""
    citation = Citation.objects.select_related("appearance").get(pk=citation_id)
    if citation.appearance is None or not citation.label:
        return []
    rows = Citation.objects.select_for_update(of=("self",), no_key=True).filter(
        appearance__article=citation.appearance.article_id, label=citation.label
    )
    return list(rows.order_by("pk"))


def _apply(citation: Citation, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    try:
        with transaction.atomic():
            return row_updates.apply_changes(citation, values)
    except IntegrityError as error:
        raise ConflictError("This claim already has a citation with this label and this source.") from error


def _key(source: Source | None) -> uuid.UUID | None:
    return source.pk if source else None


def _record(
    event_type: Event.Type,
    citation: Citation,
    changes: Mapping[str, tuple[Any, Any]],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    related = {"claim": citation.claim_id, "source": citation.source_id}
    events.record(event_type, citation, actor=actor, now=now, changes=changes, related=related)
