"""Archive: the archive's copy of a source whose link has fallen is looked up, and the source's passages are located in it.

Never a transaction over the network: lease, commit, request, read, write. `Source.archive_due_at` is queue and lease in
one: leasing a source moves it on, and a result counts only while it has the value that the lease wrote.
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

from claims.errors import FetchError
from claims.models import Citation, Event, Snapshot, Source, SourceCheck
from claims.pipeline.watching.archives import ArchivedCopy
from claims.pipeline.watching.differences import check_passage
from claims.pipeline.watching.link_state import FALLEN_LINKS
from claims.services import events, row_updates
from claims.services.watching.archive_lookup import Found, find_copy, read_copy
from claims.values import Actor, Passage

logger = structlog.get_logger(__name__)

PUMP_SECONDS = 10
GIVE_UP_SECONDS = 60
"""How long a round leases sources, and how long it waits for the archive. With the longest reading, a round ends before
the task's soft time limit."""

FAILED_WAIT = timedelta(hours=1)
"""When a lookup is repeated after the archive could not say whether it has a copy."""

_WAITS = ((timedelta(days=1), timedelta(days=1)), (timedelta(days=8), timedelta(days=7)))
_MAX_WAIT = timedelta(days=30)
_ACTOR = Actor("worker", "archive")
_EVER = datetime.min.replace(tzinfo=UTC)
_WITHOUT_PAGE = (SourceCheck.Outcome.FAILED, SourceCheck.Outcome.UNREADABLE)

# A link that lives again leaves the queue here too.
_LEASE = """
UPDATE claims_source SET archive_due_at =
    CASE WHEN link_state = ANY(%(fallen)s) THEN statement_timestamp() + %(lease)s END
WHERE id = (
    SELECT id FROM claims_source WHERE archive_due_at <= statement_timestamp()
    ORDER BY archive_due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
) RETURNING id, cited_url, archive_due_at, archive_url, archived_at
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A source that is leased for a lookup. A result counts only while its `archive_due_at` is `until`; None: no lookup.

    `copy_url` and `copied_at` are the copy that was made when it was first cited, "" and None without one.
    """

    id: uuid.UUID
    url: str
    until: datetime | None
    copy_url: str = ""
    copied_at: datetime | None = None


def look_up_due_copies(limit: int = 20) -> int:
    """Look up the copies of due sources, one after the other. Returns how many lookups were answered.

    An archive that does not answer, or may not be requested now, ends the round: of the source, only the time of the next
    lookup is written.
    """
    started, said = time.monotonic(), 0
    while settings.ARCHIVE_URL and said < limit and time.monotonic() - started < PUMP_SECONDS:
        due = lease_due()
        if due is None:
            break
        if due.until is None:
            continue
        try:
            found = _find_copy(due, until=started + GIVE_UP_SECONDS)
        except FetchError as error:
            logger.info("copy not looked up", source=str(due.id), error=error.code, detail=error.detail)
            _put_off(due)
            break
        record_look_up(due, found, now=timezone.now())
        said += 1
    return said


def lease_due() -> Due | None:
    """Lease the source that has been due longest. It is due again later, in case this worker is killed."""
    values: dict[str, Any] = {
        "fallen": sorted(FALLEN_LINKS),
        "lease": timedelta(seconds=2 * settings.LEASE_SECONDS),
    }
    with connection.cursor() as cursor:
        cursor.execute(_LEASE, values)
        row = cursor.fetchone()
    return Due(*row) if row else None


def record_look_up(due: Due, found: Found | None, *, now: datetime) -> None:
    """Write the result: the copy, and the state of each passage in it; or the time of the next lookup.

    The states of passages and evidence stay as they are: the source itself is dead.
    """
    row_updates.retry_on_deadlock(lambda: _record(due, found, now))


def _find_copy(due: Due, *, until: float) -> Found | None:
    """The copy that is known, or else the one that the archive names."""
    if due.copy_url and due.copied_at:
        found = read_copy(ArchivedCopy(due.copy_url, due.copied_at, 200), until=until)
        if found:
            return found
    return find_copy(due.url, _last_seen(due.id), until=until)


def _last_seen(source_id: uuid.UUID) -> datetime | None:
    """When a check last got the page, None if none did."""
    seen = SourceCheck.objects.filter(source=source_id).exclude(outcome__in=_WITHOUT_PAGE)
    return seen.order_by("-checked_at").values_list("checked_at", flat=True).first()


def _put_off(due: Due) -> None:
    again = timezone.now() + FAILED_WAIT
    Source.objects.filter(pk=due.id, archive_due_at=due.until).update(archive_due_at=again)


def _record(due: Due, found: Found | None, now: datetime) -> None:
    with transaction.atomic():
        ours = Source.objects.select_for_update(no_key=True).filter(pk=due.id, archive_due_at=due.until)
        source = ours.first()
        if source is None:  # the link lives again, or the lease has expired
            return
        if found is None:
            source.archive_due_at = now + _next_wait(now - _fell_at(source, now))
            source.save(update_fields=["archive_due_at"])
            return
        source.archive_due_at = None
        source.save(update_fields=["archive_due_at"])
        copy = {"archive_url": found.copy.url, "archived_at": found.copy.captured_at}
        changes = row_updates.apply_changes(source, copy)
        if changes:
            events.record(Event.Type.SOURCE_ARCHIVED, source, actor=_ACTOR, now=now, changes=changes)
        if found.text is not None:
            _look_for_passages(source, found.text, now)


def _look_for_passages(source: Source, text: str, now: datetime) -> None:
    before = (
        Snapshot.objects.filter(source=source, source_text=source.text_hash)
        .select_related("source_text")
        .order_by("captured_at")
        .last()
    )
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
    """Lookups follow at once, after 1, 8, 38, 68… days: archives get some pages late, but most of them soon or never."""
    return next((wait for age, wait in _WAITS if fallen_for < age), _MAX_WAIT)


def _fell_at(source: Source, now: datetime) -> datetime:
    checks = SourceCheck.objects.filter(source=source, checked_at__gt=_last_seen(source.pk) or _EVER)
    fallen = checks.filter(link_state__in=FALLEN_LINKS).order_by("checked_at")
    return fallen.values_list("checked_at", flat=True).first() or now
