"""Version history: the list of a paper's versions is read when its text is new.

Never a transaction over the network: lease, commit, request, read, write. `Source.versions_due_at` is queue and lease in
one: leasing a source moves it on, and a result counts only while it has the value that the lease wrote.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from claims.errors import FetchError, ReadError
from claims.models import Event, Source
from claims.pipeline.fetching.adapters import versions_address_of
from claims.pipeline.watching.paper_versions import PaperVersion, versions_in
from claims.services import events, row_updates
from claims.services.runtime import sandbox
from claims.services.watching import polite_fetch
from claims.values import Actor

logger = structlog.get_logger(__name__)

PUMP_SECONDS = 10
GIVE_UP_SECONDS = 60
"""How long a round leases sources, and how long it waits for a host: less than the task's soft time limit."""

RETRY_WAIT = timedelta(hours=1)
"""When a list of versions is requested again whose host did not answer."""

_ACTOR = Actor("worker", "version_history")

_LEASE = """
UPDATE claims_source SET versions_due_at = statement_timestamp() + %(lease)s
WHERE id = (
    SELECT id FROM claims_source WHERE versions_due_at <= statement_timestamp()
    ORDER BY versions_due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
) RETURNING id, cited_url, versions_due_at
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A source whose list of versions is leased. A result counts only while its `versions_due_at` is `until`."""

    id: uuid.UUID
    cited_url: str
    until: datetime


def read_due_histories(limit: int = 20) -> int:
    """Read due lists of versions, one after the other. Returns how many were read.

    A host that does not answer, or may not be requested now, ends the round.
    """
    started, read = time.monotonic(), 0
    while read < limit and time.monotonic() - started < PUMP_SECONDS and (due := lease_due()):
        try:
            versions = _versions_of(due, until=started + GIVE_UP_SECONDS)
        except FetchError as error:
            logger.info("versions not read", source=str(due.id), error=error.code, detail=error.detail)
            Source.objects.filter(pk=due.id, versions_due_at=due.until).update(
                versions_due_at=timezone.now() + RETRY_WAIT
            )
            break
        record_history(due, versions, now=timezone.now())
        read += 1
    return read


def lease_due() -> Due | None:
    """Lease the source that has been due longest. It is due again later, in case this worker is killed."""
    values: dict[str, Any] = {"lease": timedelta(seconds=2 * settings.LEASE_SECONDS)}
    with connection.cursor() as cursor:
        cursor.execute(_LEASE, values)
        row = cursor.fetchone()
    return Due(*row) if row else None


def record_history(due: Due, versions: Sequence[PaperVersion], *, now: datetime) -> None:
    """Write the versions. A list that was read before and is another now is an event; one that is empty changes nothing."""
    with transaction.atomic():
        ours = Source.objects.select_for_update(no_key=True).filter(pk=due.id, versions_due_at=due.until)
        source = ours.first()
        if source is None:  # the lease has expired, or the text is new again
            return
        source.versions_due_at = None
        source.save(update_fields=["versions_due_at"])
        rows = [_row(version) for version in versions]
        if not rows or rows == source.versions:
            return
        is_first = not source.versions
        changes = row_updates.apply_changes(source, {"versions": rows})
        if not is_first:
            events.record(Event.Type.SOURCE_REVISED, source, actor=_ACTOR, now=now, changes=changes)


def _versions_of(due: Due, *, until: float) -> Sequence[PaperVersion]:
    """The versions that the site lists; none if it does not give the list. Raises FetchError if it does not answer now."""
    url = versions_address_of(due.cited_url)
    try:
        page = polite_fetch.fetch_politely(url, until=until)
        return versions_in(sandbox().read_text(page.body, page.content_type, page.charset, url))
    except ReadError:
        return ()
    except FetchError as error:
        if polite_fetch.is_trouble(error):
            raise
        return ()


def _row(version: PaperVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "submitted_at": f"{version.submitted_at:%Y-%m-%dT%H:%M:%SZ}",
        "withdrawn": version.is_withdrawal,
    }
