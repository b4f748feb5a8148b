"""Quarantine: a source whose page ended its worker again and again is not checked any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from claims.errors import ReadError
from claims.models import Event, Source
from claims.pipeline.watching.source_lease import SourceLease
from claims.services import events
from claims.services.watching import citations
from claims.services.watching.article_results import fail_article
from claims.values import Actor
from claims.vocabulary import LinkState


def quarantine(leased: SourceLease, *, now: datetime) -> None:
    """Quarantine a source that is leased, until a check is requested. A lease that was lost changes nothing."""
    actor = Actor("worker", "refresh")
    with transaction.atomic():
        rows = Source.objects.select_for_update(no_key=True)
        source = rows.filter(pk=leased.id, lease_token=leased.lease_token).first()
        if source is None:
            return
        before = LinkState(source.link_state)
        source.link_state = LinkState.QUARANTINED
        source.lease_token = source.lease_until = None
        source.next_check_at = now + timedelta(seconds=settings.CHECK_CEILING_SECONDS)
        source.version += 1
        source.save()
        if before is not LinkState.QUARANTINED:
            change = {"link_state": (before, LinkState.QUARANTINED)}
            events.record(Event.Type.SOURCE_LINK_CHANGED, source, actor=actor, now=now, changes=change)
        citations.weigh(citations.claims_citing({source.pk: actor}), now=now)
        error = ReadError("Reading this page ended its worker again and again.", code="quarantined")
        fail_article(leased, error, actor=actor, now=now)
