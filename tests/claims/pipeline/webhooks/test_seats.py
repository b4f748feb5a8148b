"""A sender's seats: failing endpoints hold a tenth of them, unproven ones a part, and trusted ones what is free."""

from __future__ import annotations

import pytest

from claims.pipeline.webhooks.seats import (
    EXTRA_SEATS,
    FAILING_PER_SECOND,
    FAILING_SEATS,
    LEAST_TRUSTED_SEATS,
    SEATS,
    UNPROVEN_SEATS,
    Seats,
    share,
)
from claims.vocabulary import Standing


def fill(seats: Seats, standing: Standing, *, seconds: int = 1) -> int:
    """Take every seat that is free, second by second. Returns how many."""
    count = 0
    for _ in range(seconds):
        while free := seats.free(standing):
            count += free
            for _ in range(free):
                seats.take(standing)
        seats.pass_time(seats.now + 1)
    return count


def test_failing_endpoints_hold_at_most_a_tenth_of_the_seats() -> None:
    assert fill(Seats(0.0), Standing.FAILING, seconds=30) == FAILING_SEATS == SEATS // 10


def test_requests_to_failing_endpoints_are_limited_by_the_second_too() -> None:
    seats = Seats(0.0)
    begun = 0
    for _ in range(10):
        while free := seats.free(Standing.FAILING):
            begun += free
            for _ in range(free):
                seats.take(Standing.FAILING)
                seats.give(Standing.FAILING)
        seats.pass_time(seats.now + 1)

    assert begun == 10 * FAILING_PER_SECOND


def test_trusted_endpoints_may_take_every_seat() -> None:
    assert fill(Seats(0.0), Standing.TRUSTED) == SEATS


@pytest.mark.parametrize(
    ("lag_seconds", "count"), [(0.0, SEATS), (0.025, SEATS), (0.25, SEATS // 10), (9.0, LEAST_TRUSTED_SEATS)]
)
def test_trusted_endpoints_take_fewer_seats_while_the_event_loop_is_late(
    lag_seconds: float, count: int
) -> None:
    seats = Seats(0.0)
    seats.pass_time(0.0, lag_seconds)

    assert _taken(seats, Standing.TRUSTED) == count


def _taken(seats: Seats, standing: Standing) -> int:
    """Take every seat that is free at this moment. Returns how many."""
    count = 0
    while free := seats.free(standing):
        count += free
        for _ in range(free):
            seats.take(standing)
    return count


def test_seats_remain_for_trusted_endpoints_whatever_the_others_hold() -> None:
    seats = Seats(0.0)
    fill(seats, Standing.UNPROVEN, seconds=60)
    fill(seats, Standing.FAILING, seconds=60)

    assert fill(seats, Standing.TRUSTED) == SEATS - UNPROVEN_SEATS - EXTRA_SEATS - FAILING_SEATS > SEATS // 4


def test_while_unproven_endpoints_hold_all_their_seats_a_few_more_begin_each_second() -> None:
    seats = Seats(0.0)
    fill(seats, Standing.UNPROVEN)

    assert fill(seats, Standing.UNPROVEN, seconds=5) == pytest.approx(30)


def test_a_seat_that_is_given_back_is_free_again() -> None:
    seats = Seats(0.0)
    fill(seats, Standing.UNPROVEN)

    for _ in range(50):
        seats.give(Standing.UNPROVEN)

    assert seats.free(Standing.UNPROVEN) >= 40


@pytest.mark.parametrize(
    ("free_seats", "endpoints", "room", "deliveries"),
    [(500, 1, 10, 10), (500, 1, 3, 3), (100, 10, 10, 5), (100, 60, 10, 1), (3, 3, 10, 1)],
)
def test_an_endpoint_gets_what_it_has_room_for_while_seats_are_plentiful_and_one_while_they_are_not(
    free_seats: int, endpoints: int, room: int, deliveries: int
) -> None:
    assert share(free_seats, endpoints, room) == deliveries
