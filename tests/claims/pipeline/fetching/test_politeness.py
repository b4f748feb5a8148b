"""Politeness: a permit holds the lease, obeys robots.txt, and notes what the host responded."""

import asyncio
import math
import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from claims.errors import FetchError
from claims.pipeline.fetching.messages import HostSession
from claims.pipeline.fetching.politeness import Politeness
from claims.pipeline.fetching.robots import Access, RobotsCopy
from claims.pipeline.fetching.seats import Seats
from claims.pipeline.urls import parse_url
from claims.vocabulary import FetchFailure

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


class Hosts:
    """Leases every host that is requested, and notes which are released."""

    def __init__(self):
        self.released = []

    async def session_of(self, host, requester):
        return session(host)

    def release(self, session):
        self.released.append(session.host)


def session(host="a.example", text="", access=Access.FILE, **fields):
    copy = RobotsCopy(text, access, NOW, NOW + timedelta(hours=1))
    return HostSession(
        **{
            "id": uuid.uuid4(),
            "host": host,
            "token": uuid.uuid4(),
            "spacing_seconds": 0.0,
            "robots": {f"https://{host}:443": copy},
            **fields,
        }
    )


def permitted(host, url="https://a.example/news", *, error=None, seats=None, last_wait=math.inf):
    """The failure of a request inside a permit, if it has one, and the hosts."""
    hosts = Hosts()

    async def run():
        politeness = Politeness(
            None, hosts, seats or Seats(1), "Heron", lambda: NOW, lambda message: None, last_wait
        )
        try:
            async with politeness.permit(host, parse_url(url)):
                if error:
                    raise error
        except FetchError as failure:
            return failure

    return asyncio.run(run()), hosts


def test_request_that_robots_txt_allows_is_permitted():
    assert permitted(session(text="User-agent: *\nDisallow: /pit\n"))[0] is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": "User-agent: Heron\nDisallow: /news\n"}, FetchFailure.ROBOTS_DENIED),
        ({"access": Access.UNREACHABLE}, FetchFailure.ROBOTS_UNREACHABLE),
    ],
)
def test_request_that_robots_txt_does_not_allow_is_refused(fields, code):
    assert permitted(session(**fields))[0].code == code
    assert permitted(session(**fields, ignores_robots=True))[0] is None


def test_crawl_delay_lengthens_the_pause():
    host = session(text="User-agent: *\nCrawl-delay: 9\n")

    permitted(host)

    assert host.pause == 9.0


def test_pause_that_ends_too_late_is_a_busy_host():
    host = session(spacing_seconds=100.0, answered_at=time.monotonic())

    assert permitted(host, last_wait=time.monotonic() + 1)[0].code == FetchFailure.HOST_BUSY


@pytest.mark.parametrize(
    ("error", "has_answered", "has_refused"),
    [
        (None, True, False),
        (FetchError("Not found.", code=FetchFailure.HTTP_STATUS, status=404), True, False),
        (FetchError("Busy.", code=FetchFailure.HTTP_STATUS, status=429), False, True),
        (FetchError("Busy.", code=FetchFailure.HTTP_STATUS, status=503), False, True),
        (FetchError("Silent.", code=FetchFailure.TIMED_OUT), False, False),
    ],
)
def test_session_knows_how_its_host_responded(error, has_answered, has_refused):
    host = session()

    permitted(host, error=error)

    assert (host.has_answered, host.refusal is not None) == (has_answered, has_refused)
    assert host.answered_at > -math.inf


@pytest.mark.parametrize("error", [None, FetchError("Silent.", code=FetchFailure.TIMED_OUT)])
def test_seat_and_borrowed_lease_are_returned_after_the_request(error):
    seats = Seats(1)

    _, hosts = permitted(session("other.example"), error=error, seats=seats)

    assert hosts.released == ["a.example"]
    asyncio.run(asyncio.wait_for(seats.take(), 5))


def test_own_lease_is_not_released():
    assert permitted(session())[1].released == []
