"""Store: what was read of an article becomes rows, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction

from claims.models import Appearance, Article, ArticleVersion, Claim, Event
from claims.pipeline.fingerprint import text_hash
from claims.services import events, row_updates
from claims.services.articles import attach
from claims.services.catalogue import catalogue, evidence, propositions
from claims.values import Actor, Capture, ClaimCandidate, Document


@dataclass(frozen=True, slots=True)
class Stored:
    """What a capture came to. `version` is None if the text was the one that is there already."""

    article: Article
    version: ArticleVersion | None
    new_claims: list[Claim] = field(default_factory=list)


def save_capture(article: Article, capture: Capture, *, actor: Actor, now: datetime) -> Stored:
    """Write what was read of an article. The same text again writes nothing.

    1. The version, and what the document says of itself where nobody has said it; the sources that it cites.
    2. The claims, by identity: known ones are seen again, new ones are made with their propositions.
    3. The appearances: those still there follow the version, new ones are added, the others are marked gone.
    4. The citations of the appearances.
    5. The evidence states that this moves; and the events of exactly that.
    """
    with transaction.atomic():
        article = (
            Article.objects.select_for_update(of=("self",), no_key=True)
            .select_related("current_version", "source")
            .get(pk=article.pk)
        )
        found = text_hash(capture.document.text)
        if article.current_version and article.current_version.text_hash == found:
            _settle(article, article.current_version, actor=actor, now=now)
            return Stored(article=article, version=None)
        version = _write_version(article, capture, found, actor=actor, now=now)
        offers = attach.register_offers(capture, actor=actor, now=now)
        claims, new = _write_claims(capture.candidates, actor=actor, now=now)
        sightings = _write_appearances(article, version, capture, claims, actor=actor, now=now)
        touched = attach.attach_citations(sightings, offers, actor=actor, now=now)
        evidence.weigh_claims(touched, actor=actor, now=now)
    return Stored(article=article, version=version, new_claims=new)


def fail_article(article: Article, *, failure: str, detail: str, actor: Actor, now: datetime) -> bool:
    """Note why an article could not be captured, unless a text of it is there already. Answers whether it was noted."""
    with transaction.atomic():
        article = Article.objects.select_for_update(of=("self",), no_key=True).get(pk=article.pk)
        if article.state == Article.State.FAILED and article.failure == failure:
            return False
        if article.state == Article.State.CAPTURED and article.origin == Article.Origin.FETCHED:
            return False
        before, failure_before = article.state, article.failure
        article.state, article.failure, article.failure_detail = Article.State.FAILED, failure, detail
        article.version += 1
        article.save(update_fields=["state", "failure", "failure_detail", "version"])
        changes = {"state": (before, article.state), "failure": (failure_before, failure)}
        events.record(Event.Type.ARTICLE_FAILED, article, actor=actor, now=now, changes=changes)
    return True


def _settle(article: Article, version: ArticleVersion, *, actor: Actor, now: datetime) -> None:
    """It waited or had failed, and its text is the one that is there: who waits for it hears so."""
    values = {"state": Article.State.CAPTURED, "failure": "", "failure_detail": ""}
    changes = row_updates.apply_changes(article, values)
    if changes:
        related = {"version": version.pk}
        events.record(
            Event.Type.ARTICLE_CAPTURED, article, actor=actor, now=now, changes=changes, related=related
        )


def _write_version(
    article: Article, capture: Capture, found: str, *, actor: Actor, now: datetime
) -> ArticleVersion:
    before = article.current_version.number if article.current_version else None
    version = ArticleVersion.objects.create(
        article=article,
        number=(before or 0) + 1,
        text=capture.document.text,
        text_hash=found,
        references=[asdict(reference) for reference in capture.document.references],
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
        changes={"current_version": (before, version.number)},
        related={"version": version.pk},
    )
    return version


def _fill_metadata(article: Article, document: Document, *, actor: Actor, now: datetime) -> None:
    """What people gave stays; what they left out is what the document says."""
    article.title = article.title or document.title[:500]
    article.authors = article.authors or [author[:200] for author in document.authors[:50]]
    article.published_at = article.published_at or document.published_at
    article.language = article.language or document.language[:16]
    if article.publisher_id is None:
        known = catalogue.publisher_of(article.source.cited_url) if article.source else None
        article.publisher = known or catalogue.ensure_publisher(document.publisher, actor=actor, now=now)


def _write_claims(
    candidates: Sequence[ClaimCandidate], *, actor: Actor, now: datetime
) -> tuple[list[Claim], list[Claim]]:
    """The claim of each candidate, in their order, and those that are new."""
    names = [name for candidate in candidates for name in candidate.names]
    entities = catalogue.ensure_entities(names, actor=actor, now=now)
    parts = propositions.resolve_all(candidates, entities)
    keys = [
        propositions.identity_of(candidate, found) for candidate, found in zip(candidates, parts, strict=True)
    ]
    fresh: dict[str, Claim] = {}
    for key, candidate in zip(keys, candidates, strict=True):
        fresh.setdefault(key, _new_claim(key, candidate, now))
    # Inserted in the order of their keys and locked in that of their ids, as everybody does: never in a ring.
    Claim.objects.bulk_create((fresh[key] for key in sorted(fresh)), ignore_conflicts=True)
    rows = Claim.objects.select_for_update(no_key=True).filter(identity_key__in=fresh).order_by("pk")
    known = {claim.identity_key: claim for claim in rows}
    new = [known[key] for key in dict.fromkeys(keys) if known[key].pk == fresh[key].pk]
    propositions.write(new, dict(zip(keys, parts, strict=True)))
    claims = [_survivor(known[key]) for key in keys]
    seen = {claim.pk for claim in claims}
    Claim.objects.filter(pk__in=seen, last_seen_at__lt=now).update(last_seen_at=now)
    events.record_all([events.Change(Event.Type.CLAIM_CREATED, claim) for claim in new], actor=actor, now=now)
    return claims, new


def _new_claim(key: str, candidate: ClaimCandidate, now: datetime) -> Claim:
    return Claim(
        text=candidate.quote,
        kind=candidate.kind,
        identity_key=key,
        first_seen_at=now,
        last_seen_at=now,
        created_at=now,
    )


def _survivor(claim: Claim) -> Claim:
    """The claim that a merged one went into."""
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
) -> list[attach.Sighting]:
    there = _by_claim(
        Appearance.objects.select_for_update(no_key=True)
        .filter(article=article, gone_at=None)
        .order_by("start")
    )
    kept: list[Appearance] = []
    added: list[Appearance] = []
    sightings: list[attach.Sighting] = []
    for candidate, claim in zip(capture.candidates, claims, strict=True):
        waiting = there[claim.pk]
        appearance = waiting.pop(0) if waiting else _new_appearance(claim, article, version, now)
        (added if appearance.article_version_id == version.pk else kept).append(appearance)
        _place(appearance, candidate, capture, version)
        sightings.append(attach.Sighting(appearance, candidate))
    gone = [appearance for left in there.values() for appearance in left]
    Appearance.objects.filter(pk__in=[appearance.pk for appearance in gone]).update(gone_at=now)
    Appearance.objects.bulk_update(kept, _PLACED) if kept else None
    Appearance.objects.bulk_create(added)
    _record_appearances(added, gone, actor=actor, now=now)
    return sightings


_PLACED = [
    "article_version", "quote", "prefix", "suffix", "start", "end", "attributed_to", "hedge", "speech",
    "extractor", "extractor_version", "rule",
]  # fmt: skip


def _by_claim(appearances: Iterable[Appearance]) -> dict[object, list[Appearance]]:
    found: dict[object, list[Appearance]] = defaultdict(list)
    for appearance in appearances:
        found[appearance.claim_id].append(appearance)
    return found


def _new_appearance(claim: Claim, article: Article, version: ArticleVersion, now: datetime) -> Appearance:
    return Appearance(
        claim=claim, article=article, article_version=version, first_version=version, seen_at=now
    )


def _place(
    appearance: Appearance, candidate: ClaimCandidate, capture: Capture, version: ArticleVersion
) -> None:
    appearance.article_version = version
    appearance.quote = candidate.quote
    appearance.prefix, appearance.suffix = candidate.prefix[-200:], candidate.suffix[:200]
    appearance.start, appearance.end = candidate.start, candidate.end
    appearance.attributed_to, appearance.hedge = candidate.attributed_to[:200], candidate.hedge[:200]
    appearance.speech = candidate.speech
    appearance.extractor, _, appearance.extractor_version = capture.extractor_version.partition("-")
    appearance.rule = candidate.rule[:80]


def _record_appearances(
    added: Sequence[Appearance], gone: Sequence[Appearance], *, actor: Actor, now: datetime
) -> None:
    happened = [
        events.Change(
            Event.Type.APPEARANCE_CREATED, row, related={"claim": row.claim_id, "article": row.article_id}
        )
        for row in added
    ]
    happened += [
        events.Change(
            Event.Type.APPEARANCE_GONE,
            row,
            {"gone_at": (None, now)},
            related={"claim": row.claim_id, "article": row.article_id},
            severity=3,
        )
        for row in gone
    ]
    events.record_all(happened, actor=actor, now=now)
