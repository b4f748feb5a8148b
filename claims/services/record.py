"""Record: what one look at a source brought becomes rows, in one transaction."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from claims.errors import FetchError, ReadError
from claims.models import Article, Event, Snapshot, Source, SourceCheck
from claims.pipeline import link_state, schedule
from claims.pipeline.extract import EXTRACTOR, EXTRACTOR_VERSION
from claims.pipeline.fingerprint import text_hash
from claims.services import events, store, watch
from claims.services.lease import Lease
from claims.values import Actor, Capture, LinkState, Page

Outcome = SourceCheck.Outcome
READER_VERSION = f"{EXTRACTOR}-{EXTRACTOR_VERSION}"
_FALLEN_SEVERITY = 6
_TOLD_SEVERITY = 3
_PACE = {
    Outcome.FIRST: schedule.Outcome.NEW,
    Outcome.CHANGED: schedule.Outcome.CHANGED,
    Outcome.FAILED: schedule.Outcome.FAILED,
}


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a source brought, before it is written. `text` is None if no text was read."""

    outcome: Outcome
    page: Page | None = None
    error: FetchError | ReadError | None = None
    body_hash: str = ""
    text: str | None = None
    capture: Capture | None = None


def record_look(taken: Lease, look: Look, *, now: datetime) -> SourceCheck | None:
    """Write a look: the check, the snapshot, the link's state, the citations, the article; and their events.

    None, and nothing written, if the lease was lost meanwhile.
    """
    with transaction.atomic():
        rows = Source.objects.select_for_update(of=("self",), no_key=True).select_related("host")
        source = rows.filter(pk=taken.source.pk, lease_token=taken.token).first()
        if source is None:
            return None
        history = _next_history(source, look, now)
        text_before = _text_of(source) if look.outcome == Outcome.CHANGED else ""
        link_before = LinkState(source.link_state)
        check = _write_check(source, look, history, now)
        actor = Actor("worker", "refresh", "check", events.type_id_of(check))
        _write_source(source, look, history, check, now)
        _tell_link(source, link_before, actor=actor, now=now)
        _tell_passages(source, look, check, text_before, link_before, actor=actor, now=now)
        _keep_article(source, look, actor=actor, now=now)
    return check


def quarantine(taken: Lease, *, now: datetime) -> None:
    """Looking at this source ended worker after worker: nobody does it again until an operator lets it."""
    actor = Actor("worker", "refresh")
    with transaction.atomic():
        source = (
            Source.objects.select_for_update(no_key=True)
            .filter(pk=taken.source.pk, lease_token=taken.token)
            .first()
        )
        if source is None:
            return
        before = LinkState(source.link_state)
        source.link_state = LinkState.QUARANTINED
        source.lease_token = source.lease_until = None
        source.next_check_at = now + timedelta(seconds=settings.CHECK_CEILING_SECONDS)
        source.version += 1
        source.save()
        _tell_link(source, before, actor=actor, now=now)
        watch.weigh_citing_claims(source, actor=actor, now=now)
        error = ReadError("Reading this page ended its worker again and again.", code="quarantined")
        _keep_article(source, Look(Outcome.FAILED, error=error), actor=actor, now=now)


def _next_history(source: Source, look: Look, now: datetime) -> link_state.LinkHistory:
    current = link_state.LinkHistory(
        LinkState(source.link_state), source.strikes, source.first_failed_at, source.last_status
    )
    if isinstance(look.error, FetchError):
        seen = link_state.seen_in_error(look.error)
        return link_state.next_link_state(current, seen, now, status=look.error.status)
    if look.page is None:
        return current
    return link_state.next_link_state(
        current, link_state.seen_in_page(look.page), now, status=look.page.status
    )


def _write_check(source: Source, look: Look, history: link_state.LinkHistory, now: datetime) -> SourceCheck:
    source.interval_seconds = schedule.next_interval(
        source.interval_seconds,
        _PACE.get(look.outcome, schedule.Outcome.UNCHANGED),
        floor=settings.CHECK_FLOOR_SECONDS,
        ceiling=settings.CHECK_CEILING_SECONDS,
    )
    wait = schedule.jittered(source.interval_seconds, random.Random())  # noqa: S311 spreads load, guards nothing
    page = look.page
    return SourceCheck.objects.create(
        source=source,
        checked_at=now,
        outcome=look.outcome,
        status=page.status if page else getattr(look.error, "status", None),
        error=look.error.code if look.error else "",
        detail=look.error.detail if look.error else "",
        final_url=page.final_url if page else "",
        link_state=history.state,
        elapsed_ms=page.elapsed_ms if page else 0,
        body_bytes=len(page.body) if page else 0,
        snapshot=_snapshot(source, look, now),
        next_check_at=now + timedelta(seconds=wait),
    )


