"""Source rows: the columns that a check writes of its source; a batch of sources in one statement."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection
from django.db.models.functions import Now

from claims.models import Source
from claims.pipeline.fetching.adapters import versions_address_of
from claims.pipeline.watching.link_state import FALLEN_LINKS
from claims.pipeline.watching.response import READER_VERSION
from claims.pipeline.watching.source_lease import SourceLease
from claims.services.leasing.columns import as_recordset, names_of, to_json, types_of
from claims.services.watching.checks import Check
from claims.values import Page
from claims.vocabulary import CheckOutcome, LinkState


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What the next check compares with. None leaves a column as it is."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    text_hash: str | None = None
    extractor_version: str | None = None
    final_url: str | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceUpdate(Baseline):
    """What a check writes of its source, if the row still holds `lease_token`."""

    id: uuid.UUID
    lease_token: uuid.UUID
    host_id: uuid.UUID
    next_check_at: datetime
    archive_due_at: datetime | None
    link_state: LinkState
    strikes: Decimal
    failing_since: datetime | None
    first_failed_at: datetime | None
    last_status: int | None
    last_error: str
    interval_seconds: int
    check_count: int
    changes: int
    exposure_seconds: int
    checked_at: datetime
    read_at: datetime | None
    unconfirmed_at: datetime | None
    unconfirmed_snapshot_id: uuid.UUID | None
    adopted_url: str
    move_target: str
    move_since: datetime | None
    move_checks: int


def write_sources(checks: Sequence[Check]) -> dict[uuid.UUID, int]:
    """Write the sources of these checks and end their leases. Returns the new versions of those that were still leased."""
    with connection.cursor() as cursor:
        cursor.execute(_update_statement(), {"rows": to_json(map(_source_update, checks))})
        versions = dict(cursor.fetchall())
    written = [check for check in checks if check.source.id in versions]
    _write_notices(written)
    _request_histories(written)
    return versions


def _write_notices(checks: Sequence[Check]) -> None:
    """Write the notices that are others than before: few sources ever have one."""
    for check in checks:
        kind, context = check.notices.kind, check.judged.context
        if kind is not None and (kind, check.notices.text) != (context.notice_kind, context.notice):
            Source.objects.filter(pk=check.source.id).update(notice_kind=kind, notice=check.notices.text)


def _request_histories(checks: Sequence[Check]) -> None:
    """Make the lists of versions due of those whose text is new: few sites have one."""
    is_new = (CheckOutcome.FIRST, CheckOutcome.CHANGED)
    due = [
        check.source.id
        for check in checks
        if check.judged.verdict.outcome in is_new and versions_address_of(check.source.cited_url)
    ]
    if due:
        Source.objects.filter(pk__in=due).update(versions_due_at=Now())


@cache
def _update_statement() -> str:
    """The update of many sources.

    A check that was requested while this one was under way is due at once. The search for a copy goes on while the link is
    down.
    """
    types = types_of(SourceUpdate, Source)
    compared = names_of(Baseline)
    special = {"id", "lease_token", "next_check_at", "archive_due_at", *compared}
    written = [f"{name} = checked.{name}" for name in names_of(SourceUpdate) if name not in special]
    kept = [f"{name} = coalesce(checked.{name}, source.{name})" for name in compared]
    fallen = ", ".join(f"'{state}'" for state in sorted(FALLEN_LINKS))
    return f"""
UPDATE claims_source source SET
    {", ".join(written + kept)},
    next_check_at = coalesce(source.requested_at, checked.next_check_at),
    archive_due_at = CASE WHEN checked.link_state IN ({fallen})
        THEN coalesce(checked.archive_due_at, source.archive_due_at) END,
    lease_token = NULL, lease_until = NULL, read_attempts = 0, version = source.version + 1
FROM json_to_recordset(%(rows)s) AS checked ({as_recordset(types)})
WHERE source.id = checked.id AND source.lease_token = checked.lease_token
RETURNING source.id, source.version
"""  # noqa: S608 names of our own columns


def _source_update(check: Check) -> SourceUpdate:
    source, link, plan, page = check.source, check.link, check.plan, check.judged.response.page
    history, pace, failure = link.history, plan.history, check.judged.verdict.failure
    return SourceUpdate(
        id=source.id,
        lease_token=source.lease_token,
        host_id=check.host_id,
        next_check_at=plan.next_check_at,
        archive_due_at=check.checked_at if link.has_fallen else None,
        link_state=history.state,
        strikes=history.strikes,
        failing_since=pace.failing_since,
        first_failed_at=history.first_failed_at,
        last_status=history.last_status,
        last_error=failure.code if failure else "",
        interval_seconds=pace.interval_seconds,
        check_count=pace.check_count,
        changes=pace.changes,
        exposure_seconds=pace.exposure_seconds,
        checked_at=check.checked_at,
        read_at=check.checked_at if page and not page.is_not_modified else source.read_at,
        unconfirmed_at=plan.unconfirmed_at,
        unconfirmed_snapshot_id=_unconfirmed_snapshot(check),
        adopted_url=link.adopted_url,
        move_target=link.move.target,
        move_since=link.move.since,
        move_checks=link.move.checks,
        **_baseline(check),
    )


def _unconfirmed_snapshot(check: Check) -> uuid.UUID | None:
    """The text in which a change waits: the first one, until another change begins to wait."""
    if check.plan.unconfirmed_at is None:
        return None
    source = check.source
    is_same = check.plan.unconfirmed_at == source.unconfirmed_at
    return (source.unconfirmed_snapshot_id if is_same else None) or check.snapshot_id


def _baseline(check: Check) -> dict[str, Any]:
    """The columns of the baseline that change: none if the check failed or its change waits for confirmation."""
    source, response, verdict = check.source, check.judged.response, check.judged.verdict
    page = response.page
    if page is None or verdict.failure or check.is_held:
        return {}
    columns: dict[str, Any] = {"final_url": page.final_url, **_validators(source, page)}
    if response.body_hash:
        columns["body_hash"] = response.body_hash
    if response.text is not None:
        columns |= {"text_hash": verdict.text_hash, "extractor_version": READER_VERSION}
    columns = {name: value for name, value in columns.items() if value != getattr(source, name)}
    if verdict.outcome is CheckOutcome.CHANGED:
        columns["changed_at"] = check.checked_at
    return columns


def _validators(source: SourceLease, page: Page) -> dict[str, str]:
    """The validators, byte-exact; they are sent only to `final_url`. A 304 may leave out those that did not change.

    Header bytes beyond ASCII arrive as surrogates, which no row can hold: without validators the page is requested whole.
    """
    etag, last_modified = (value if value.isascii() else "" for value in (page.etag, page.last_modified))
    return {
        "etag": etag or (source.etag if page.is_not_modified else ""),
        "last_modified": last_modified or (source.last_modified if page.is_not_modified else ""),
    }
