"""Link state: slow to call a link dead, quick to forgive, never giving up."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import FetchError
from claims.pipeline.watching.link_state import (
    LinkHistory,
    LinkResult,
    next_link_state,
    result_of_error,
    result_of_page,
)
from claims.values import Hop, Page
from claims.vocabulary import FetchFailure, LinkState

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def checked_at(result: LinkResult, *hours: int, status: int | None = None) -> LinkHistory:
    """The history after looks that all saw the same, so many hours after NOW."""
    history = LinkHistory()
    for hour in hours:
        history = next_link_state(history, result, NOW + timedelta(hours=hour), status=status)
    return history


def page(final_url: str, *hops: Hop) -> Page:
    return Page(
        url="http://example.com/a",
        final_url=final_url,
        status=200,
        body=b"",
        content_type="text/html",
        charset=None,
        etag="",
        last_modified="",
        hops=hops,
        elapsed_ms=1,
    )


def test_success_makes_a_link_live():
    assert checked_at(LinkResult.ALIVE, 0, status=200) == LinkHistory(LinkState.LIVE, Decimal(0), None, 200)


def test_success_forgives_everything():
    dead = LinkHistory(LinkState.DEAD, Decimal(7), NOW, 404)

    assert next_link_state(dead, LinkResult.ALIVE, NOW, status=200) == LinkHistory(
        LinkState.LIVE, Decimal(0), None, 200
    )


def test_first_failure_makes_a_link_suspect():
    assert checked_at(LinkResult.NOT_FOUND, 0, status=404) == LinkHistory(
        LinkState.SUSPECT, Decimal(1), NOW, 404
    )


def test_three_failures_over_72_hours_make_a_link_dead():
    assert checked_at(LinkResult.NOT_FOUND, 0, 24, 72).state is LinkState.DEAD


def test_three_failures_within_72_hours_do_not():
    assert checked_at(LinkResult.NOT_FOUND, 0, 24, 71).state is LinkState.SUSPECT


def test_two_failures_far_apart_do_not():
    assert checked_at(LinkResult.NOT_FOUND, 0, 400).state is LinkState.SUSPECT


def test_timeouts_weigh_half():
    assert checked_at(LinkResult.FAILING, 0, 24, 48, 72, 96).state is LinkState.SUSPECT
    assert checked_at(LinkResult.FAILING, 0, 24, 48, 72, 96, 120).state is LinkState.DEAD


def test_temporary_name_failure_weighs_a_quarter():
    assert checked_at(LinkResult.NAME_FAILING, 0, 1, 2).strikes == Decimal("0.75")


def test_strikes_do_not_grow_without_end():
    old = LinkHistory(LinkState.DEAD, Decimal(99), NOW, 404)

    assert next_link_state(old, LinkResult.NOT_FOUND, NOW).strikes == Decimal(99)


def test_410_is_gone_at_the_second_check():
    assert checked_at(LinkResult.GONE, 0, status=410).state is LinkState.SUSPECT
    assert checked_at(LinkResult.GONE, 0, 1, status=410).state is LinkState.GONE


def test_gone_stays_gone_while_it_fails_in_other_ways():
    gone = checked_at(LinkResult.GONE, 0, 1, status=410)

    assert next_link_state(gone, LinkResult.FAILING, NOW, status=500).state is LinkState.GONE


def test_soft_404_settles_at_the_second_check():
    assert checked_at(LinkResult.SOFT_404, 0, status=200).state is LinkState.SUSPECT
    assert checked_at(LinkResult.SOFT_404, 0, 1, status=200).state is LinkState.SOFT_404


def test_soft_404_after_a_404_is_its_first_check():
    missing = checked_at(LinkResult.NOT_FOUND, 0, status=404)

    first = next_link_state(missing, LinkResult.SOFT_404, NOW, status=200)

    assert first.state is LinkState.SUSPECT
    assert next_link_state(first, LinkResult.SOFT_404, NOW, status=200).state is LinkState.SOFT_404


def test_soft_404_after_a_page_of_an_outage_is_its_first_check():
    failing = checked_at(LinkResult.FAILING, 0, status=200)

    first = next_link_state(failing, LinkResult.SOFT_404, NOW, status=200)

    assert first.state is LinkState.SUSPECT
    assert next_link_state(first, LinkResult.SOFT_404, NOW, status=200).state is LinkState.SOFT_404


def test_soft_404_is_never_the_last_strike():
    struck = LinkHistory(LinkState.SUSPECT, Decimal(2), NOW, 404)

    later = next_link_state(struck, LinkResult.SOFT_404, NOW + timedelta(hours=100), status=200)

    assert later.state is LinkState.SUSPECT
    assert next_link_state(later, LinkResult.NOT_FOUND, NOW + timedelta(hours=101)).state is LinkState.DEAD


def test_soft_404_after_a_challenge_is_its_first_check():
    challenged = checked_at(LinkResult.BLOCKED, 0, status=200)

    assert next_link_state(challenged, LinkResult.SOFT_404, NOW, status=200).state is LinkState.SUSPECT


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (LinkResult.BLOCKED, LinkState.BLOCKED),
        (LinkResult.PAYWALLED, LinkState.PAYWALLED),
        (LinkResult.ROBOTS_DENIED, LinkState.ROBOTS_DENIED),
    ],
)
def test_refusal_is_never_death_however_often(result, state):
    assert checked_at(result, 0, 100, 200, 300, 400) == LinkHistory(state, Decimal(0), None, None)


def test_refusal_between_failures_neither_strikes_nor_forgives():
    struck = checked_at(LinkResult.NOT_FOUND, 0, 24, status=404)

    blocked = next_link_state(struck, LinkResult.BLOCKED, NOW + timedelta(hours=48), status=403)

    assert blocked == LinkHistory(LinkState.BLOCKED, Decimal(2), NOW, 403)
    assert next_link_state(blocked, LinkResult.NOT_FOUND, NOW + timedelta(hours=72)).state is LinkState.DEAD


@given(st.lists(st.sampled_from(list(LinkResult)), min_size=1, max_size=12), st.integers(0, 2000))
def test_dead_takes_three_failed_looks_over_72_hours(looks, hours_between):
    history, failed = LinkHistory(), 0
    for number, result in enumerate(looks):
        failed = 0 if result in (LinkResult.ALIVE, LinkResult.MOVED) else failed + 1
        history = next_link_state(history, result, NOW + timedelta(hours=number * hours_between))

    assert history.state is not LinkState.DEAD or (failed >= 3 and (failed - 1) * hours_between >= 72)


def test_failure_during_an_incident_changes_nothing_but_the_last_status():
    struck = LinkHistory(LinkState.SUSPECT, Decimal(2), NOW, 404)
    later = NOW + timedelta(hours=100)

    for result in (
        LinkResult.NOT_FOUND,
        LinkResult.GONE,
        LinkResult.FAILING,
        LinkResult.BLOCKED,
        LinkResult.SOFT_404,
    ):
        frozen = next_link_state(struck, result, later, status=500, is_frozen=True)
        assert frozen == LinkHistory(LinkState.SUSPECT, Decimal(2), NOW, 500)


def test_success_during_an_incident_counts():
    struck = LinkHistory(LinkState.SUSPECT, Decimal(2), NOW, 404)

    alive = next_link_state(struck, LinkResult.ALIVE, NOW, status=200, is_frozen=True)

    assert alive == LinkHistory(LinkState.LIVE, Decimal(0), None, 200)


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (400, LinkResult.FAILING),
        (401, LinkResult.BLOCKED),
        (402, LinkResult.PAYWALLED),
        (403, LinkResult.BLOCKED),
        (404, LinkResult.NOT_FOUND),
        (410, LinkResult.GONE),
        (429, LinkResult.BLOCKED),
        (451, LinkResult.BLOCKED),
        (500, LinkResult.FAILING),
        (503, LinkResult.FAILING),
    ],
)
def test_status_says_what_was_seen(status, result):
    assert result_of_error(FetchError("", code=FetchFailure.HTTP_STATUS, status=status)) is result


@pytest.mark.parametrize(
    ("code", "result"),
    [
        (FetchFailure.NAME_NOT_FOUND, LinkResult.NOT_FOUND),
        (FetchFailure.ADDRESS_REFUSED, LinkResult.BLOCKED),
        (FetchFailure.ROBOTS_DENIED, LinkResult.ROBOTS_DENIED),
        (FetchFailure.ROBOTS_UNREACHABLE, LinkResult.ROBOTS_DENIED),
        (FetchFailure.DNS_FAILED, LinkResult.NAME_FAILING),
        (FetchFailure.TIMED_OUT, LinkResult.FAILING),
        (FetchFailure.TLS_FAILED, LinkResult.FAILING),
        (FetchFailure.TOO_LARGE, LinkResult.ALIVE),
        (FetchFailure.BAD_ENCODING, LinkResult.ALIVE),
    ],
)
def test_failure_says_what_was_seen(code, result):
    assert result_of_error(FetchError("", code=code)) is result


def test_page_behind_permanent_redirects_has_moved():
    assert result_of_page(page("http://example.org/b", Hop(301, "http://example.org/b"))) is LinkResult.MOVED


@pytest.mark.parametrize(
    ("final_url", "hops"),
    [
        ("http://example.com/a", ()),
        ("http://example.org/b", (Hop(302, "http://example.org/b"),)),
        ("http://example.org/b", (Hop(301, "http://example.org/c"), Hop(307, "http://example.org/b"))),
        ("https://www.example.com/a/", (Hop(301, "https://www.example.com/a/"),)),
        ("http://example.org/", (Hop(301, "http://example.org/"),)),
        ("http://example.com/b", ()),
    ],
)
def test_page_that_has_not_moved_for_good_is_alive(final_url, hops):
    assert result_of_page(page(final_url, *hops)) is LinkResult.ALIVE
