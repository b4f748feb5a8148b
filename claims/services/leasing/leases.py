"""Holdings: what a lease holds: hosts and sources as they were when they were taken."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import orjson
from django.conf import settings

from claims.models import Article
from claims.pipeline.fetching.robots import Access, RobotsCopy
from claims.values import LinkState

HOST_COLUMNS = (
    "id, name, lease_token, spacing_seconds, confirm_seconds, ignores_robots, cooling_count, recent, incident, incident_since,"
    " changes, exposure_seconds"
)
_RECENT = HOST_COLUMNS.split(", ").index("recent")
SOURCE_COLUMNS = (
    "source.cited_url, source.adopted_url, source.final_url, source.etag,"
    " source.last_modified, source.body_hash, source.text_hash, source.extractor_version, source.link_state, source.strikes::text,"
    " source.interval_seconds, source.check_count, source.changes, source.exposure_seconds, source.checked_at, source.read_at,"
    " source.read_attempts, source.unconfirmed_at, source.unconfirmed_snapshot_id, source.failing_since, source.first_failed_at,"
    " source.last_status, source.changed_at, source.move_target, source.move_since, source.move_checks, source.archive_url,"
    " due.article_id, due.origin, due.state"
)
ROBOTS_COLUMNS = "text, access, fetched_at, expires_at, unreachable_since"


@dataclass(frozen=True, slots=True)
class SourceLease:
    """A source that is ours to look at, as it was when we took it. A result counts only while it holds our token."""

    id: uuid.UUID
    host_id: uuid.UUID
    token: uuid.UUID
    cited_url: str
    adopted_url: str
    final_url: str
    etag: str
    last_modified: str
    body_hash: str
    text_hash: str
    extractor_version: str
    link_state: LinkState
    strikes: Decimal
    interval_seconds: int
    check_count: int
    changes: int
    exposure_seconds: int
    checked_at: datetime | None
    read_at: datetime | None
    read_attempts: int
    unconfirmed_at: datetime | None
    unconfirmed_snapshot_id: uuid.UUID | None
    failing_since: datetime | None
    first_failed_at: datetime | None
    last_status: int | None
    changed_at: datetime | None
    move_target: str
    move_since: datetime | None
    move_checks: int
    archive_url: str
    article_id: uuid.UUID | None
    article_origin: str | None
    article_state: str | None

    @property
    def url(self) -> str:
        """What is asked for: where the source moved for good, or what was cited."""
        return self.adopted_url or self.cited_url

    @property
    def is_article(self) -> bool:
        """Whether an article is read from it."""
        return self.article_origin == Article.Origin.FETCHED

    @property
    def article_waits(self) -> bool:
        """Whether an article waits for its text."""
        return self.is_article and self.article_state != Article.State.CAPTURED


@dataclass(frozen=True, slots=True)
class HostLease:
    """A host that is ours to ask: what it is owed, what it remembers, and its sources that are due."""

    id: uuid.UUID
    name: str
    token: uuid.UUID
    own_spacing_seconds: int | None
    own_confirm_seconds: int | None
    ignores_robots: bool
    cooling_count: int
    recent: list[Any]
    incident: str
    incident_since: datetime | None
    changes: int
    exposure_seconds: int
    robots: dict[str, RobotsCopy] = field(default_factory=dict)
    sources: list[SourceLease] = field(default_factory=list)

    @property
    def spacing_seconds(self) -> int:
        """Seconds between two requests, as far as an operator or the settings say."""
        own = self.own_spacing_seconds
        return settings.HOST_SPACING_SECONDS if own is None else own

    @property
    def confirm_after(self) -> timedelta:
        """How long after a first look a second one confirms what that saw."""
        own = self.own_confirm_seconds
        return timedelta(seconds=settings.CONFIRM_SECONDS if own is None else own)


# What JSON has as text: the place after the keys, and what reads it.
_READ = [
    (place - 3, read)
    for place, kind in enumerate(get_type_hints(SourceLease).values())
    for wanted, read in (
        (uuid.UUID, uuid.UUID),
        (datetime, datetime.fromisoformat),
        (Decimal, Decimal),
        (LinkState, LinkState),
    )
    if place >= 3 and wanted in (kind, *get_args(kind))
]


def host_lease(row: tuple[Any, ...]) -> HostLease:
    """A host from its columns."""
    values = [*row]
    values[_RECENT] = orjson.loads(row[_RECENT])
    return HostLease(*values)


def source_lease(key: uuid.UUID, host_id: uuid.UUID, token: uuid.UUID, rest: str) -> SourceLease:
    """A source from its keys, and its columns as JSON, which is read several times as fast as a row of them."""
    row = orjson.loads(rest)
    for place, read in _READ:
        if row[place] is not None:
            row[place] = read(row[place])
    return SourceLease(key, host_id, token, *row)


def robots_copy(row: str) -> RobotsCopy:
    """A robots.txt from its columns as JSON."""
    text, access, *times = orjson.loads(row)
    return RobotsCopy(text, Access(access), *(time and datetime.fromisoformat(time) for time in times))
