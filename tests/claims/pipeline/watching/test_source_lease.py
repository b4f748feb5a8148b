"""A leased source as the stages of a check read it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from claims.pipeline.watching.link_state import LinkHistory
from claims.pipeline.watching.moves import Move
from claims.pipeline.watching.schedule import CheckHistory
from claims.vocabulary import LinkState
from tests.claims.pipeline.watching.leased import URL, lease_of

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, tzinfo=UTC)


def test_the_adopted_address_is_requested_instead_of_the_cited_one() -> None:
    assert lease_of().url == URL
    assert lease_of(adopted_url="https://birds.example/archive").url == "https://birds.example/archive"


def test_the_link_has_its_history() -> None:
    source = lease_of(
        link_state=LinkState.SUSPECT, strikes=Decimal("1.5"), first_failed_at=MONDAY, last_status=404
    )

    assert source.link_history == LinkHistory(LinkState.SUSPECT, Decimal("1.5"), MONDAY, 404)


@pytest.mark.parametrize(("last_error", "was_soft_404"), [("soft_404", True), ("outage", False), ("", False)])
def test_the_history_knows_whether_the_last_check_found_a_soft_404(
    last_error: str, was_soft_404: bool
) -> None:
    assert lease_of(last_error=last_error).link_history.was_soft_404 is was_soft_404


def test_a_move_is_where_since_when_and_how_often() -> None:
    source = lease_of(move_target="https://birds.example/new", move_since=MONDAY, move_checks=3)

    assert source.move == Move("https://birds.example/new", MONDAY, 3)


def test_the_checks_have_their_history() -> None:
    source = lease_of(
        interval_seconds=60,
        check_count=5,
        changes=2,
        exposure_seconds=300,
        failing_since=MONDAY,
        checked_at=TUESDAY,
    )

    assert source.check_history == CheckHistory(60, 5, 2, 300, MONDAY, TUESDAY)


def test_a_lease_cannot_be_written_into() -> None:
    with pytest.raises(FrozenInstanceError):
        lease_of().etag = '"2"'  # type: ignore[misc]
