"""Numbers: rows that need a curator or an operator, counted up to a cap and linked to their lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

from claims.admin.paging import MAX_COUNT
from claims.admin.tables import list_url
from claims.models import Article, Citation, Claim, Endpoint, Event, Host, Source

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

LATEST = 10


@dataclass(frozen=True, slots=True)
class Number:
    """A label, the number of rows, and the URL of their list."""

    label: str
    count: int
    url: str

    @property
    def is_capped(self) -> bool:
        """True if there may be more rows than were counted."""
        return self.count >= MAX_COUNT


def waiting(user: AbstractBaseUser | AnonymousUser) -> list[Number]:
    """Return the numbers whose rows this user may see."""
    may_curate = user.has_perm("claims.change_claim")  # type: ignore[union-attr]
    proposed = list_url(Claim, status__exact="proposed", gone_at_set="no")
    rows: list[tuple[str, models.QuerySet[models.Model], str]] = [
        (
            "proposed claims",
            Claim.objects.awaiting_curation(),
            reverse("admin:claims_claim_queue") if may_curate else proposed,
        ),
        ("claims without a pinned passage", *_listed(Claim, evidence_state="unpinned")),
        ("claims with weakened evidence", *_listed(Claim, evidence_state="weakened")),
        ("claims with lost evidence", *_listed(Claim, evidence_state="lost")),
        (
            "unresolved citations",
            Citation.objects.filter(source=None),
            list_url(Citation, source_set="no"),
        ),
        ("failed articles", *_listed(Article, state="failed")),
        ("quarantined sources", *_listed(Source, link_state="quarantined")),
        ("hosts with an incident", Host.objects.exclude(incident=""), list_url(Host, incident_since_set="yes")),
        (
            "disabled endpoints",
            Endpoint.objects.present().filter(state="disabled"),
            list_url(Endpoint, state__exact="disabled"),
        ),
    ]  # fmt: skip
    return [
        Number(label, queryset.order_by()[:MAX_COUNT].count(), url)
        for label, queryset, url in rows
        if user.has_perm(f"claims.view_{queryset.model._meta.model_name}")  # type: ignore[union-attr]
    ]


def _listed(model: type[models.Model], **filters: str) -> tuple[models.QuerySet[models.Model], str]:
    query = {f"{name}__exact": value for name, value in filters.items()}
    return model._default_manager.filter(**filters), list_url(model, **query)


def latest() -> models.QuerySet[Event]:
    """The newest events. Their keys are in the order of time."""
    return Event.objects.order_by("-id")[:LATEST]
