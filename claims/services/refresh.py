"""Refresh: sources that are due are looked at, and what was seen is written down.

Never a transaction over the network: lease, commit, look, read, write.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims.errors import FetchError, ReadError
from claims.models import Article, Event, Snapshot, Source, SourceCheck
from claims.pipeline import link_state, schedule
from claims.pipeline.extract import EXTRACTOR, EXTRACTOR_VERSION
from claims.pipeline.fingerprint import body_hash, text_hash
from claims.pipeline.flights import Flights
from claims.services import events, lease, store, watch
from claims.services.doors import door_settings, sandbox
from claims.services.revisions import despite_deadlock
from claims.values import Actor, Capture, LinkState, Page

logger = structlog.get_logger(__name__)

Outcome = SourceCheck.Outcome
READER_VERSION = f"{EXTRACTOR}-{EXTRACTOR_VERSION}"
MAX_UNDER_WAY = 100
PUMP_SECONDS = 40
MAX_CLAIMS = 3
COOLING_MAX = timedelta(hours=24)
COOLING_DEFAULT = timedelta(minutes=30)
_COOLING_STATUS = {429, 503}
_FALLEN_SEVERITY = 6


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a source brought, before it is written. `text` is None if no text was read."""

    outcome: Outcome
    page: Page | None = None
    error: FetchError | ReadError | None = None
    body_hash: str = ""
    text: str | None = None
    capture: Capture | None = None


def refresh_due_sources() -> int:
    """Look at due sources until none is due or the pump's time is over; answers how many were looked at."""
    leases = lease.lease_due_sources(MAX_UNDER_WAY)
    if not leases:
        return 0
    stop_at = time.monotonic() + PUMP_SECONDS
    done = 0
    with Flights[lease.Lease, Page](door_settings()) as flights:
        while leases or flights.under_way:
            for taken in leases:
                _take_off(flights, taken)
            for landed, result in flights.landed(timeout_seconds=0.5):
                finish(landed, result)
                done += 1
            room = MAX_UNDER_WAY - flights.under_way
            leases = lease.lease_due_sources(room) if time.monotonic() < stop_at else []
    return done


def _take_off(flights: Flights[lease.Lease, Page], taken: lease.Lease) -> None:
    source = taken.source
    if source.claim_count > MAX_CLAIMS:
        quarantine(taken, now=timezone.now())
        return
    known = source.text_hash != "" and source.extractor_version == READER_VERSION
    etag, last_modified = (source.etag, source.last_modified) if known else ("", "")
    url = source.cited_url
    flights.start(taken, lambda door: door.get(url, etag=etag, last_modified=last_modified))


def finish(taken: lease.Lease, result: Page | FetchError) -> None:
    """Read what a look brought, write it down in one transaction, and give the host back."""
    look = read_look(taken.source, result)
    now = timezone.now()
    written = despite_deadlock(lambda: record_look(taken, look, now=now))
    lease.release_host(taken.source.host, taken.token, cooling_until=_cooling(look, now))
    if written is None:
        logger.info("late result dropped", source=str(taken.source.pk))
        return
    logger.info(
        "source checked", outcome=written.outcome, link_state=written.link_state, url=taken.source.cited_url
    )


def read_look(source: Source, result: Page | FetchError) -> Look:
    """Climb the ladder, and stop at the first "unchanged": 304, same bytes, same text. Touches no row."""
    if isinstance(result, FetchError):
        return Look(Outcome.FAILED, error=result)
    if result.is_not_modified:
        return Look(Outcome.NOT_MODIFIED, page=result)
    digest = body_hash(result.body)
    is_known = source.extractor_version == READER_VERSION and source.text_hash != ""
    if is_known and digest == source.body_hash:
        return Look(Outcome.SAME_BODY, page=result, body_hash=digest)
    try:
        capture = _read_article(source, result)
        text = capture.full_text if capture else _read_text(result)
    except ReadError as error:
        return Look(Outcome.UNREADABLE, page=result, error=error, body_hash=digest)
    outcome = Outcome.CHANGED if source.text_hash else Outcome.FIRST
    if is_known and text_hash(text) == source.text_hash:
        outcome = Outcome.SAME_TEXT
    return Look(outcome, page=result, body_hash=digest, text=text, capture=capture)


