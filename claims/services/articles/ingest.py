"""Ingest: accept an article, by its URL or as content, and correct its metadata."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.errors import ConflictError
from claims.models import Article, Event, Source, Submission
from claims.pipeline.fingerprint import body_hash
from claims.services import events, row_updates
from claims.services.articles.submitted_fields import check_content, checked_metadata, checked_text
from claims.services.catalogue import publishers, sources
from claims.values import Actor


@dataclass(frozen=True, slots=True)
class Submitted:
    """The result of a submission. `created`: the article is new. `accepted`: there is something to capture."""

    article: Article
    created: bool
    accepted: bool


def submit_article(
    *,
    url: str | None = None,
    content: str | None = None,
    content_type: str | None = None,
    title: str = "",
    publisher: str = "",
    authors: Sequence[str] = (),
    published_at: datetime | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Submitted:
    """Create an article with its source, if it has a URL, and its submission, if content is given.

    The same canonical URL is the same article, and so is the same content without a URL: its metadata becomes what is
    given here. Content that the current version was made of is not captured again. Raises InputError for invalid values,
    ConflictError for a withdrawn article: it stays withdrawn until a curator restores it.
    """
    now = now or timezone.now()
    check_content(url, content, content_type)
    metadata = checked_metadata(title, authors, published_at)
    with transaction.atomic():
        source = sources.register_source(url, actor=actor, is_cited=False, now=now)[0] if url else None
        if source and content is None:
            row_updates.lock_row(
                Source, source.pk
            )  # before its article, in the order in which a check locks them
        content_hash = body_hash(f"{content_type}\n{content}".encode()) if content is not None else ""
        article, created = _ensure_article(source, content_hash, metadata)
        _check_shown(article)
        values = {name: value for name, value in metadata.items() if value}
        if publisher:
            values["publisher"] = publishers.submitted_publisher(publisher, actor=actor, now=now)
        if created:
            article.publisher = values.get("publisher")
            article.save(update_fields=["publisher"])
            related = {"source": source.pk} if source else {}
            events.record(Event.Type.ARTICLE_CREATED, article, actor=actor, now=now, related=related)
        else:
            _correct(article, values, actor=actor, now=now)
        if content is None:
            accepted = _request_capture(article, created=created, now=now)
        else:
            accepted = _accept_content(
                article, content, content_type or "", content_hash, created=created, actor=actor, now=now
            )
    return Submitted(article=article, created=created, accepted=accepted)


def update_article(
    article_id: uuid.UUID,
    *,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Article:
    """Correct an article's title, publisher (a name, "" for none), authors, published_at or language."""
    now = now or timezone.now()
    values = checked_metadata(
        changes.get("title", ""), changes.get("authors", ()), changes.get("published_at")
    )
    values = {name: value for name, value in values.items() if name in changes}
    if "language" in changes:
        values["language"] = checked_text("/language", changes["language"], 16)
    with transaction.atomic():
        article = row_updates.lock_row(Article, article_id, expected_version=expected_version)
        _check_shown(article)
        if "publisher" in changes:
            values["publisher"] = publishers.submitted_publisher(
                changes["publisher"] or "", actor=actor, now=now
            )
        _correct(article, values, actor=actor, now=now)
    return article


def _check_shown(article: Article) -> None:
    """Raises ConflictError for a withdrawn article."""
    if article.withdrawn_at is not None:
        name = events.type_id_of(article)
        raise ConflictError(
            f"{name} is this article, and it is withdrawn. A curator can restore it.", code="withdrawn"
        )


def _correct(article: Article, values: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    """Save the metadata that differs, with an event."""
    changes = row_updates.apply_changes(article, values)
    if changes:
        events.record(Event.Type.ARTICLE_UPDATED, article, actor=actor, now=now, changes=changes)


def _ensure_article(
    source: Source | None, content_hash: str, metadata: Mapping[str, Any]
) -> tuple[Article, bool]:
    """The article of this source, or of this content, locked. Concurrent callers meet at its unique constraint."""
    identity = {"source": source} if source else {"content_hash": content_hash}
    origin = Article.Origin.POSTED if content_hash else Article.Origin.FETCHED
    new = Article(origin=origin, **identity, **metadata)
    Article.objects.bulk_create([new], ignore_conflicts=True)
    article = (
        Article.objects.select_for_update(of=("self",), no_key=True)
        .select_related("publisher", "source")
        .get(**identity)
    )
    return article, article.pk == new.pk


def _accept_content(
    article: Article,
    content: str,
    content_type: str,
    content_hash: str,
    *,
    created: bool,
    actor: Actor,
    now: datetime,
) -> bool:
    """Have content captured after all that waits for the article. Returns False if it is the last that was posted."""
    waiting = list(
        Submission.objects.filter(article=article).order_by("id").values_list("content_hash", flat=True)
    )
    is_posted = article.origin == Article.Origin.POSTED and article.state == Article.State.CAPTURED
    if content_hash == (waiting[-1] if waiting else article.captured_hash if is_posted else None):
        return False
    if content_hash in waiting:  # posted again after another one: it moves to the end
        Submission.objects.filter(article=article, content_hash=content_hash).delete()
    Submission.objects.create(
        article=article,
        content=content,
        content_type=content_type,
        content_hash=content_hash,
        submitter=f"{actor.type} {actor.id}"[:120],
        next_attempt_at=now,
    )
    if not created:
        _set_pending(article, Article.Origin.POSTED)
    return True


def _request_capture(article: Article, *, created: bool, now: datetime) -> bool:
    """Make the source of a new or failed article due now. Returns False for an article that needs no capture."""
    if not created and article.state != Article.State.FAILED:
        return False
    if not created:
        _set_pending(article, Article.Origin.FETCHED)
    sources.make_due([article.source] if article.source else [], now=now)
    return True


def _set_pending(article: Article, origin: Article.Origin) -> None:
    article.origin, article.state = origin, Article.State.PENDING
    article.failure = article.failure_detail = ""
    article.version += 1
    article.save(update_fields=["origin", "state", "failure", "failure_detail", "version"])
