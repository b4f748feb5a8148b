"""Host requests: a lease is requested until it comes or patience ends, and one that comes too late is returned."""

import asyncio
import time
import uuid

import pytest

from claims.errors import FetchError
from claims.pipeline.fetching import host_requests
from claims.pipeline.fetching.host_requests import HostRequests
from claims.pipeline.fetching.messages import HostReleased, HostRequested, HostSession
from claims.vocabulary import FetchFailure

SESSION = HostSession(id=uuid.UUID(int=1), host="b.example", token=uuid.UUID(int=2), spacing_seconds=0.0)


def request(replies, *, host="b.example", requester="a.example", seconds=60.0):
    """The session or the failure of a request whose messages get these replies, the last one again and again."""
    messages = []

    async def run():
        def report(message):
            messages.append(message)
            if isinstance(message, HostRequested):
                message.reply(replies.pop(0) if len(replies) > 1 else replies[0])

        requests = HostRequests(asyncio.get_running_loop(), report, time.monotonic() + seconds)
        try:
            return await requests.session_of(host, requester)
        except FetchError as error:
            return error

    return asyncio.run(run()), messages


def test_lease_that_is_free_comes_at_once():
    session, messages = request([SESSION])

    assert session is SESSION
    assert [message.host for message in messages] == ["b.example"]


def test_lease_is_requested_again_until_it_is_free(monkeypatch):
    monkeypatch.setattr(host_requests, "_RETRY_SECONDS", 0)

    session, messages = request([None, None, SESSION])

    assert session is SESSION
    assert len(messages) == 3


@pytest.mark.parametrize(("borrow_seconds", "seconds"), [(0, 60), (60, 0)])
def test_lease_that_stays_taken_is_given_up(monkeypatch, borrow_seconds, seconds):
    monkeypatch.setattr(host_requests, "BORROW_SECONDS", borrow_seconds)

    failure, _ = request([None], seconds=seconds)

    assert failure.code == FetchFailure.HOST_BUSY


def test_name_that_no_host_can_have_is_not_requested():
    failure, messages = request([SESSION], host="b" * 254)

    assert (failure.code, messages) == (FetchFailure.BAD_REDIRECT, [])


def test_lease_that_comes_after_its_requester_left_is_returned():
    messages = []

    async def run():
        requests = HostRequests(asyncio.get_running_loop(), messages.append, time.monotonic() + 60)
        task = asyncio.create_task(requests.session_of("b.example", "a.example"))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        messages[0].reply(SESSION)
        await asyncio.sleep(0.01)

    asyncio.run(run())

    assert messages[1:] == [HostReleased(SESSION)]
