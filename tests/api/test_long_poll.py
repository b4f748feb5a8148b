"""Long polling: until the result is complete, or the time is over."""

from __future__ import annotations

from itertools import count

import pytest
from django.db import connection

from api import long_poll
from api.models import ApiKey


def test_a_complete_result_is_returned_at_once() -> None:
    assert long_poll.wait_until(lambda: 7, is_complete=bool, seconds=60) == 7


def test_it_reads_again_until_the_result_is_complete() -> None:
    numbers = count(1)

    result = long_poll.wait_until(lambda: next(numbers), is_complete=lambda number: number == 3, seconds=60)

    assert result == 3


def test_when_the_time_is_over_the_last_result_is_returned() -> None:
    reads: list[int] = []

    def read() -> int:
        reads.append(len(reads))
        return reads[-1]

    result = long_poll.wait_until(read, is_complete=lambda number: False, seconds=0.01)

    assert result == reads[-1] > 0


def test_without_a_free_slot_the_request_does_not_wait() -> None:
    acquired = [long_poll._slots.acquire(blocking=False) for _ in range(4)]
    try:
        result = long_poll.wait_until(lambda: 0, is_complete=bool, seconds=3600)
    finally:
        for _ in acquired:
            long_poll._slots.release()

    assert acquired == [True] * 4
    assert result == 0


def test_a_slot_is_free_again_after_a_wait() -> None:
    for _ in range(5):
        long_poll.wait_until(lambda: 0, is_complete=bool, seconds=0.001)

    numbers = count(1)
    assert long_poll.wait_until(lambda: next(numbers), is_complete=lambda n: n == 2, seconds=60) == 2


@pytest.mark.django_db(transaction=True)
def test_the_connection_is_back_in_the_pool_while_a_request_waits() -> None:
    is_open: list[bool] = []

    def read() -> int:
        is_open.append(connection.connection is not None)
        return ApiKey.objects.count()

    read()
    long_poll.wait_until(read, is_complete=lambda count: len(is_open) == 3, seconds=60)

    assert is_open[1:] == [True, False]


@pytest.mark.django_db
def test_within_a_transaction_the_connection_stays_open() -> None:
    ApiKey.objects.count()

    long_poll.wait_until(ApiKey.objects.count, is_complete=bool, seconds=0.01)

    assert connection.in_atomic_block
    assert connection.connection is not None
