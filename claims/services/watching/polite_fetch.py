"""Polite fetch: one URL under its host's lease, which is waited for if it is near."""

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
from claims.values import Page
from claims.vocabulary import FetchFailure

_PAUSE = 0.5
# The host answered, and another request would change nothing: the host is not in trouble.
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
    """Fetch a URL as soon as its host may be requested, and release the host with its pause.

    A host in trouble (see `is_trouble`) cools like one that answered 429. Raises FetchError: `host_busy` if the lease does
    not come before `until` (by `time.monotonic`), `bad_redirect` if a redirect leads to another host, which is not followed.
    """
    host = _borrow(urls.host_of(url), until)
    session = session_of(host)
    session.ignores_robots = session.ignores_robots or ignores_robots
    try:
        return _fetch(session, url, until)
    except FetchError as error:
        if is_trouble(error):
            session.refusal = session.refusal or error
        raise
    finally:
        host_queue.release_hosts([release_of(host, session)])


def is_trouble(error: FetchError) -> bool:
    """Whether an error is the host's (no answer, 429, 5xx), not one of the URL."""
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
            raise FetchError(f"{name} may not be requested now.", code=FetchFailure.HOST_BUSY)
        time.sleep(wait)


def _free_in(name: str) -> float:
    """Seconds until the lease may be available. Adds the host if it is new."""
    now = timezone.now()
    host = Host.objects.filter(name=name).first() or hosts.ensure_hosts([name], now=now)[name]
    free_at = max(host.next_slot_at, host.cooling_until or now)
    return max((free_at - now).total_seconds(), _PAUSE if host.lease_token else 0.02)


def _fetch(session: HostSession, url: str, until: float) -> Page:
    left = max(until - time.monotonic(), 0.0)
    with Crawler(door_settings(), clock=timezone.now, seats=1, last_start=left, last_wait=left) as crawler:
        crawler.start([(session, [FetchRequest(session.id, url)])])
        while time.monotonic() < until:
            page = _answer(crawler.completed(timeout_seconds=0.5))
            if page:
                return page
    raise FetchError(f"{session.host} did not answer in time.", code=FetchFailure.TIMED_OUT)


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
