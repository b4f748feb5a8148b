"""Turns: a host that we have leased, as its visit sees it, and how it is given back after what it answered."""

from __future__ import annotations

import random
from datetime import timedelta

from claims.pipeline.fetching.messages import HostSession
from claims.services.leasing.host_queue import Release
from claims.services.leasing.leases import HostLease

COOLING_MAX = timedelta(hours=24).total_seconds()
COOLING_FIRST, COOLING_LONGEST = 60.0, timedelta(hours=6).total_seconds()

_rng = random.Random()  # noqa: S311 spreads load, guards nothing


def session_of(host: HostLease) -> HostSession:
    """The turn of a host that is ours."""
    return HostSession(
        id=host.id,
        host=host.name,
        token=host.token,
        spacing_seconds=float(host.spacing_seconds),
        has_own_spacing=host.own_spacing_seconds is not None,
        ignores_robots=host.ignores_robots,
        robots=host.robots,
    )


def release_of(host: HostLease, turn: HostSession, changes: int = 0, exposure_seconds: int = 0) -> Release:
    """A host that asked us to slow down (429, 503) is left alone for as long as it says, or longer each time."""
    cooling = count = None
    if turn.refusal:
        count = host.cooling_count + 1
        asked = turn.refusal.retry_after_seconds
        own = min(COOLING_FIRST * 2.0 ** min(host.cooling_count, 20), COOLING_LONGEST) * _rng.uniform(
            0.5, 1.5
        )
        cooling = own if asked is None else min(float(asked), COOLING_MAX)
    elif turn.has_answered:
        count = 0
    return Release(host.id, host.token, turn.pause, cooling, count, changes, exposure_seconds)
