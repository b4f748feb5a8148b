"""Waiting: until there is enough, or the time is over."""

from __future__ import annotations

from itertools import count

from api import waiting


def test_enough_at_once_is_answered_at_once() -> None:
    assert waiting.hold(lambda: 7, enough=bool, seconds=60) == 7


def test_it_looks_again_until_there_is_enough() -> None:
    numbers = count(1)

    assert waiting.hold(lambda: next(numbers), enough=lambda found: found == 3, seconds=60) == 3


def test_when_the_time_is_over_the_last_look_counts() -> None:
    assert waiting.hold(lambda: 0, enough=bool, seconds=0.01) == 0


def test_without_a_seat_nobody_waits() -> None:
    taken = [waiting._seats.acquire(blocking=False) for _ in range(4)]
    try:
        found = waiting.hold(lambda: 0, enough=bool, seconds=3600)
    finally:
        for _ in taken:
            waiting._seats.release()

    assert taken == [True] * 4
    assert found == 0
