"""A verdict settles the link's state, its reason, and the address that is requested from now on."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from claims.errors import FetchError
from claims.pipeline.watching.link_outcome import LinkOutcome, settle
from claims.pipeline.watching.link_state import LinkHistory
from claims.pipeline.watching.moves import Move
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.source_lease import SourceContext, SourceLease
from claims.pipeline.watching.verdict import judge
from claims.values import Hop, Page
from claims.vocabulary import FetchFailure, LinkState
from tests.claims.pipeline.watching.leased import NOW, TEXT, lease_of, page_of, read_page

NEW = "https://birds.example/archive/report"
LAST_WEEK = datetime(2026, 2, 20, tzinfo=UTC)
LIKE_BEFORE = SourceContext(confirmed_text=TEXT)


def failed(source: SourceLease, status: int | None, *, is_frozen: bool = False) -> LinkOutcome:
    """The outcome of a request that was answered with this status, or not at all."""
    code = FetchFailure.HTTP_STATUS if status else FetchFailure.CONNECT_FAILED
    response = Response(source, FetchError("no page", code=code, status=status))
    return settle(judge(response, LIKE_BEFORE), response, LIKE_BEFORE, is_frozen=is_frozen, now=NOW)


def redirected(source: SourceLease, text: str = TEXT, page: Page | None = None) -> LinkOutcome:
    """The outcome of a check that a permanent redirect led to a page with this text."""
    response = read_page(text, source, page or page_of(hops=(Hop(301, NEW),)))
    return settle(judge(response, LIKE_BEFORE), response, LIKE_BEFORE, is_frozen=False, now=NOW)


def test_a_404_is_a_strike_with_its_reason() -> None:
    outcome = failed(lease_of(), 404)

    assert outcome.history == LinkHistory(LinkState.SUSPECT, Decimal(1), NOW, 404)
    assert outcome.reason.startswith("404; 1 of 3 strikes since 2026-03-01 12:00")
    assert (outcome.before, outcome.after, outcome.has_changed) == (LinkState.LIVE, LinkState.SUSPECT, True)
    assert not outcome.has_fallen


def test_the_reason_of_a_soft_404_says_what_was_found() -> None:
    response = read_page("Sorry, this page does not exist.")
    outcome = settle(judge(response, LIKE_BEFORE), response, LIKE_BEFORE, is_frozen=False, now=NOW)

    assert outcome.reason.startswith("Not the page: words that say that it is not there, hardly")


def test_a_404_during_an_incident_is_no_strike() -> None:
    outcome = failed(lease_of(), 404, is_frozen=True)

    assert outcome.history == LinkHistory(LinkState.LIVE, Decimal(0), None, 404)
    assert not outcome.has_changed


@pytest.mark.parametrize(("before", "has_fallen"), [(LinkState.SUSPECT, True), (LinkState.DEAD, False)])
def test_a_link_falls_once(before: LinkState, has_fallen: bool) -> None:
    source = lease_of(link_state=before, strikes=Decimal(1), first_failed_at=LAST_WEEK, last_status=410)

    outcome = failed(source, 410)

    assert outcome.after is LinkState.GONE
    assert outcome.has_fallen is has_fallen


def test_the_first_permanent_redirect_begins_a_move() -> None:
    outcome = redirected(lease_of())

    assert (outcome.move, outcome.adopted_url, outcome.is_readdressed) == (Move(NEW, NOW, 1), "", False)


def test_a_move_is_adopted_after_a_week_of_the_same_page() -> None:
    outcome = redirected(lease_of(move_target=NEW, move_since=LAST_WEEK, move_checks=4))

    assert (outcome.move, outcome.adopted_url, outcome.is_readdressed) == (Move(), NEW, True)
    assert outcome.reason.endswith("The source has moved: the new address is requested from now on.")


def test_a_move_to_another_text_is_none() -> None:
    outcome = redirected(
        lease_of(move_target=NEW, move_since=LAST_WEEK, move_checks=4), "An entirely different page. " * 200
    )

    assert (outcome.move, outcome.adopted_url) == (Move(), "")


@pytest.mark.parametrize(
    ("status", "strikes", "adopted"),
    [(404, 0, ""), (None, 0, NEW), (None, 1, ""), (403, 1, NEW)],
)
def test_an_adopted_address_is_withdrawn_if_it_leads_nowhere(
    status: int | None, strikes: int, adopted: str
) -> None:
    outcome = failed(lease_of(adopted_url=NEW, strikes=Decimal(strikes)), status)

    assert outcome.adopted_url == adopted
    assert outcome.is_readdressed is (adopted == "")
    assert outcome.reason.endswith("the cited one is requested next.") is (adopted == "")


def test_a_failure_says_nothing_of_a_move() -> None:
    source = lease_of(move_target=NEW, move_since=LAST_WEEK, move_checks=4)

    assert failed(source, 500).move == Move(NEW, LAST_WEEK, 4)


PAPER, PAPER_TEXT = "https://arxiv.org/abs/2503.01234", "https://arxiv.org/pdf/2503.01234"


def test_a_page_whose_text_is_twice_not_at_its_address_is_requested_itself() -> None:
    once = failed(lease_of(cited_url=f"{PAPER}v1"), 404)
    twice = failed(lease_of(cited_url=f"{PAPER}v1", strikes=Decimal(1), first_failed_at=NOW), 404)

    assert (once.adopted_url, once.is_readdressed) == ("", False)
    assert (twice.adopted_url, twice.is_readdressed) == (PAPER, True)
    assert twice.reason.endswith(
        "The address that has the page's text is not there; the cited page itself is requested next."
    )


@pytest.mark.parametrize(
    ("status", "adopted"), [(404, PAPER), (410, PAPER), (503, ""), (403, ""), (None, "")]
)
def test_a_page_whose_text_was_never_read_is_requested_itself_at_once(
    status: int | None, adopted: str
) -> None:
    assert failed(lease_of(cited_url=PAPER, text_hash=""), status).adopted_url == adopted


def test_a_cited_page_that_is_not_there_either_is_left_again() -> None:
    source = lease_of(cited_url=PAPER, adopted_url=PAPER, strikes=Decimal(1), first_failed_at=NOW)

    assert failed(source, 404).adopted_url == ""
    assert lease_of(cited_url=PAPER).url == PAPER_TEXT
