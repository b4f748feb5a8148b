"""Archive: a source that fell gets the copy that an archive has of it, and its passages are looked for there.

Never a transaction over the network: take, commit, ask, read, write. `Source.archive_due_at` is queue and lease in one:
taking a source moves it on, and what was found counts only while it stands where the taker put it.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from claims.errors import FetchError, ReadError
from claims.models import Citation, Event, Snapshot, Source, SourceCheck
from claims.pipeline import urls
from claims.pipeline.fetching.addresses import AddressRule
from claims.pipeline.watching import archives
from claims.pipeline.watching.archives import ArchivedCopy
from claims.pipeline.watching.differences import check_passage
from claims.pipeline.watching.link_outcome import FALLEN_LINKS
from claims.services import events, row_updates
from claims.services.runtime import sandbox
from claims.services.watching import polite_fetch
from claims.values import Actor, FetchFailure, Passage

logger = structlog.get_logger(__name__)

PUMP_SECONDS = 10
GIVE_UP_SECONDS = 60
"""How long a round takes up sources, and how long it waits for the archive: mostly for its spacing, in a process that
others need. With the longest reading it ends before the task's soft time limit."""

FAILED_WAIT = timedelta(hours=1)
"""When a source is looked up again after the archive could not say whether it has a copy."""

_WAITS = ((timedelta(days=1), timedelta(days=1)), (timedelta(days=8), timedelta(days=7)))
_LONGEST_WAIT = timedelta(days=30)
_ACTOR = Actor("worker", "archive")
_EVER = datetime.min.replace(tzinfo=UTC)
_WITHOUT_PAGE = (SourceCheck.Outcome.FAILED, SourceCheck.Outcome.UNREADABLE)

# A link that lives again, or has its copy, is forgotten here too.
_TAKE = """
UPDATE claims_source SET archive_due_at =
    CASE WHEN link_state = ANY(%(fallen)s) AND archive_url = '' THEN statement_timestamp() + %(lease)s END
WHERE id = (
    SELECT id FROM claims_source WHERE archive_due_at <= statement_timestamp()
    ORDER BY archive_due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
) RETURNING id, cited_url, archive_due_at
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A source whose copy is ours to look up. A result counts only while its `archive_due_at` is `until`, None: not at all."""

    id: uuid.UUID
    url: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """A copy that the archive has, and its text: None if it cannot be read."""

    copy: ArchivedCopy
    text: str | None


def look_up_due_copies(limit: int = 20) -> int:
    """Look for the copies of due sources, one after the other; answers of how many the archive said whether it has one.

    An archive that is away, or that may not be asked now, ends the round: nothing is noted of the source but when it
    comes up again.
    """
    started, said = time.monotonic(), 0
    while settings.ARCHIVE_URL and said < limit and time.monotonic() - started < PUMP_SECONDS:
        due = take_due()
        if due is None:
            break
        if due.until is None:
            continue
        try:
            found = _find(due, started + GIVE_UP_SECONDS)
        except FetchError as error:
            logger.info("copy not looked up", source=str(due.id), error=error.code, detail=error.detail)
            _put_off(due)
            break
        record_look_up(due, found, now=timezone.now())
        said += 1
    return said