def _read_text(page: Page) -> str:
    return sandbox().read_text(page.body, page.content_type, page.charset, page.final_url)


def _read_article(source: Source, page: Page) -> Capture | None:
    article = getattr(source, "article", None)
    if article is None or article.origin != Article.Origin.FETCHED:
        return None
    return sandbox().read_capture(page.body, page.content_type, page.charset, page.final_url)


def record_look(taken: lease.Lease, look: Look, *, now: datetime) -> SourceCheck | None:
    """Write a look: the check, the snapshot, the link's state, the citations, the article; and their events.

    None, and nothing written, if the lease was lost meanwhile.
    """
    with transaction.atomic():
        rows = Source.objects.select_for_update(of=("self",), no_key=True).select_related("host")
        source = rows.filter(pk=taken.source.pk, lease_token=taken.token).first()
        if source is None:
            return None
        history = _next_history(source, look, now)
        link_before = LinkState(source.link_state)
        check = _write_check(source, look, history, now)
        actor = Actor("worker", "refresh", "check", events.type_id_of(check))
        _write_source(source, look, history, check, now)
        _tell_link(source, link_before, actor=actor, now=now)
        _watch(source, look, check, link_before, actor=actor, now=now)
        _keep_article(source, look, actor=actor, now=now)
    return check


def quarantine(taken: lease.Lease, *, now: datetime) -> None:
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
    lease.release_host(taken.source.host, taken.token)
    logger.warning("source quarantined", source=str(source.pk), url=source.cited_url)


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


_PACE = {
    Outcome.FIRST: schedule.Outcome.NEW,
    Outcome.CHANGED: schedule.Outcome.CHANGED,
    Outcome.FAILED: schedule.Outcome.FAILED,
}


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
    """They belong to the URL that sent them: after redirects they would be shown to another one."""
    if page.final_url != page.url:
        source.etag = source.last_modified = ""
        return
    source.etag = page.etag or (source.etag if page.is_not_modified else "")
    source.last_modified = page.last_modified or (source.last_modified if page.is_not_modified else "")


def _tell_link(source: Source, before: LinkState, *, actor: Actor, now: datetime) -> None:
    after = LinkState(source.link_state)
    if after == before:
        return
    severity = _FALLEN_SEVERITY if {before, after} & watch.FALLEN_LINKS else 0
    changes = {"link_state": (before, after)}
    events.record(
        Event.Type.SOURCE_LINK_CHANGED, source, actor=actor, now=now, changes=changes, severity=severity
    )


def _watch(
    source: Source, look: Look, check: SourceCheck, link_before: LinkState, *, actor: Actor, now: datetime
) -> None:
    """Look for the passages, if there is a text to look in; and weigh the claims, if the link changed."""
    fell = source.link_state in watch.FALLEN_LINKS and link_before not in watch.FALLEN_LINKS
    if fell:
        watch.lose_citations(source, actor=actor, now=now)
    elif look.outcome not in (Outcome.FAILED, Outcome.UNREADABLE):
        text = look.text if look.text is not None else _last_text(source)
        changed = look.outcome in (Outcome.FIRST, Outcome.CHANGED)
        severity = watch.watch_citations(source, text, changed=changed, actor=actor, now=now)
        if look.outcome == Outcome.CHANGED and severity >= 3:
            related = {"snapshot": check.snapshot_id}
            events.record(
                Event.Type.SOURCE_CHANGED, source, actor=actor, now=now, related=related, severity=severity
            )
    if source.link_state != link_before:
        watch.weigh_citing_claims(source, actor=actor, now=now)


def _last_text(source: Source) -> str:
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


def _cooling(look: Look, now: datetime) -> datetime | None:
    """Until when a host that asks us to slow down (429, 503) is left alone."""
    error = look.error
    if not isinstance(error, FetchError) or error.status not in _COOLING_STATUS:
        return None
    asked = error.retry_after_seconds
    wait = COOLING_DEFAULT if asked is None else timedelta(seconds=asked)
    return now + min(wait, COOLING_MAX)
