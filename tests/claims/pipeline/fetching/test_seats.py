"""Seats: so many at a time, in the order of their waiting; a cancelled waiter loses none."""

import asyncio

import pytest

from claims.pipeline.fetching.seats import Seats


async def waiters(seats, names, served):
    async def wait(name):
        await seats.take()
        served.append(name)

    tasks = [asyncio.create_task(wait(name)) for name in names]
    await asyncio.sleep(0)
    return tasks


def test_first_waiter_gets_the_next_seat():
    async def run():
        seats, served = Seats(1), []
        await seats.take()
        await waiters(seats, "abc", served)
        queued = seats.queued
        seats.give()
        await asyncio.sleep(0)
        return queued, served, seats.queued

    assert asyncio.run(run()) == (3, ["a"], 2)


def test_no_more_than_the_seats_are_taken():
    async def run():
        seats, served = Seats(2), []
        await waiters(seats, "abc", served)
        return served

    assert asyncio.run(run()) == ["a", "b"]


def test_cancelled_waiter_is_passed_over():
    async def run():
        seats, served = Seats(1), []
        await seats.take()
        first, *_ = await waiters(seats, "ab", served)
        first.cancel()
        await asyncio.sleep(0)
        seats.give()
        await asyncio.sleep(0)
        return served

    assert asyncio.run(run()) == ["b"]


def test_seat_of_a_waiter_that_is_cancelled_as_it_gets_it_is_not_lost():
    async def run():
        seats, served = Seats(1), []
        await seats.take()
        first, *_ = await waiters(seats, "a", served)
        seats.give()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        await asyncio.wait_for(seats.take(), 5)
        return served

    assert asyncio.run(run()) == []
