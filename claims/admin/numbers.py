"""Numbers: what waits for somebody, counted up to a cap and linked to its list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

from claims.admin.paging import MOST_COUNTED
from claims.admin.tables import list_url
from claims.models import Article, Citation, Claim, Endpoint, Event, Host, Source

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

LATEST = 10


@dataclass(frozen=True, slots=True)
class Number:
    """How many rows wait, in words, and where they are. `is_capped` says that there are more."""

    label: str
    count: int
    url: str

    @property
    def is_capped(self) -> bool:
        """True if counting stopped there."""
        return self.count >= MOST_COUNTED


def waiting(user: AbstractBaseUser | AnonymousUser) -> list[Number]:
    """The numbers that matter, as far as this user may see the rows behind them."""
    rows: list[tuple[str, models.QuerySet[models.Model], str]] = [
        ("proposed claims waiting", Claim.objects.filter(status="proposed"), reverse("admin:claims_claim_queue")),
        ("claims with weakened evidence", *_listed(Claim, evidence_state="weakened")),
        ("claims that lost their evidence", *_listed(Claim, evidence_state="lost")),
        (
            "citations without a source",
            Citation.objects.filter(source=None),
            list_url(Citation, source_set="no"),
        ),
        ("articles that failed", *_listed(Article, state="failed")),
        ("sources in quarantine", *_listed(Source, link_state="quarantined")),
        ("hosts of which most fails", Host.objects.exclude(incident=""), list_url(Host, incident_since_set="yes")),
        (
            "endpoints disabled",
            Endpoint.objects.present().filter(state="disabled"),
            list_url(Endpoint, state__exact="disabled"),
        ),
    ]  # fmt: skip
    return [
        Number(label, found.order_by()[:MOST_COUNTED].count(), url)
        for label, found, url in rows
        if user.has_perm(f"claims.view_{found.model._meta.model_name}")  # type: ignore[union-attr]
    ]


def _listed(model: type[models.Model], **filters: str) -> tuple[models.QuerySet[models.Model], str]:
    query = {f"{name}__exact": value for name, value in filters.items()}
    return model._default_manager.filter(**filters), list_url(model, **query)


def latest() -> models.QuerySet[Event]:
    """The newest events; their keys are in the order of time."""
    return Event.objects.order_by("-id")[:LATEST]