def take_due() -> Due | None:
    """Take the source that has been due longest: it is due again later, so that it is not lost with us."""
    values: dict[str, Any] = {
        "fallen": sorted(FALLEN_LINKS),
        "lease": timedelta(seconds=2 * settings.LEASE_SECONDS),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        row = cursor.fetchone()
    return Due(*row) if row else None


def record_look_up(due: Due, found: Found | None, *, now: datetime) -> None:
    """Write what the archive said: the copy, and how each passage stands in it; or when it is asked again.

    The states of passages and evidence stay as they are: the source itself is dead.
    """
    row_updates.retry_on_deadlock(lambda: _record(due, found, now))


# -- asked -----------------------------------------------------------------------------------------------------------


def _find(due: Due, until: float) -> Found | None:
    """What the archive has of a source. Raises FetchError if it cannot say just now.

    Its API is made for programs and asked as it wants to be: no robots.txt, which is for crawlers, stands in the way.
    The copy is a page among others: there it is obeyed.
    """
    if AddressRule().refuses_host(urls.host_of(due.url)):
        return None  # what is private here is told to nobody
    url = archives.availability_url(settings.ARCHIVE_URL, due.url, _last_seen(due.id))
    try:
        copy = archives.archived_copy(polite_fetch.fetch_politely(url, until=until, ignores_robots=True).body)
        return Found(copy, _text_of(copy, until)) if copy and _is_its_own(copy) else None
    except FetchError as error:
        if polite_fetch.is_trouble(error):
            raise
        return None


def _text_of(copy: ArchivedCopy, until: float) -> str | None:
    """The text of a copy, None if it cannot be read. Raises FetchError if it is not there, or not to be had just now."""
    raw = archives.raw_copy_url(copy.url)
    try:
        page = polite_fetch.fetch_politely(raw, until=until)
        if not page.final_url.startswith(raw.partition("id_/")[0]):
            return None  # it leads on to something that is not this copy
        return sandbox().read_text(page.body, page.content_type, page.charset, raw)
    except ReadError:
        return None
    except FetchError as error:
        if polite_fetch.is_trouble(error) or error.code == FetchFailure.HTTP_STATUS:
            raise
        return None


def _is_its_own(copy: ArchivedCopy) -> bool:
    """Whether the archive has it itself: an answer of the API sends us nowhere else."""
    own = urls.registrable_domain(settings.ARCHIVE_URL)
    return urls.registrable_domain(copy.url) == own


def _last_seen(source_id: uuid.UUID) -> datetime | None:
    """When the page was last seen, None if it never was."""
    seen = SourceCheck.objects.filter(source=source_id).exclude(outcome__in=_WITHOUT_PAGE)
    return seen.order_by("-checked_at").values_list("checked_at", flat=True).first()


# -- written ---------------------------------------------------------------------------------------------------------


def _put_off(due: Due) -> None:
    again = timezone.now() + FAILED_WAIT
    Source.objects.filter(pk=due.id, archive_due_at=due.until).update(archive_due_at=again)


def _record(due: Due, found: Found | None, now: datetime) -> None:
    with transaction.atomic():
        ours = Source.objects.select_for_update(no_key=True).filter(pk=due.id, archive_due_at=due.until)
        source = ours.first()
        if source is None:  # it lives again, or we took too long
            return
        if found is None:
            source.archive_due_at = now + _next_wait(now - _fell_at(source, now))
            source.save(update_fields=["archive_due_at"])
            return
        source.archive_due_at = None
        source.save(update_fields=["archive_due_at"])
        copy = {"archive_url": found.copy.url, "archived_at": found.copy.captured_at}
        changes = row_updates.apply_changes(source, copy)
        events.record(Event.Type.SOURCE_ARCHIVED, source, actor=_ACTOR, now=now, changes=changes)
        if found.text is not None:
            _look_for_passages(source, found.text, now)


def _look_for_passages(source: Source, text: str, now: datetime) -> None:
    before = Snapshot.objects.filter(source=source, text_hash=source.text_hash).order_by("captured_at").last()
    rows = Citation.objects.select_for_update(of=("self",), no_key=True).filter(source=source)
    changed, happened = [], []
    for row in rows.exclude(passage_exact="").order_by("pk"):
        pinned = Passage(row.passage_exact, row.passage_prefix, row.passage_suffix)
        seen = check_passage(text, pinned, tuple(row.expected_values), before=before.text if before else "")
        if seen.state != row.archived_state:
            told = {"archived_state": (row.archived_state, seen.state)}
            row.archived_state = seen.state
            row.version += 1
            changed.append(row)
            related = {"claim": row.claim_id, "source": row.source_id}
            happened.append(events.Change(Event.Type.CITATION_UPDATED, row, told, related))
    Citation.objects.bulk_update(changed, ["archived_state", "version"], batch_size=500)
    events.record_all(happened, actor=_ACTOR, now=now)


def _next_wait(fallen_for: timedelta) -> timedelta:
    """After look-ups at the fall, 1, 8, 38, 68… days later: archives get pages late, too, but most of them soon or never."""
    return next((wait for age, wait in _WAITS if fallen_for < age), _LONGEST_WAIT)


def _fell_at(source: Source, now: datetime) -> datetime:
    checks = SourceCheck.objects.filter(source=source, checked_at__gt=_last_seen(source.pk) or _EVER)
    fallen = checks.filter(link_state__in=FALLEN_LINKS).order_by("checked_at")
    return fallen.values_list("checked_at", flat=True).first() or now
