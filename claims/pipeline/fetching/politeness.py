"""Politeness: each request is made with its host's lease, as its robots.txt permits, and after its pause."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType

from claims.errors import FetchError
from claims.pipeline.fetching.fetch import Door
from claims.pipeline.fetching.host_requests import HostRequests, busy
from claims.pipeline.fetching.messages import HostSession, RobotsRead
from claims.pipeline.fetching.robots import Access, RobotsCopy, next_copy, origin_of, robots_url, rules_of
from claims.pipeline.fetching.seats import Seats
from claims.pipeline.urls import FetchURL
from claims.values import Page
from claims.vocabulary import FetchFailure

PAUSE_STATUSES = frozenset({429, 503})
"""Statuses with which a host asks for a pause."""

_MAX_ROBOTS_REDIRECTS = 5
# A host that gives no response to the request for its robots.txt gives none for a page: the check has failed as this has.
_NO_RESPONSE = frozenset(
    {
        FetchFailure.ADDRESS_REFUSED,
        FetchFailure.BAD_URL,
        FetchFailure.CONNECT_FAILED,
        FetchFailure.DNS_FAILED,
        FetchFailure.HOST_BUSY,
        FetchFailure.NAME_NOT_FOUND,
        FetchFailure.TLS_FAILED,
    }
)


@dataclass(frozen=True, slots=True)
class Politeness:
    """The rules for all requests of a crawler. `agent` is its product token; after `last_wait` (monotonic) none waits."""

    door: Door
    hosts: HostRequests
    seats: Seats
    agent: str
    clock: Callable[[], datetime]
    report: Callable[[object], None]
    last_wait: float

    def permit(self, session: HostSession, target: FetchURL) -> AbstractAsyncContextManager[None]:
        """What a request to `target` is made inside, on the way from a URL of the session's host."""
        return _Permit(self, session, target, (session,))

    async def check_robots(
        self, session: HostSession, target: FetchURL, held: tuple[HostSession, ...]
    ) -> None:
        """Raises FetchError if the target's robots.txt does not allow a request for it, or cannot be read.

        A pause that the host asks for in the place of a new copy is its response for the target, too: the page is down,
        not forbidden. `held` are the sessions that the request has already, among them the one that it began in.
        """
        if session.ignores_robots:
            return
        origin = origin_of(target)
        copy = session.robots.get(origin)
        if copy is None or copy.expires_at <= self.clock():
            copy = session.robots[origin] = await self._read_robots(session, origin, copy, held)
        self._obey(copy, session, target)
        if session.refusal:
            raise session.refusal

    def _obey(self, copy: RobotsCopy, session: HostSession, target: FetchURL) -> None:
        if copy.access is Access.NONE:
            return
        if copy.access is Access.UNREACHABLE:
            detail = f"The robots.txt of {target.host} cannot be read. Until it can, nothing is requested."
            raise FetchError(detail, code=FetchFailure.ROBOTS_UNREACHABLE)
        rules = rules_of(copy, self.agent)
        session.crawl_delay = max(session.crawl_delay, rules.crawl_delay_seconds or 0)
        if not rules.allows(target.href):
            detail = f"The robots.txt of {target.host} does not allow this request."
            raise FetchError(detail, code=FetchFailure.ROBOTS_DENIED)

    async def wait_for_pause(self, session: HostSession) -> None:
        """Wait until the host's pause is over. Raises FetchError if that is too late for us."""
        seconds = session.free_at - time.monotonic()
        if seconds <= 0:
            return
        if session.free_at > self.last_wait:
            raise busy(session.host)
        await asyncio.sleep(seconds)

    async def _read_robots(
        self, session: HostSession, origin: str, previous: RobotsCopy | None, held: tuple[HostSession, ...]
    ) -> RobotsCopy:
        try:
            result: Page | FetchError = await self.door.get(
                robots_url(origin),
                permit=lambda target: _Permit(self, session, target, held, obeys_robots=False),
                max_redirects=_MAX_ROBOTS_REDIRECTS,
            )
        except FetchError as error:
            if error.code in _NO_RESPONSE:
                raise
            result = error
        copy = next_copy(previous, result, self.clock())
        self.report(RobotsRead(session.host, origin, copy))
        return copy


class _Permit(AbstractAsyncContextManager[None]):
    """Surrounds one request: the host's session, robots.txt, the pause, a seat.

    The pause begins when a response was read, so that two requests never come closer, however slow the first one was.
    """

    __slots__ = ("_borrowed", "_held", "_obeys_robots", "_politeness", "_session", "_target")

    def __init__(
        self,
        politeness: Politeness,
        session: HostSession,
        target: FetchURL,
        held: tuple[HostSession, ...],
        *,
        obeys_robots: bool = True,
    ) -> None:
        self._politeness, self._session, self._target, self._held = politeness, session, target, held
        self._obeys_robots = obeys_robots
        self._borrowed = False

    async def __aenter__(self) -> None:
        politeness, host = self._politeness, self._target.host.rstrip(".")
        held = {session.host: session for session in (*self._held, self._session)}
        if host in held:
            self._session = held[host]
        else:
            self._session = await politeness.hosts.session_of(host, self._session.host)
            self._borrowed = True
        try:
            if self._obeys_robots:
                await politeness.check_robots(self._session, self._target, self._held)
            await politeness.wait_for_pause(self._session)
            await politeness.seats.take()
        except BaseException:
            self._release()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._politeness.seats.give()
        session = self._session
        session.answered_at = time.monotonic()
        if isinstance(error, FetchError) and error.status in PAUSE_STATUSES:
            session.refusal = error
        elif error is None or (isinstance(error, FetchError) and error.status):
            session.has_answered = True
        self._release()

    def _release(self) -> None:
        if self._borrowed:
            self._politeness.hosts.release(self._session)
