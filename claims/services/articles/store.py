"""Store: write a captured article as rows, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from claims.models import Appearance, Article, ArticleVersion, Claim, Event
from claims.pipeline.fingerprint import text_hash
from claims.services import events, row_updates
from claims.services.articles import attach
from claims.services.articles.submitted_fields import MAX_AUTHOR, MAX_AUTHORS, MAX_TITLE
from claims.services.catalogue import (
    evidence,
    presence,
    proposed_entities,
    propositions,
    publishers,
)
from claims.values import Actor, Capture, ClaimCandidate, Document

MAX_NOTES = 50


@dataclass(frozen=True, slots=True)
class Stored:
    """The result of storing a capture. `version` is None if the text is that of the current version."""

    article: Article
    version: ArticleVersion | None
    new_claims: list[Claim] = field(default_factory=list)


def save_capture(article: Article, capture: Capture, *, actor: Actor, now: datetime) -> Stored:
    """Write a captured text with its claims, citations, sources and events. The same text again writes none of them.

    1. The version, with the document's metadata where the article has none; the sources that it cites.
    2. The claims by identity: existing ones get a new `last_seen_at`, new ones their propositions.
    3. The appearances: those still in the text move to the version, new ones are added, the others are marked gone, and
       so are claims that no article makes any more.
    4. The citations of the appearances.
    5. The evidence states of the claims.
    """
    with transaction.atomic():
        article = (
            Article.objects.select_for_update(of=("self",), no_key=True)
            .select_related("current_version", "source")
            .get(pk=article.pk)
        )
        captured_hash = text_hash(capture.document.text)
        if article.current_version and article.current_version.text_hash == captured_hash:
            _mark_captured(article, article.current_version, actor=actor, now=now)
            return Stored(article=article, version=None)
        version = _write_version(article, capture, captured_hash, actor=actor, now=now)
        offers = attach.register_offers(capture, actor=actor, now=now)
        claims, new_claims = _write_claims(capture.candidates, actor=actor, now=now)
        made_before = set(_standing(article).values_list("claim_id", flat=True))
        appearances = _write_appearances(article, version, capture, claims, actor=actor, now=now)
        lost = made_before - {claim.pk for claim in claims}
        returned = {claim.pk for claim in claims if claim.gone_at}
        presence.note_presence(lost | returned, actor=actor, now=now)
        cited = attach.attach_citations(appearances, offers, actor=actor, now=now)
        evidence.weigh_claims(cited, actor=actor, now=now)
    return Stored(article=article, version=version, new_claims=new_claims)


def fail_article(article: Article, *, failure: str, detail: str, actor: Actor, now: datetime) -> bool:
    """Mark an article as failed, with the reason. Returns False if it has this failure already, or if it was captured
    from its URL before: a failed check does not undo that."""
    with transaction.atomic():
        article = Article.objects.select_for_update(of=("self",), no_key=True).get(pk=article.pk)
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


def _mark_captured(article: Article, version: ArticleVersion, *, actor: Actor, now: datetime) -> None:
    """End the pending or failed state of an article whose text is that of its current version, with an event."""
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
    version = ArticleVersion.objects.create(
        article=article,
        number=(number_before or 0) + 1,
        text=capture.document.text,
        text_hash=captured_hash,
        references=[asdict(reference) for reference in capture.document.references],
        notes=[{"kind": note.kind, "text": note.text} for note in capture.document.notes[:MAX_NOTES]],
        extractor_version=capture.extractor_version,
        captured_at=now,
    )
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


def _fill_metadata(article: Article, document: Document, *, actor: Actor, now: datetime) -> None:
    """Fill empty metadata from the document. What the caller or a curator gave stays."""
    article.title = article.title or document.title[:MAX_TITLE]
    article.authors = article.authors or [author[:MAX_AUTHOR] for author in document.authors[:MAX_AUTHORS]]
    article.published_at = article.published_at or document.published_at
    article.language = article.language or document.language[:16]
    if article.publisher_id is None:
        by_domain = publishers.publisher_of(article.source.canonical_url) if article.source else None
        article.publisher = by_domain or publishers.ensure_publisher(document.publisher, actor=actor, now=now)


def _write_claims(
    candidates: Sequence[ClaimCandidate], *, actor: Actor, now: datetime
) -> tuple[list[Claim], list[Claim]]:
    """Return the claim of each candidate, in their order, and the claims that are new."""
    names = [name for candidate in candidates for name in candidate.names]
    entity_by_key = proposed_entities.ensure_entities(names, actor=actor, now=now)
    resolved = propositions.resolve_all(candidates, entity_by_key)
    keys = [
        propositions.identity_of(candidate, rows)
        for candidate, rows in zip(candidates, resolved, strict=True)
    ]
    proposed: dict[str, Claim] = {}
    for key, candidate in zip(keys, candidates, strict=True):
        proposed.setdefault(key, _new_claim(key, candidate, now))
    # Inserted in the order of identity keys, locked in the order of ids as everywhere, so that transactions do not
    # deadlock.
    Claim.objects.bulk_create((proposed[key] for key in sorted(proposed)), ignore_conflicts=True)
    stored = Claim.objects.select_for_update(no_key=True).filter(identity_key__in=proposed).order_by("pk")
    by_key = {claim.identity_key: claim for claim in stored}
    new_claims = [by_key[key] for key in dict.fromkeys(keys) if by_key[key].pk == proposed[key].pk]
    propositions.write(new_claims, dict(zip(keys, resolved, strict=True)))
    claims = [_merge_target(by_key[key]) for key in keys]
    Claim.objects.filter(pk__in={claim.pk for claim in claims}, last_seen_at__lt=now).update(last_seen_at=now)
    created = [events.Change(Event.Type.CLAIM_CREATED, claim) for claim in new_claims]
    events.record_all(created, actor=actor, now=now)
    return claims, new_claims


def _new_claim(key: str, candidate: ClaimCandidate, now: datetime) -> Claim:
    return Claim(
        text=candidate.quote,
        kind=candidate.kind,
        identity_key=key,
        first_seen_at=now,
        last_seen_at=now,
        created_at=now,
    )


def _merge_target(claim: Claim) -> Claim:
    """The claim that this one was merged into, or itself."""
    while claim.merged_into is not None:
        claim = claim.merged_into
    return claim


def _write_appearances(
    article: Article,
    version: ArticleVersion,
    capture: Capture,
    claims: Sequence[Claim],
    *,
    actor: Actor,
    now: datetime,
) -> list[Appearance]:
    """Return the appearance of each candidate, in their order."""
    existing = _by_claim(_standing(article).select_for_update(no_key=True).order_by("start"))
    kept: list[Appearance] = []
    added: list[Appearance] = []
    appearances: list[Appearance] = []
    for candidate, claim in zip(capture.candidates, claims, strict=True):
        unmatched = existing[claim.pk]
        appearance = unmatched.pop(0) if unmatched else _new_appearance(claim, article, version, now)
        (added if appearance.article_version_id == version.pk else kept).append(appearance)
        _set_location(appearance, candidate, capture, version)
        appearances.append(appearance)
    gone = [appearance for unmatched in existing.values() for appearance in unmatched]
    Appearance.objects.filter(pk__in=[appearance.pk for appearance in gone]).update(gone_at=now)
    Appearance.objects.bulk_update(kept, _LOCATION_FIELDS) if kept else None
    Appearance.objects.bulk_create(added)
    _record_appearances(added, gone, actor=actor, now=now)
    return appearances


_LOCATION_FIELDS = [
    "article_version", "quote", "prefix", "suffix", "start", "end", "attributed_to", "hedge", "speech", "polarity",
    "extractor", "extractor_version", "rule",
]  # fmt: skip


def _standing(article: Article) -> QuerySet[Appearance]:
    return Appearance.objects.filter(article=article, gone_at=None)


def _by_claim(appearances: Iterable[Appearance]) -> dict[object, list[Appearance]]:
    by_claim: dict[object, list[Appearance]] = defaultdict(list)
    for appearance in appearances:
        by_claim[appearance.claim_id].append(appearance)
    return by_claim


def _new_appearance(claim: Claim, article: Article, version: ArticleVersion, now: datetime) -> Appearance:
    return Appearance(
        claim=claim, article=article, article_version=version, first_version=version, seen_at=now
    )


def _set_location(
    appearance: Appearance, candidate: ClaimCandidate, capture: Capture, version: ArticleVersion
) -> None:
    appearance.article_version = version
    appearance.quote = candidate.quote
    appearance.prefix, appearance.suffix = candidate.prefix[-200:], candidate.suffix[:200]
    appearance.start, appearance.end = candidate.start, candidate.end
    appearance.attributed_to, appearance.hedge = candidate.attributed_to[:200], candidate.hedge[:200]
    appearance.speech, appearance.polarity = candidate.speech, candidate.polarity
    appearance.extractor, _, appearance.extractor_version = capture.extractor_version.partition("-")
    appearance.rule = candidate.rule[:80]


def _record_appearances(
    added: Sequence[Appearance], gone: Sequence[Appearance], *, actor: Actor, now: datetime
) -> None:
    changes = [
        events.Change(
            Event.Type.APPEARANCE_CREATED, row, related={"claim": row.claim_id, "article": row.article_id}
        )
        for row in added
    ]
    changes += [
        events.Change(
            Event.Type.APPEARANCE_GONE,
            row,
            {"gone_at": (None, now)},
            related={"claim": row.claim_id, "article": row.article_id},
            severity=3,
        )
        for row in gone
    ]
    events.record_all(changes, actor=actor, now=now)
