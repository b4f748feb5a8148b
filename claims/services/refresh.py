"""Refresh: sources that are due are looked at, and what was seen is written down.

Never a transaction over the network: lease, commit, look, read, write.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import structlog
from django.utils import timezone

from claims.errors import FetchError, ReadError
from claims.models import Article, Source
from claims.pipeline.fingerprint import body_hash, text_hash
from claims.pipeline.flights import Flights
from claims.services import lease, record
from claims.services.doors import door_settings, sandbox
from claims.services.record import READER_VERSION, Outcome
from claims.services.revisions import despite_deadlock
from claims.values import Capture, Page

logger = structlog.get_logger(__name__)

MAX_UNDER_WAY = 100
PUMP_SECONDS = 40
GIVE_UP_SECONDS = 75  # before the task's soft time limit: what is still under way then comes up again
MAX_CLAIMS = 3
COOLING_MAX = timedelta(hours=24)
COOLING_DEFAULT = timedelta(minutes=30)
_COOLING_STATUS = {429, 503}


def refresh_due_sources() -> int:
    """Look at due sources until none is due or the pump's time is over; answers how many were looked at."""
    leases = lease.lease_due_sources(MAX_UNDER_WAY)
    if not leases:
        return 0
    started = time.monotonic()
    done = 0
    with Flights[lease.Lease, Page](door_settings()) as flights:
        while (leases or flights.under_way) and time.monotonic() - started < GIVE_UP_SECONDS:
            for taken in leases:
                _take_off(flights, taken)
            for landed, result in flights.landed(timeout_seconds=0.5):
                _finish_or_leave(landed, result)
                done += 1
            room = MAX_UNDER_WAY - flights.under_way
            leases = lease.lease_due_sources(room) if time.monotonic() - started < PUMP_SECONDS else []
    return done


def _take_off(flights: Flights[lease.Lease, Page], taken: lease.Lease) -> None:
    source = taken.source
    if source.claim_count >= MAX_CLAIMS:
        record.quarantine(taken, now=timezone.now())
        lease.release_host(source.host, taken.token)
        logger.warning("source quarantined", source=str(source.pk), url=source.cited_url)
        return
    etag, last_modified = (source.etag, source.last_modified) if _is_known(source) else ("", "")
    url, sent_by = source.cited_url, source.final_url
    flights.start(
        taken, lambda door: door.get(url, etag=etag, last_modified=last_modified, validators_url=sent_by)
    )


def _finish_or_leave(taken: lease.Lease, result: Page | FetchError) -> None:
    """One source's trouble is not another's: it keeps its lease, comes up again when that ends, and is counted."""
    try:
        finish(taken, result)
    except Exception:
        logger.exception("look not written", source=str(taken.source.pk), url=taken.source.cited_url)


def finish(taken: lease.Lease, result: Page | FetchError) -> None:
    """Read what a look brought, write it down in one transaction, and give the host back."""
    look = read_look(taken.source, result) if lease.take_up(taken) else None
    now = timezone.now()
    written = look and despite_deadlock(lambda: record.record_look(taken, look, now=now))
    lease.release_host(taken.source.host, taken.token, cooling_until=_cooling(result, now))
    if not written:
        logger.info("late result dropped", source=str(taken.source.pk))
        return
    logger.info(
        "source checked", outcome=written.outcome, link_state=written.link_state, url=taken.source.cited_url
    )


def read_look(source: Source, result: Page | FetchError) -> record.Look:
    """Climb the ladder, and stop at the first "unchanged": 304, same bytes, same text. Touches no row."""
    if isinstance(result, FetchError):
        return record.Look(Outcome.FAILED, error=result)
    if result.is_not_modified:
        return record.Look(Outcome.NOT_MODIFIED, page=result)
    digest = body_hash(result.body)
    if digest == source.body_hash and _is_known(source):
        return record.Look(Outcome.SAME_BODY, page=result, body_hash=digest)
    try:
        capture = _read_article(source, result)
        text = capture.full_text if capture else _read_text(result)
    except ReadError as error:
        return record.Look(Outcome.UNREADABLE, page=result, error=error, body_hash=digest)
    outcome = Outcome.CHANGED if source.text_hash else Outcome.FIRST
    if text_hash(text) == source.text_hash:
        outcome = Outcome.SAME_TEXT
    return record.Look(outcome, page=result, body_hash=digest, text=text, capture=capture)


def _is_known(source: Source) -> bool:
    """Whether an unchanged page has nothing new for us: this reader has read it, and no article waits for it."""
    article = getattr(source, "article", None)
    waits = article and article.origin == Article.Origin.FETCHED and article.state != Article.State.CAPTURED
    return source.text_hash != "" and source.extractor_version == READER_VERSION and not waits


def _read_text(page: Page) -> str:
    return sandbox().read_text(page.body, page.content_type, page.charset, page.final_url)


def _read_article(source: Source, page: Page) -> Capture | None:
    article = getattr(source, "article", None)
    if article is None or article.origin != Article.Origin.FETCHED:
        return None
    return sandbox().read_capture(page.body, page.content_type, page.charset, page.final_url)


def _cooling(result: Page | FetchError, now: datetime) -> datetime | None:
    """Until when a host that asks us to slow down (429, 503) is left alone."""
    if not isinstance(result, FetchError) or result.status not in _COOLING_STATUS:
        return None
    asked = result.retry_after_seconds
    wait = COOLING_DEFAULT if asked is None else timedelta(seconds=asked)
    return now + min(wait, COOLING_MAX)
