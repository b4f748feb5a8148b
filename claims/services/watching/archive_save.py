"""Archive save: newly cited sources are handed to the archive's save service, and the URLs of their copies are kept.

Never a transaction over the network: lease, commit, request, write. `Source.save_due_at` is queue and lease in one: leasing a
source moves it on, and a result counts only while it has the value that the lease wrote.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from claims.errors import FetchError
from claims.models import Event, Source
from claims.pipeline import urls
from claims.pipeline.fetching.addresses import AddressRule
from claims.pipeline.watching import archives
from claims.pipeline.watching.archives import ArchivedCopy
from claims.services import events, row_updates
from claims.services.watching import polite_fetch
from claims.values import Actor

logger = structlog.get_logger(__name__)

PUMP_SECONDS = 10
GIVE_UP_SECONDS = 60
"""How long a round leases sources, and how long it waits for the archive: less than the task's soft time limit."""

RETRY_WAIT = timedelta(hours=1)
MAX_AGE = timedelta(days=1)
"""When a source is handed over again after the archive did not answer, and how long after its registration no more."""

_ACTOR = Actor("worker", "archive")

_LEASE = """
UPDATE claims_source SET save_due_at = statement_timestamp() + %(lease)s
WHERE id = (
    SELECT id FROM claims_source WHERE save_due_at <= statement_timestamp()
    ORDER BY save_due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
) RETURNING id, cited_url, save_due_at, created_at
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A source that is leased to be handed over. A result counts only while its `save_due_at` is `until`."""

    id: uuid.UUID
    url: str
    until: datetime
    created_at: datetime


def save_due_sources(limit: int = 20) -> int:
    """Hand due sources to the archive, one after the other. Returns how many were answered.

    An archive that does not answer, or may not be requested now, ends the round.
    """
    started, answered = time.monotonic(), 0
    while settings.ARCHIVE_SAVE_URL and answered < limit and time.monotonic() - started < PUMP_SECONDS:
        due = lease_due()
        if due is None:
            break
        try:
            copy = save_copy(due.url, until=started + GIVE_UP_SECONDS)
        except FetchError as error:
            logger.info("source not handed over", source=str(due.id), error=error.code, detail=error.detail)
            _put_off(due, now=timezone.now())
            break
        record_copy(due, copy, now=timezone.now())
        answered += 1
    return answered


def lease_due() -> Due | None:
    """Lease the source that has been due longest. It is due again later, in case this worker is killed."""
    values: dict[str, Any] = {"lease": timedelta(seconds=2 * settings.LEASE_SECONDS)}
    with connection.cursor() as cursor:
        cursor.execute(_LEASE, values)
        row = cursor.fetchone()
    return Due(*row) if row else None


def save_copy(cited_url: str, *, until: float) -> ArchivedCopy | None:
    """Have the archive save a page. Returns its copy, None if it makes none.

    Raises FetchError if the archive does not answer, or asks for a pause. The save service is made for programs: its
    robots.txt, which is for crawlers, does not apply.
    """
    page_url = urls.target_url(cited_url)
    if AddressRule().refuses_host(urls.host_of(page_url)):
        return None  # private addresses are never sent to the archive
    try:
        page = polite_fetch.fetch_politely(
            settings.ARCHIVE_SAVE_URL + page_url, until=until, ignores_robots=True
        )
    except FetchError as error:
        if polite_fetch.is_trouble(error):
            raise
        return None
    copy = archives.saved_copy(page.final_url, dict(page.headers).get("content-location", ""))
    return copy if copy and archives.is_of(copy, settings.ARCHIVE_SAVE_URL) else None


def record_copy(due: Due, copy: ArchivedCopy | None, *, now: datetime) -> None:
    """Write where the copy is. A source that has one by now keeps that one."""
    with transaction.atomic():
        ours = Source.objects.select_for_update(no_key=True).filter(pk=due.id, save_due_at=due.until)
        source = ours.first()
        if source is None:  # the lease has expired
            return
        source.save_due_at = None
        source.save(update_fields=["save_due_at"])
        if copy and not source.archive_url:
            columns = {"archive_url": copy.url, "archived_at": copy.captured_at}
            changes = row_updates.apply_changes(source, columns)
            events.record(Event.Type.SOURCE_ARCHIVED, source, actor=_ACTOR, now=now, changes=changes)


def _put_off(due: Due, *, now: datetime) -> None:
    again = now + RETRY_WAIT if now < due.created_at + MAX_AGE else None
    Source.objects.filter(pk=due.id, save_due_at=due.until).update(save_due_at=again)
