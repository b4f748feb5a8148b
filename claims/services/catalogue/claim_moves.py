"""Claim moves: which rows of a claim can be those of another one, and their move."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from claims.models import Appearance, Citation, Claim, Event, Review
from claims.services import events
from claims.values import Actor

_MOVED_EVENTS = {
    Appearance: Event.Type.APPEARANCE_UPDATED,
    Citation: Event.Type.CITATION_UPDATED,
    Review: Event.Type.REVIEW_UPDATED,
}


def lock_citations(claim_ids: Sequence[uuid.UUID]) -> None:
    """Lock the citations of claims in the order of their keys, before the claims themselves."""
    rows = Citation.objects.select_for_update(of=("self",), no_key=True).filter(claim__in=claim_ids)
    list(rows.order_by("pk").values_list("pk", flat=True))


def movable_appearances(claim: Claim, target: Claim) -> models.QuerySet[Appearance]:
    """The appearances of a claim at whose places the other one has none."""
    return without_place_in(Appearance.objects.filter(claim=claim), target)


def without_place_in(appearances: models.QuerySet[Appearance], target: Claim) -> models.QuerySet[Appearance]:
    """Those at whose place in the text the target has no appearance."""
    place = {name: OuterRef(name) for name in ("article_version", "start", "end")}
    return appearances.exclude(Exists(Appearance.objects.filter(claim=target, **place))).order_by("pk")


def movable_citations(
    claim: Claim, target: Claim, appearances: Sequence[uuid.UUID]
) -> models.QuerySet[Citation]:
    """Those of the moved appearances, and a curator's that the target has not."""
    alike = Citation.objects.filter(
        claim=target, appearance=None, label=OuterRef("label"), source=OuterRef("source")
    )
    movable = Q(appearance__in=appearances) | Q(appearance=None) & ~Exists(alike)
    return Citation.objects.filter(movable, claim=claim).order_by("pk")


def move_rows(
    model: type[Any], keys: Sequence[uuid.UUID], claim: Claim, target: Claim, *, actor: Actor, now: datetime
) -> None:
    """Move rows from one claim to another one, in the order of their keys, with an event of each."""
    has_version = model is not Appearance
    raised = {"version": F("version") + 1} if has_version else {}
    model.objects.filter(pk__in=keys).update(claim=target, **raised)
    rows: Iterable[Any] = model.objects.filter(pk__in=keys).order_by("pk")
    changes = [
        events.Change(_MOVED_EVENTS[model], row, {"claim": (claim, target)}, {"claim": target.pk})
        for row in rows
    ]
    events.record_all(changes, actor=actor, now=now)
