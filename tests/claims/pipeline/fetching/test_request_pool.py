"""RequestPool: requests run beside the caller's thread; each ends in a result or a FetchError."""

import asyncio
import sys
import threading
import time

import pytest

from claims.errors import FetchError
from claims.pipeline.fetching.fetch import DoorSettings
from claims.pipeline.fetching.request_pool import RequestPool
from claims.vocabulary import FetchFailure
from tests.claims.pipeline.fetching.loopback import LOOPBACK

SETTINGS = DoorSettings(user_agent="tests/1", allow=LOOPBACK)


def pool():
    return RequestPool(SETTINGS)


def collect(requests, count):
    """So many results, by their jobs."""
    results, until = {}, time.monotonic() + 60
    while len(results) < count and time.monotonic() < until:
        results |= dict(requests.completed(timeout_seconds=0.5))
    return results


async def immediately(door):
    return "done"


async def never(door):
    await asyncio.Event().wait()


def test_results_come_with_their_jobs():
    async def double(number):
        return 2 * number

    with pool() as requests:
        for number in range(5):
            requests.start(number, lambda door, number=number: double(number))
        results = collect(requests, 5)

    assert results == {0: 0, 1: 2, 2: 4, 3: 6, 4: 8}


def test_slow_request_does_not_hold_up_others():
    with pool() as requests:
        requests.start("slow", never)
        requests.start("fast", immediately)
        results = collect(requests, 1)
        under_way = requests.under_way

    assert (results, under_way) == ({"fast": "done"}, 1)


def test_requests_run_in_another_thread_through_one_open_door():
    async def doors(door):
        return threading.current_thread() is threading.main_thread(), id(door)

    with pool() as requests:
        requests.start(1, doors)
        requests.start(2, doors)
        results = collect(requests, 2)

    assert results[1] == results[2]
    assert results[1][0] is False


def test_lag_says_how_late_the_event_loop_begins_what_is_started():
    begun, may_end = threading.Event(), threading.Event()

    async def block(door):
        begun.set()
        may_end.wait(60)

    with pool() as requests:
        requests.start(1, block)
        begun.wait(60)
        requests.start_all([(2, immediately)])
        time.sleep(0.2)
        may_end.set()
        collect(requests, 2)

        assert requests.lag_seconds >= 0.1


def test_threads_take_turns_sooner_while_a_pool_is_open_and_as_before_afterwards():
    before = sys.getswitchinterval()

    with pool():
        inside = sys.getswitchinterval()

    assert inside == pytest.approx(0.001)
    assert sys.getswitchinterval() == pytest.approx(before)


def test_refused_request_is_a_fetch_error():
    with RequestPool(DoorSettings(user_agent="tests/1")) as requests:
        requests.start("inside", lambda door: door.get("http://127.0.0.1/"))
        results = collect(requests, 1)

    assert results["inside"].code == FetchFailure.ADDRESS_REFUSED


def test_unexpected_error_is_logged_and_becomes_a_fetch_error(caplog):
    async def fail(door):
        raise ZeroDivisionError

    with pool() as requests:
        requests.start("job", fail)
        results = collect(requests, 1)

    assert isinstance(results["job"], FetchError)
    assert results["job"].detail == "Unexpected ZeroDivisionError."
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_nothing_completed_is_an_empty_list():
    with pool() as requests:
        assert requests.completed(timeout_seconds=0) == []


@pytest.mark.parametrize(("count", "pauses"), [(3, [0.02]), (60, [])])
def test_others_are_waited_for_only_while_few_are_completed(count, pauses, monkeypatch):
    paused, are_completed = [], threading.Event()

    async def tell(door):
        for _ in range(3):
            await asyncio.sleep(0)
        are_completed.set()
        await never(door)

    with pool() as requests:
        requests.start_all([(number, immediately) for number in range(count)])
        requests.start("last", tell)
        are_completed.wait(60)
        monkeypatch.setattr(time, "sleep", paused.append)
        results = requests.completed(timeout_seconds=5, gather_seconds=0.02)

    assert (len(results), paused) == (count, pauses)


@pytest.mark.parametrize("count", [1, 50])
def test_leaving_cancels_what_is_still_running(count):
    cancelled = []

    async def note(door):
        try:
            await never(door)
        except asyncio.CancelledError:
            cancelled.append(1)
            raise

    with pool() as requests:
        for number in range(count):
            requests.start(number, note)
        requests.start("last", immediately)
        collect(requests, 1)

    assert len(cancelled) == count
