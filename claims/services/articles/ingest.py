"""Ingest: an article comes in, by its URL or as content."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims.errors import InputError
from claims.models import Article, Event, Source, Submission
from claims.pipeline.fingerprint import body_hash
from claims.services import events, row_updates
from claims.services.catalogue import catalogue, sources
from claims.values import Actor, ContentType

MAX_TITLE = 500
MAX_AUTHORS = 50
MAX_AUTHOR = 200


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a posted article. `created` says that it is new, `accepted` that there is something to capture."""

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
    """Take an article in: its row, its source if it has a URL, and its content as something that waits to be read.

    The same canonical URL is the same article, and so is the same content without a URL. Content that the article's
    current version was made of is not captured again. Raises InputError for what cannot be taken.
    """
    now = now or timezone.now()
    _check_content(url, content, content_type)
    given = _metadata(title, authors, published_at)
    with transaction.atomic():
        source = sources.register_source(url, actor=actor, now=now)[0] if url else None
        if source and content is None:
            row_updates.lock_row(Source, source.pk)  # before its article, as a look does
        key = body_hash(f"{content_type}\n{content}".encode()) if content is not None else ""
        article, created = _ensure_article(source, key, given, actor=actor, now=now)
        if publisher and article.publisher_id is None:
            found = catalogue.ensure_publisher(publisher, actor=actor, now=now)
            if created:
                article.publisher = found
                article.save(update_fields=["publisher"])
            elif changes := row_updates.apply_changes(article, {"publisher": found}):
                events.record(Event.Type.ARTICLE_UPDATED, article, actor=actor, now=now, changes=changes)
        if created:
            related = {"source": source.pk} if source else {}
            events.record(Event.Type.ARTICLE_CREATED, article, actor=actor, now=now, related=related)
        accepted = _accept(article, content, content_type, key, created=created, now=now)
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
    values = _metadata(changes.get("title", ""), changes.get("authors", ()), changes.get("published_at"))
    values = {name: value for name, value in values.items() if name in changes}
    if "language" in changes:
        values["language"] = _short("/language", changes["language"], 16)
    with transaction.atomic():
        article = row_updates.lock_row(Article, article_id, expected_version=expected_version)
        if "publisher" in changes:
            found = catalogue.ensure_publisher(changes["publisher"] or "", actor=actor, now=now)
            before = article.publisher
            if found != before:
                values["publisher"] = found
        done = row_updates.apply_changes(article, values)
        if done:
            events.record(Event.Type.ARTICLE_UPDATED, article, actor=actor, now=now, changes=done)
    return article


def _check_content(url: str | None, content: str | None, content_type: str | None) -> None:
    if not url and content is None:
        raise InputError("", "Give the article's url, or its content with a content_type.", code="required")
    if content is None and content_type:
        raise InputError("/content", "A content_type needs content.", code="required")
    if content is None:
        return
    if content_type not in set(ContentType):
        raise InputError(
            "/content_type", f"Say what the content is: {', '.join(ContentType)}.", code="required"
        )
    if not content.strip():
        raise InputError("/content", "The content is empty.", code="blank")
    if "\x00" in content:
        raise InputError("/content", "The content holds NUL characters. Remove them.")
    try:
        size = len(content.encode())
    except UnicodeEncodeError as error:
        detail = "The content holds halves of surrogate pairs, which are no characters. Remove them."
        raise InputError("/content", detail) from error
    most = settings.ARTICLE_MAX_BYTES
    if size > most:
        raise InputError("/content", f"The content is larger than {most} bytes.", code="too_large")


def _metadata(title: str, authors: Sequence[str], published_at: datetime | None) -> dict[str, Any]:
    if len(authors) > MAX_AUTHORS:
        raise InputError("/authors", f"At most {MAX_AUTHORS} authors.")
    named = [_short(f"/authors/{position}", author, MAX_AUTHOR) for position, author in enumerate(authors)]
    return {"title": _short("/title", title, MAX_TITLE), "authors": named, "published_at": published_at}


def _short(field: str, text: str, most: int) -> str:
    if len(text) > most or "\x00" in text:
        raise InputError(field, f"At most {most} characters, none of them NUL.", code="max_length")
    return text.strip()


def _ensure_article(
    source: Source | None, key: str, given: Mapping[str, Any], *, actor: Actor, now: datetime
) -> tuple[Article, bool]:
    """The article of this source, or of this content. Two callers at once meet at its unique constraint."""
    identity = {"source": source} if source else {"content_hash": key}
    origin = Article.Origin.POSTED if key else Article.Origin.FETCHED
    fresh = Article(origin=origin, **identity, **given)
    Article.objects.bulk_create([fresh], ignore_conflicts=True)
    article = (
        Article.objects.select_for_update(of=("self",), no_key=True)
        .select_related("publisher", "source")
        .get(**identity)
    )
    return article, article.pk == fresh.pk


def _accept(
    article: Article, content: str | None, content_type: str | None, key: str, *, created: bool, now: datetime
) -> bool:
    if content is None:
        return _look_again(article, created=created, now=now)
    is_current = article.origin == Article.Origin.POSTED and article.state == Article.State.CAPTURED
    if is_current and key == article.captured_hash:
        return False
    if Submission.objects.filter(article=article, content_hash=key).exists():
        return False
    Submission.objects.create(
        article=article,
        content=content,
        content_type=content_type or "",
        content_hash=key,
        next_attempt_at=now,
    )
    if not created:
        _wait_again(article, Article.Origin.POSTED)
    return True


def _look_again(article: Article, *, created: bool, now: datetime) -> bool:
    """A URL is looked at now, whoever watched it before; one that is posted again only if its article failed."""
    if not created and article.state != Article.State.FAILED:
        return False
    if not created:
        _wait_again(article, Article.Origin.FETCHED)
    sources.make_due([article.source] if article.source else [], now=now)
    return True


def _wait_again(article: Article, origin: Article.Origin) -> None:
    article.origin, article.state = origin, Article.State.PENDING
    article.failure = article.failure_detail = ""
    article.version += 1
    article.save(update_fields=["origin", "state", "failure", "failure_detail", "version"])
