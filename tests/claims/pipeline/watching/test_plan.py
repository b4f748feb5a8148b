"""The next check is planned, and a change that is held back waits for it."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from claims.errors import FetchError
from claims.pipeline.watching.plan import Plan, Policy, may_confirm, plan
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.schedule import ChangePrior, Limits
from claims.pipeline.watching.source_lease import SourceContext, SourceLease
from claims.pipeline.watching.verdict import judge
from claims.vocabulary import FetchFailure
from tests.claims.pipeline.watching.leased import NOW, TEXT, lease_of, page_of, read_page

MINUTE = timedelta(minutes=1)
POLICY = Policy(Limits(floor=3600, ceiling=86_400, first=7200), ChangePrior(), timedelta(minutes=30))


def planned(response: Response, **values: Any) -> Plan:
    """The plan after a response, of which nothing is held back and nothing alarms unless a test says so."""
    verdict = judge(response, SourceContext(confirmed_text=TEXT))
    given = {"severity": 0, "is_held": False, "is_frozen": False, "importance": 1, **values}
    return plan(verdict, response, POLICY, now=NOW, rng=Random(1), **given)


def changed(source: SourceLease) -> Response:
    """A response with another text."""
    return read_page(f"{TEXT}More.", source)


def test_the_next_check_keeps_to_the_limits() -> None:
    after = planned(Response(lease_of(), page_of(status=304)))

    assert timedelta(hours=1) <= after.next_check_at - NOW <= timedelta(days=1)
    assert (after.history.check_count, after.history.changes) == (2, 0)
    assert (after.unconfirmed_at, after.reason) == (None, "")


def test_a_change_counts() -> None:
    assert planned(changed(lease_of())).history.changes == 1


def test_a_change_that_is_held_back_does_not_count_yet() -> None:
    assert planned(changed(lease_of()), is_held=True, severity=0).history.changes == 0


def test_a_change_that_is_held_back_waits_for_a_second_check() -> None:
    after = planned(changed(lease_of()), is_held=True)

    assert (after.unconfirmed_at, after.next_check_at) == (NOW, NOW + 30 * MINUTE)
    assert after.reason == " A change waits for a second check at 2026-03-01 12:30:00."


def test_a_check_that_comes_too_soon_leaves_the_change_waiting() -> None:
    source = lease_of(unconfirmed_at=NOW - 10 * MINUTE)

    after = planned(changed(source), is_held=True)

    assert not may_confirm(source, POLICY, NOW)
    assert (after.unconfirmed_at, after.next_check_at) == (NOW - 10 * MINUTE, NOW + 20 * MINUTE)


def test_another_change_at_the_second_check_begins_to_wait() -> None:
    source = lease_of(unconfirmed_at=NOW - 30 * MINUTE)

    after = planned(changed(source), is_held=True)

    assert may_confirm(source, POLICY, NOW)
    assert (after.unconfirmed_at, after.next_check_at) == (NOW, NOW + 30 * MINUTE)


def test_a_failed_check_decides_nothing() -> None:
    since = NOW - 40 * MINUTE
    error = FetchError("500", code=FetchFailure.HTTP_STATUS, status=500)

    after = planned(Response(lease_of(unconfirmed_at=since), error))

    assert (after.unconfirmed_at, after.reason) == (since, " A change still waits for a second check.")


def test_a_second_check_that_agrees_confirms() -> None:
    after = planned(changed(lease_of(unconfirmed_at=NOW - 40 * MINUTE)), severity=4)

    assert (after.unconfirmed_at, after.reason) == (None, " A second check confirms the change.")


def test_a_page_that_is_as_it_was_ends_the_waiting() -> None:
    after = planned(read_page(TEXT, lease_of(unconfirmed_at=NOW - 40 * MINUTE)))

    assert (after.unconfirmed_at, after.reason) == (None, " The change that waited did not last.")


def test_a_source_never_confirms_without_a_change_that_waits() -> None:
    assert not may_confirm(lease_of(), POLICY, NOW)


def test_a_failing_source_of_a_host_with_an_incident_is_checked_within_six_hours() -> None:
    source = lease_of(failing_since=NOW - timedelta(days=10))
    error = FetchError("500", code=FetchFailure.HTTP_STATUS, status=500)

    frozen = planned(Response(source, error), is_frozen=True).next_check_at - NOW
    other = planned(Response(source, error)).next_check_at - NOW

    assert frozen <= timedelta(hours=6.6)
    assert other > timedelta(hours=20)


def test_retry_after_is_respected() -> None:
    error = FetchError("503", code=FetchFailure.HTTP_STATUS, status=503, retry_after_seconds=20_000)

    assert planned(Response(lease_of(), error)).next_check_at - NOW >= timedelta(seconds=20_000)
