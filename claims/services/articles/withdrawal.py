"""Withdrawal: an article is taken out of the service and put back, with what only it said."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from claims.errors import ConflictError
from claims.models import Appearance, Article, Claim, Event, Source, Submission
from claims.services import events, row_updates
from claims.services.catalogue import evidence, merge_rows, presence, sources
from claims.values import Actor

SEVERITY = presence.WITHDRAWAL_SEVERITY


@row_updates.retried_on_deadlock
def withdraw_article(
    article_id: uuid.UUID,
    *,
    reason: str = "",
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Article:
    """Withdraw an article. Its appearances are gone, and claims that no other article makes are `withdrawn`.

    Nothing is deleted but what waited to be read; its page is captured no more. Raises ConflictError if it is withdrawn.
    """
    now = now or timezone.now()
    merge_rows.check_reason(reason)
    with transaction.atomic():
        article = row_updates.lock_row(Article, article_id, expected_version=expected_version)
        if article.withdrawn_at is not None:
            raise ConflictError("This article is withdrawn already.", code="withdrawn")
        Submission.objects.filter(article=article).delete()
        standing = Appearance.objects.filter(article=article, gone_at=None).order_by("pk")
        rows = list(standing.select_for_update(of=("self",), no_key=True))
        values = {"gone_at": now, "gone_reason": Appearance.GoneReason.WITHDRAWN}
        Appearance.objects.filter(pk__in=[row.pk for row in rows]).update(**values)
        _record_appearances(Event.Type.APPEARANCE_GONE, rows, (None, now), actor=actor, now=now)
        claims = {row.claim_id for row in rows}
        _withdraw_claims(claims, actor=actor, now=now)
        # What the article cites is no evidence any more, and its page no circular source.
        evidence.weigh_claims(claims, actor=actor, now=now)
        changes = row_updates.apply_changes(article, {"withdrawn_at": now, "withdrawal_reason": reason})
        events.record(
            Event.Type.ARTICLE_WITHDRAWN, article, actor=actor, now=now, changes=changes, severity=SEVERITY
        )
    return article


@row_updates.retried_on_deadlock
def restore_article(
    article_id: uuid.UUID,
    *,
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Article:
    """Undo a withdrawal: the appearances that it ended and their claims are back. A fetched article is captured again.

    Raises ConflictError for an article that is not withdrawn.
    """
    now = now or timezone.now()
    with transaction.atomic():
        _lock_source(article_id)
        article = row_updates.lock_row(Article, article_id, expected_version=expected_version)
        if article.withdrawn_at is None:
            raise ConflictError("This article is not withdrawn.", code="not_withdrawn")
        ended = Appearance.objects.filter(article=article, gone_reason=Appearance.GoneReason.WITHDRAWN)
        rows = list(ended.select_for_update(of=("self",), no_key=True).order_by("pk"))
        Appearance.objects.filter(pk__in=[row.pk for row in rows]).update(gone_at=None, gone_reason="")
        gone = (article.withdrawn_at, None)
        _record_appearances(Event.Type.APPEARANCE_RETURNED, rows, gone, actor=actor, now=now)
        claims = {row.claim_id for row in rows}
        presence.note_presence(claims, actor=actor, now=now)
        evidence.weigh_claims(claims, actor=actor, now=now)
        values = {"withdrawn_at": None, "withdrawal_reason": ""}
        if article.origin == Article.Origin.FETCHED:
            values |= {"state": Article.State.PENDING, "failure": "", "failure_detail": ""}
            sources.make_due([article.source] if article.source else [], now=now)
        changes = row_updates.apply_changes(article, values)
        events.record(Event.Type.ARTICLE_RESTORED, article, actor=actor, now=now, changes=changes)
    return article


def _lock_source(article_id: uuid.UUID) -> None:
    """Lock the article's source, in the order in which a check locks both."""
    key = Article.objects.filter(pk=article_id).values_list("source_id", flat=True).first()
    if key is not None:
        row_updates.lock_row(Source, key)


def _withdraw_claims(claim_ids: set[uuid.UUID], *, actor: Actor, now: datetime) -> None:
    """Claims that no article makes any more are gone and, unless they were merged, withdrawn."""
    gone = presence.note_presence(claim_ids, actor=actor, now=now)
    changes = []
    for claim in gone:
        if claim.status in {Claim.Status.MERGED, Claim.Status.WITHDRAWN}:
            continue
        values = {"status": Claim.Status.WITHDRAWN, "status_before": claim.status}
        applied = row_updates.apply_changes(claim, values)
        applied.pop("status_before")
        changes.append(events.Change(Event.Type.CLAIM_WITHDRAWN, claim, applied, severity=SEVERITY))
    events.record_all(changes, actor=actor, now=now)


def _record_appearances(
    event_type: Event.Type,
    rows: list[Appearance],
    gone_at: tuple[datetime | None, datetime | None],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    severity = SEVERITY if event_type == Event.Type.APPEARANCE_GONE else 0
    changes = [
        events.Change(
            event_type,
            row,
            {"gone_at": gone_at},
            related={"claim": row.claim_id, "article": row.article_id},
            severity=severity,
        )
        for row in rows
    ]
    events.record_all(changes, actor=actor, now=now)
