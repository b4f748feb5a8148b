"""Leases: hosts and sources as they were when they were leased."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from claims.models import Article
from claims.pipeline.fetching.robots import RobotsCopy
from claims.pipeline.watching.source_lease import SourceLease
from claims.services.leasing.columns import as_json_object, reader_of


@dataclass(frozen=True, slots=True)
class HostLease:
    """The row of a host at the time of its lease, its robots.txt files, and its sources that were leased with it."""

    id: uuid.UUID
    name: str
    lease_token: uuid.UUID
    spacing_seconds: int | None
    confirm_seconds: int | None
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
    def spacing(self) -> int:
        """Seconds between two requests: the host's own, or those of the settings."""
        own = self.spacing_seconds
        return settings.HOST_SPACING_SECONDS if own is None else own

    @property
    def confirm_after(self) -> timedelta:
        """How long after a check another one confirms a change."""
        own = self.confirm_seconds
        return timedelta(seconds=settings.CONFIRM_SECONDS if own is None else own)


HOST_JSON = as_json_object(HostLease, "claims_host")
SOURCE_JSON = as_json_object(
    SourceLease,
    "source",
    is_article=f"coalesce(due.origin = '{Article.Origin.FETCHED}', false)",
    is_article_waiting=f"coalesce(due.origin = '{Article.Origin.FETCHED}' AND due.state <> '{Article.State.CAPTURED}', false)",
)
ROBOTS_JSON = as_json_object(RobotsCopy, "claims_robotsfile")

host_lease = reader_of(HostLease)
source_lease = reader_of(SourceLease)
robots_copy = reader_of(RobotsCopy)
