"""Host sessions: a leased host as the crawler sees it, and how the host is released after its session."""

from __future__ import annotations

import random
from datetime import timedelta

from claims.pipeline.fetching.messages import HostSession
from claims.services.leasing.host_queue import Release
from claims.services.leasing.leases import HostLease

MAX_COOLING_SECONDS = timedelta(hours=24).total_seconds()
"""The longest `Retry-After` that is respected."""

FIRST_COOLING_SECONDS, LAST_COOLING_SECONDS = 60.0, timedelta(hours=6).total_seconds()
"""How long a host cools that sends none: doubled each time, up to the last."""

_rng = random.Random()  # noqa: S311 spreads load, guards nothing


def session_of(host: HostLease) -> HostSession:
    """The session of a leased host."""
    return HostSession(
        id=host.id,
        host=host.name,
        token=host.lease_token,
        spacing_seconds=float(host.spacing),
        has_own_spacing=host.spacing_seconds is not None,
        ignores_robots=host.ignores_robots,
        robots=host.robots,
    )


def release_of(host: HostLease, session: HostSession, changes: int = 0, exposure_seconds: int = 0) -> Release:
    """The release after a session. A host that answered 429 or 503 cools: as long as it says, or longer each time."""
    cooling = count = None
    if session.refusal:
        count = host.cooling_count + 1
        requested = session.refusal.retry_after_seconds
        doubled = FIRST_COOLING_SECONDS * 2.0 ** min(host.cooling_count, 20)
        own = min(doubled, LAST_COOLING_SECONDS) * _rng.uniform(0.5, 1.5)
        cooling = own if requested is None else min(float(requested), MAX_COOLING_SECONDS)
    elif session.has_answered:
        count = 0
    return Release(host.id, host.lease_token, session.pause, cooling, count, changes, exposure_seconds)