def _snapshot(source: Source, look: Look, now: datetime) -> Snapshot | None:
    if look.text is None or look.outcome == Outcome.SAME_TEXT:
        return None
    snapshot, _ = Snapshot.objects.get_or_create(
        source=source,
        text_hash=text_hash(look.text),
        extractor_version=READER_VERSION,
        defaults={"text": look.text, "captured_at": now},
    )
    return snapshot


def _write_source(
    source: Source, look: Look, history: link_state.LinkHistory, check: SourceCheck, now: datetime
) -> None:
    source.link_state, source.strikes = history.state, history.strikes
    source.first_failed_at, source.last_status = history.first_failed_at, history.last_status
    source.last_error = check.error
    source.next_check_at, source.checked_at = check.next_check_at, now
    source.lease_token = source.lease_until = None
    source.claim_count = 0
    source.version += 1
    if look.page and look.outcome != Outcome.UNREADABLE:
        _keep_validators(source, look.page)
        source.body_hash = look.body_hash or source.body_hash
        source.final_url = look.page.final_url
    if look.text is not None:
        if look.outcome == Outcome.CHANGED:
            source.changed_at = now
        source.text_hash, source.extractor_version = text_hash(look.text), READER_VERSION
    source.save()


def _keep_validators(source: Source, page: Page) -> None:
    """Byte-exact, and shown again only to `final_url`, the URL that sent them. A 304 may leave out what did not change.

    Bytes beyond ASCII come as halves of characters, which no row can hold: without them the page is asked for anew.
    """
    etag, last_modified = (value if value.isascii() else "" for value in (page.etag, page.last_modified))
    source.etag = etag or (source.etag if page.is_not_modified else "")
    source.last_modified = last_modified or (source.last_modified if page.is_not_modified else "")


def _tell_link(source: Source, before: LinkState, *, actor: Actor, now: datetime) -> None:
    after = LinkState(source.link_state)
    if after == before:
        return
    severity = _FALLEN_SEVERITY if {before, after} & watch.FALLEN_LINKS else 0
    changes = {"link_state": (before, after)}
    events.record(
        Event.Type.SOURCE_LINK_CHANGED, source, actor=actor, now=now, changes=changes, severity=severity
    )


def _tell_passages(
    source: Source,
    look: Look,
    check: SourceCheck,
    text_before: str,
    link_before: LinkState,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Look for the passages, if there is a text to look in; and weigh the claims, if the link changed."""
    fell = source.link_state in watch.FALLEN_LINKS and link_before not in watch.FALLEN_LINKS
    if fell:
        watch.lose_citations(source, actor=actor, now=now)
    elif look.outcome not in (Outcome.FAILED, Outcome.UNREADABLE):
        text = look.text if look.text is not None else _text_of(source)
        changed = look.outcome in (Outcome.FIRST, Outcome.CHANGED)
        severity = watch.watch_citations(
            source, text, before=text_before, changed=changed, actor=actor, now=now
        )
        if look.outcome == Outcome.CHANGED and severity >= _TOLD_SEVERITY:
            related = {"snapshot": check.snapshot_id}
            events.record(
                Event.Type.SOURCE_CHANGED, source, actor=actor, now=now, related=related, severity=severity
            )
    if source.link_state != link_before:
        watch.weigh_citing_claims(source, actor=actor, now=now)


def _text_of(source: Source) -> str:
    snapshot = source.snapshots.filter(text_hash=source.text_hash).order_by("-captured_at").first()
    return snapshot.text if snapshot else ""


def _keep_article(source: Source, look: Look, *, actor: Actor, now: datetime) -> None:
    """A source that is an article's own page: its text is a version of the article, its failure the article's."""
    article = Article.objects.filter(source=source, origin=Article.Origin.FETCHED).first()
    if article is None:
        return
    if look.capture is not None:
        store.save_capture(article, look.capture, actor=actor, now=now)
    elif look.error is not None:
        store.fail_article(article, failure=look.error.code, detail=look.error.detail, actor=actor, now=now)
    elif article.state == Article.State.PENDING:
        # It was posted while this look was under way, which did not read it as an article.
        source.next_check_at = now
        source.save(update_fields=["next_check_at"])
