"""Store: write a captured article as rows, in one transaction."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from django.db import transaction

from claims.models import Article, ArticleVersion, Claim, Event
from claims.pipeline.fingerprint import text_hash
from claims.services import events, row_updates
from claims.services.articles import appearances, attach, claim_rows, originals
from claims.services.articles.submitted_fields import MAX_AUTHOR, MAX_AUTHORS, MAX_TITLE
from claims.services.catalogue import (
    evidence,
    presence,
    publishers,
)
from claims.values import Actor, Capture, Document, Original

MAX_NOTES = 50
_READER = Actor("worker", "reextract", is_silent=True)


@dataclass(frozen=True, slots=True)
class Stored:
    """The result of storing a capture. `version` is None if the text is that of the current version."""

    article: Article
    version: ArticleVersion | None
    new_claims: list[Claim] = field(default_factory=list)


def save_capture(
    article: Article,
    capture: Capture,
    original: Original,
    *,
    content_hash: str | None = None,
    actor: Actor,
    now: datetime,
) -> Stored:
    """Write a captured text with its claims, citations, sources and events. The same text again writes none of them, nor
    does any text of a withdrawn article.

    `content_hash` is that of posted content.

    1. The version, with the document's metadata where the article has none, and the original that it was read from.
    2. The sources that it cites.
    3. The claims by identity: existing ones get a new `last_seen_at`, new ones their propositions.
    4. The appearances: those still in the text move to the version, new ones are added, the others are marked gone, and
       so are claims that no article makes any more.
    5. The citations of the appearances.
    6. The evidence states of the claims.
    """
    with transaction.atomic():
        return write_capture(
            lock_article(article.pk), capture, original, content_hash=content_hash, actor=actor, now=now
        )


def write_capture(
    article: Article,
    capture: Capture,
    original: Original,
    *,
    content_hash: str | None = None,
    actor: Actor,
    now: datetime,
) -> Stored:
    """Write a capture as `save_capture` does, of an article that `lock_article` returned in this transaction."""
    with events.written_together():
        captured_hash = text_hash(capture.document.text)
        if article.withdrawn_at is not None:
            return Stored(article=article, version=None)
        if article.current_version and article.current_version.text_hash == captured_hash:
            _mark_captured(article, article.current_version, content_hash, actor=actor, now=now)
            return Stored(article=article, version=None)
        if content_hash is not None:
            article.captured_hash = content_hash
        is_first = article.current_version is None
        version = _write_version(article, capture, captured_hash, actor=actor, now=now)
        originals.keep_original(article, original, now=now)
        new_claims = _write_reading(version, capture, is_first=is_first, actor=actor, seen_at=now, now=now)
    return Stored(article=article, version=version, new_claims=new_claims)


def save_reading(
    article: Article, capture: Capture, *, original: Original | None = None, now: datetime
) -> None:
    """Write what another extractor finds in the current version of an article. No event is written.

    If it reads another text, that is a new version, captured when the current one was. Claims that it does not find keep
    their rows, appearances and citations, marked gone because of the reading. What curators set on a citation stays, and
    citations of the same sentence's new claim get it too.
    """
    with transaction.atomic(), events.written_together():
        article = lock_article(article.pk)
        if article.current_version is None or article.withdrawn_at is not None:
            return
        version = _reread_version(article, article.current_version, capture)
        if original:
            originals.keep_original(article, original, now=now)
        _write_reading(version, capture, is_first=False, actor=_READER, seen_at=version.captured_at, now=now)


def lock_article(key: uuid.UUID) -> Article:
    """The article, locked, with its current version: read after the lock, as it may be another one then."""
    article = row_updates.lock_row(Article, key)
    if article.current_version_id is None and article.source_id is None:
        return article
    return Article.objects.select_related("current_version", "source").get(pk=key)


def fail_article(article: Article, *, failure: str, detail: str, actor: Actor, now: datetime) -> bool:
    """Mark an article as failed, with the reason. Returns False if it has this failure already, or if it was captured
    from its URL before: a failed check does not undo that."""
    with transaction.atomic():
        article = Article.objects.select_for_update(of=("self",), no_key=True).get(pk=article.pk)
        if article.withdrawn_at is not None:
            return False
        if article.state == Article.State.FAILED and article.failure == failure:
            return False
        if article.state == Article.State.CAPTURED and article.origin == Article.Origin.FETCHED:
            return False
        state_before, failure_before = article.state, article.failure
        article.state, article.failure, article.failure_detail = Article.State.FAILED, failure, detail
        article.version += 1
        article.save(update_fields=["state", "failure", "failure_detail", "version"])
        changes = {"state": (state_before, article.state), "failure": (failure_before, failure)}
        events.record(Event.Type.ARTICLE_FAILED, article, actor=actor, now=now, changes=changes)
    return True


def _mark_captured(
    article: Article, version: ArticleVersion, content_hash: str | None, *, actor: Actor, now: datetime
) -> None:
    """End the pending or failed state of an article whose text is that of its current version, with an event."""
    if content_hash is not None:
        Article.objects.filter(pk=article.pk).update(captured_hash=content_hash)
    values = {"state": Article.State.CAPTURED, "failure": "", "failure_detail": ""}
    changes = row_updates.apply_changes(article, values)
    if changes:
        related = {"version": version.pk}
        events.record(
            Event.Type.ARTICLE_CAPTURED, article, actor=actor, now=now, changes=changes, related=related
        )


def _write_version(
    article: Article, capture: Capture, captured_hash: str, *, actor: Actor, now: datetime
) -> ArticleVersion:
    number_before = article.current_version.number if article.current_version else None
    version = _new_version(article, capture, captured_hash, captured_at=now)
    article.current_version = version
    article.state = Article.State.CAPTURED
    article.failure = article.failure_detail = ""
    _fill_metadata(article, capture.document, actor=actor, now=now)
    article.version += 1
    article.save()
    events.record(
        Event.Type.ARTICLE_CAPTURED,
        article,
        actor=actor,
        now=now,
        changes={"current_version": (number_before, version.number)},
        related={"version": version.pk},
    )
    return version


def _reread_version(article: Article, current: ArticleVersion, capture: Capture) -> ArticleVersion:
    """The current version with what was read of it now; another version if the text is another one."""
    captured_hash = text_hash(capture.document.text)
    if current.text_hash == captured_hash:
        version = current
        version.extractor_version = capture.extractor_version
        version.references, version.notes = _references(capture.document), _notes(capture.document)
        version.claim_reviews = _claim_reviews(capture.document)
        version.save(update_fields=["extractor_version", "references", "notes", "claim_reviews"])
    else:
        version = _new_version(article, capture, captured_hash, captured_at=current.captured_at)
        article.current_version = version
    _fill_metadata(article, capture.document, actor=_READER, now=current.captured_at)
    article.version += 1
    article.save()
    return version


def _new_version(
    article: Article, capture: Capture, captured_hash: str, *, captured_at: datetime
) -> ArticleVersion:
    return ArticleVersion.objects.create(
        article=article,
        number=(article.current_version.number if article.current_version else 0) + 1,
        text=capture.document.text,
        text_hash=captured_hash,
        references=_references(capture.document),
        notes=_notes(capture.document),
        claim_reviews=_claim_reviews(capture.document),
        extractor_version=capture.extractor_version,
        captured_at=captured_at,
    )


def _references(document: Document) -> list[dict[str, object]]:
    return [asdict(reference) for reference in document.references]


def _notes(document: Document) -> list[dict[str, object]]:
    return [{"kind": note.kind, "text": note.text} for note in document.notes[:MAX_NOTES]]


def _claim_reviews(document: Document) -> list[dict[str, object]]:
    return [asdict(review) for review in document.claim_reviews]


def _fill_metadata(article: Article, document: Document, *, actor: Actor, now: datetime) -> None:
    """Fill empty metadata from the document. What the caller or a curator gave stays."""
    article.title = article.title or document.title[:MAX_TITLE]
    article.authors = article.authors or [author[:MAX_AUTHOR] for author in document.authors[:MAX_AUTHORS]]
    article.published_at = article.published_at or document.published_at
    article.language = article.language or document.language[:16]
    if article.publisher_id is None:
        by_domain = publishers.publisher_of(article.source.canonical_url) if article.source else None
        article.publisher = by_domain or publishers.ensure_publisher(document.publisher, actor=actor, now=now)


def _write_reading(
    version: ArticleVersion,
    capture: Capture,
    *,
    is_first: bool,
    actor: Actor,
    seen_at: datetime,
    now: datetime,
) -> list[Claim]:
    """Write the claims of a version with all that belongs to them. Returns the new ones.

    Of an article that `is_first` read now, no claims, appearances or citations are looked for.
    """
    offers = attach.register_offers(capture, actor=actor, now=now)
    if not is_first:
        attach.lock_citations(version.article_id)
    made = claim_rows.write_claims(
        None if is_first else version.article_id, capture.candidates, actor=actor, seen_at=seen_at, now=now
    )
    positions = claim_rows.once_in_place(capture.candidates, made.claims)
    claims = [made.claims[position] for position in positions]
    capture = replace(capture, candidates=tuple(capture.candidates[position] for position in positions))
    offers = offers.at(positions)
    written = appearances.write_appearances(
        version, capture, claims, is_first=is_first, actor=actor, seen_at=seen_at, now=now
    )
    changed_claims = written.changed_claims - {claim.pk for claim in made.new}
    presence.note_presence(changed_claims, locked=made.locked, actor=actor, now=now)
    cited = attach.attach_citations(written, offers, actor=actor, now=now)
    evidence.weigh_claims({*cited, *changed_claims}, locked=made.locked, actor=actor, now=now)
    return made.new
