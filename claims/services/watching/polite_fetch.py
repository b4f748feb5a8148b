"""Ask: one URL in its host's turn, waited for if that is near."""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.utils import timezone

from claims.errors import FetchError
from claims.models import Host
from claims.pipeline import urls
from claims.pipeline.fetching.crawler import Crawler
from claims.pipeline.fetching.messages import (
    FetchDone,
    FetchRequest,
    HostRequested,
    HostSession,
    NotStarted,
    RobotsRead,
)
from claims.services.leasing import host_queue, hosts
from claims.services.leasing.host_sessions import release_of, session_of
from claims.services.leasing.leases import HostLease
from claims.services.runtime import door_settings
from claims.values import FetchFailure, Page

_PAUSE = 0.5
# Something answered, and asking again would change nothing: the host is not in trouble.
_SETTLED = frozenset(
    {
        FetchFailure.BAD_ENCODING,
        FetchFailure.BAD_REDIRECT,
        FetchFailure.BAD_URL,
        FetchFailure.ROBOTS_DENIED,
        FetchFailure.TOO_LARGE,
        FetchFailure.TOO_MANY_REDIRECTS,
    }
)


def fetch_politely(url: str, *, until: float, ignores_robots: bool = False) -> Page:
    """Ask for a URL as soon as its host may be asked, and give the host back with its pause.

    A host in trouble (see `is_trouble`) cools as one that answered 429. Raises FetchError: `host_busy` if its turn does
    not come before `until` (by `time.monotonic`), `bad_redirect` if a redirect leads to another host, which is not asked.
    """
    host = _borrow(urls.host_of(url), until)
    turn = session_of(host)
    turn.ignores_robots = turn.ignores_robots or ignores_robots
    try:
        return _visit(turn, url, until)
    except FetchError as error:
        if is_trouble(error):
            turn.refusal = turn.refusal or error
        raise
    finally:
        host_queue.release_hosts([release_of(host, turn)])


def is_trouble(error: FetchError) -> bool:
    """Whether this is the host's trouble (no answer, 429, 5xx), not what it has to say of the URL."""
    if error.code == FetchFailure.HTTP_STATUS and error.status is not None:
        return error.status == 429 or error.status >= 500
    return error.code not in _SETTLED


def _borrow(name: str, until: float) -> HostLease:
    while True:
        host = host_queue.borrow_host(name)
        if host:
            return host
        wait = _free_in(name)
        if time.monotonic() + wait > until:
            raise FetchError(f"{name} may not be asked just now.", code=FetchFailure.HOST_BUSY)
        time.sleep(wait)


def _free_in(name: str) -> float:
    """Seconds until it is worth asking again for the turn of a host, which is made known if it is new."""
    now = timezone.now()
    host = Host.objects.filter(name=name).first() or hosts.ensure_hosts([name], now=now)[name]
    free_at = max(host.next_slot_at, host.cooling_until or now)
    return max((free_at - now).total_seconds(), _PAUSE if host.lease_token else 0.02)


def _visit(turn: HostSession, url: str, until: float) -> Page:
    left = max(until - time.monotonic(), 0.0)
    with Crawler(door_settings(), clock=timezone.now, seats=1, last_start=left, last_wait=left) as visits:
        visits.start([(turn, [FetchRequest(turn.id, url)])])
        while time.monotonic() < until:
            page = _answer(visits.completed(timeout_seconds=0.5))
            if page:
                return page
    raise FetchError(f"{turn.host} did not answer in time.", code=FetchFailure.TIMED_OUT)


def _answer(completed: Iterable[object]) -> Page | None:
    for news in completed:
        match news:
            case RobotsRead():
                hosts.keep_robots([(news.host, news.origin, news.copy)])
            case HostRequested():
                raise FetchError(f"A redirect leads away to {news.host}.", code=FetchFailure.BAD_REDIRECT)
            case NotStarted():
                raise FetchError(
                    f"{news.session.host} was not requested in time.", code=FetchFailure.HOST_BUSY
                )
            case FetchDone(result=FetchError() as error):
                raise error
            case FetchDone(result=Page() as page):
                return page
    return None
