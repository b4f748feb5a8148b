"""A host that asks for time is left alone for as long as it says, or longer each time."""

from __future__ import annotations

from uuid import UUID

import pytest
from pytest_django import Settings

from claims.errors import FetchError
from claims.services.leasing.host_queue import Release
from claims.services.leasing.host_sessions import release_of, session_of
from claims.services.leasing.leases import HostLease
from claims.vocabulary import FetchFailure


def leased(spacing: int | None = 5, cooling_count: int = 0) -> HostLease:
    return HostLease(
        id=UUID(int=1),
        name="birds.example",
        lease_token=UUID(int=2),
        spacing_seconds=spacing,
        confirm_seconds=None,
        ignores_robots=False,
        cooling_count=cooling_count,
        recent=[],
        incident="",
        incident_since=None,
        changes=0,
        exposure_seconds=0,
    )


def refused(cooling_count: int, retry_after: int | None = None) -> Release:
    """The release of a host that answered 429."""
    host = leased(cooling_count=cooling_count)
    session = session_of(host)
    session.refusal = FetchError(
        "429", code=FetchFailure.HTTP_STATUS, status=429, retry_after_seconds=retry_after
    )
    return release_of(host, session)


def test_a_session_has_the_spacing_of_the_settings_or_the_hosts_own(settings: Settings) -> None:
    settings.HOST_SPACING_SECONDS = 7

    assert (session_of(leased(None)).spacing_seconds, session_of(leased(None)).has_own_spacing) == (
        7.0,
        False,
    )
    assert (session_of(leased(0)).spacing_seconds, session_of(leased(0)).has_own_spacing) == (0.0, True)


def test_a_release_holds_the_pause_and_what_the_pages_came_to() -> None:
    host = leased()
    session = session_of(host)
    session.has_answered = True

    assert release_of(host, session, 2, 300) == Release(UUID(int=1), UUID(int=2), 5.0, None, 0, 2, 300)


def test_a_host_that_did_not_answer_keeps_its_count() -> None:
    host = leased(cooling_count=3)

    assert release_of(host, session_of(host)).cooling_count is None


@pytest.mark.parametrize(
    ("count", "least", "most"), [(0, 30, 90), (1, 60, 180), (4, 480, 1440), (30, 10_800, 32_400)]
)
def test_cooling_doubles_each_time_up_to_six_hours(count: int, least: float, most: float) -> None:
    release = refused(count)

    assert release.cooling_count == count + 1
    assert release.cooling_seconds is not None
    assert least <= release.cooling_seconds <= most


@pytest.mark.parametrize(("retry_after", "seconds"), [(120, 120.0), (0, 0.0), (1_000_000, 86_400.0)])
def test_retry_after_is_respected_up_to_a_day(retry_after: int, seconds: float) -> None:
    assert refused(2, retry_after).cooling_seconds == seconds
