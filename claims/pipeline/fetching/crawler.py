"""Crawler: many hosts are asked at once, each for one thing after the other, in one event loop of a thread of its own.

Whoever starts visits never waits for one: it collects what landed. What a visit needs of the database (a host that a
redirect leads to) it asks its starter for, with `Wanted`; the loop itself knows no rows.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from types import TracebackType
from typing import Self

from claims.errors import FetchError
from claims.pipeline.fetching.event_loop import new_event_loop
from claims.pipeline.fetching.fetch import Door, DoorSettings
from claims.pipeline.fetching.messages import (
    FetchDone,
    FetchRequest,
    HostDone,
    HostReleased,
    HostRequested,
    HostSession,
    NotStarted,
    RobotsRead,
)
from claims.pipeline.fetching.robots import Access, RobotsCopy, next_copy, origin_of, robots_url, rules_of
from claims.pipeline.urls import FetchURL
from claims.values import FetchFailure, Page

logger = logging.getLogger(__name__)

BORROW_SECONDS = 20.0
"""How long a look waits for the turn of another host that a redirect leads to."""

_BORROW_PAUSE = 0.5
_ROBOTS_REDIRECTS = 5
_GATHER_SECONDS = 0.05
_LONGEST_HOST = 253  # RFC 1035, 2.3.4, without the dot at its end
# Without any answer to its robots.txt a host cannot be asked for a page either: the look has failed as this one did.
_NO_HOST = frozenset(
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
_WAIT_STATUS = frozenset({429, 503})


class Crawler:
    """Visits under way, through one door. Use it as a context manager, from one thread; leaving it cancels the rest.

    `seats` requests are on the wire at most; `last_start` seconds after the beginning no look is begun any more, and
    after `last_wait` seconds none waits for politeness's sake.
    """

    def __init__(
        self,
        settings: DoorSettings,
        *,
        clock: Callable[[], datetime],
        seats: int = 400,
        last_start: float = 45.0,
        last_wait: float = 60.0,
    ) -> None:
        self._clock = clock
        self._agent = settings.user_agent.partition("/")[0]
        self._news: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop = new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="visits", daemon=True)
        self._door = Door(settings)
        self._seats = _Seats(seats)
        self._tasks: set[asyncio.Task[None]] = set()
        self._last_start, self._last_wait = time.monotonic() + last_start, time.monotonic() + last_wait

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._door.__aenter__(), self._loop).result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def start(self, visits: Iterable[tuple[HostSession, list[FetchRequest]]]) -> None:
        """Begin these visits, all with one call across the threads."""
        self._loop.call_soon_threadsafe(self._launch, list(visits))

    def tell(self, news: object) -> None:
        """Let something land that did not come over the network; from any thread."""
        self._news.put(news)

    def completed(self, timeout_seconds: float) -> list[object]:
        """What is new (FetchDone, Left, Ended, RobotsRead, Wanted, Returned, and what was told).

        Waits for a first piece up to the timeout, then a moment, then takes all that is there.
        """
        try:
            found = [self._news.get(timeout=timeout_seconds)]
        except queue.Empty:
            return []
        time.sleep(_GATHER_SECONDS)  # to be woken for every single one would cost more than the look
        while not self._news.empty():
            found.append(self._news.get_nowait())
        return found

    def _launch(self, visits: list[tuple[HostSession, list[FetchRequest]]]) -> None:
        for turn, asks in visits:
            task = self._loop.create_task(self._visit(turn, asks))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _visit(self, turn: HostSession, asks: list[FetchRequest]) -> None:
        goes_on = True
        for ask in asks:
            if not goes_on or time.monotonic() > self._last_start:
                self._news.put(NotStarted(turn, ask))
                continue
            result = await self._look(turn, ask, is_last=ask is asks[-1])
            goes_on = not (isinstance(result, FetchError) and _ends_visit(result))
            self._news.put(FetchDone(turn, ask, result))
        self._news.put(HostDone(turn))

    async def _look(self, turn: HostSession, ask: FetchRequest, *, is_last: bool) -> Page | FetchError:
        try:
            return await self._door.get(
                ask.url,
                etag=ask.etag,
                last_modified=ask.last_modified,
                validators_url=ask.validators_url,
                permit=lambda target: _Gate(self, turn, target),
                is_last=is_last,
            )
        except FetchError as error:
            return error
        except Exception as error:
            logger.exception("a look ended in an error that has no name")
            return FetchError(f"Unexpected {type(error).__name__}.", code=FetchFailure.BAD_RESPONSE)

    async def may_ask(self, turn: HostSession, target: FetchURL, home: HostSession) -> None:
        """Raises FetchError if the target's robots.txt does not let us ask for it, or cannot be read.

        `home` is the turn of the host that is visited, whose redirects may have led to the target.
        """
        if turn.ignores_robots:
            return
        origin = origin_of(target)
        copy = turn.robots.get(origin)
        if copy is None or copy.expires_at <= self._clock():
            copy = turn.robots[origin] = await self._read_robots(turn, origin, copy, home)
        if copy.access is Access.NONE:
            return
        if copy.access is Access.UNREACHABLE:
            detail = f"The robots.txt of {target.host} cannot be read: until it can, nothing is asked for."
            raise FetchError(detail, code=FetchFailure.ROBOTS_UNREACHABLE)
        rules = rules_of(copy, self._agent)
        turn.crawl_delay = max(turn.crawl_delay, rules.crawl_delay_seconds or 0)
        if not rules.allows(target.href):
            raise FetchError(
                f"The robots.txt of {target.host} does not let us ask for this.",
                code=FetchFailure.ROBOTS_DENIED,
            )

    async def _read_robots(
        self, turn: HostSession, origin: str, before: RobotsCopy | None, home: HostSession
    ) -> RobotsCopy:
        ours = {one.host: one for one in (home, turn)}
        try:
            seen: Page | FetchError = await self._door.get(
                robots_url(origin),
                permit=lambda target: _Gate(
                    self, ours.get(target.host.rstrip("."), turn), target, obeys_robots=False
                ),
                max_redirects=_ROBOTS_REDIRECTS,
            )
        except FetchError as error:
            if error.code in _NO_HOST:
                raise
            seen = error
        copy = next_copy(before, seen, self._clock())
        self._news.put(RobotsRead(turn.host, origin, copy))
        if turn.refusal:
            raise FetchError(
                f"{turn.host} asks to be left alone: its robots.txt is not to be had just now.",
                code=FetchFailure.ROBOTS_UNREACHABLE,
                status=turn.refusal.status,
                retry_after_seconds=turn.refusal.retry_after_seconds,
            )
        return copy

    async def session_of(self, host: str, asker: str) -> HostSession:
        """The turn of another host, as soon as it can be had. Raises FetchError if that takes too long.

        Of hosts that wait for each other in a circle, one gives up when the others have as long again to go.
        """
        if len(host) > _LONGEST_HOST:
            raise FetchError(
                "A redirect leads to a host whose name is too long.", code=FetchFailure.BAD_REDIRECT
            )
        patience = BORROW_SECONDS if asker < host else BORROW_SECONDS / 2
        until = min(time.monotonic() + patience, self._last_wait)
        while True:
            answered: asyncio.Future[HostSession | None] = self._loop.create_future()
            self._news.put(HostRequested(host, lambda turn, answered=answered: self._answer(answered, turn)))  # type: ignore[misc]
            turn = await answered
            if turn:
                return turn
            if time.monotonic() > until:
                raise _busy(host)
            await asyncio.sleep(_BORROW_PAUSE)

    def _answer(self, answered: asyncio.Future[HostSession | None], turn: HostSession | None) -> None:
        self._loop.call_soon_threadsafe(self._settle, answered, turn)

    def _settle(self, answered: asyncio.Future[HostSession | None], turn: HostSession | None) -> None:
        if not answered.done():
            answered.set_result(turn)
        elif turn:  # whoever wanted it is gone
            self._news.put(HostReleased(turn))

    async def wait_for(self, turn: HostSession) -> None:
        """Wait until the host may be asked again. Raises FetchError if that is too late for us."""
        wait = turn.free_at - time.monotonic()
        if wait <= 0:
            return
        if turn.free_at > self._last_wait:
            raise _busy(turn.host)
        await asyncio.sleep(wait)

    def give_back(self, turn: HostSession) -> None:
        """A borrowed turn is over."""
        self._news.put(HostReleased(turn))

    @property
    def queued(self) -> int:
        """How many requests wait for a seat; from any thread."""
        return self._seats.queued

    @property
    def seats(self) -> _Seats:
        """The requests that may be on the wire."""
        return self._seats

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._door.__aexit__(None, None, None)


class _Seats:
    """So many at a time. A seat that is given goes to the first who waits: asyncio's semaphore looks through them all."""

    __slots__ = ("_free", "_waiting")

    def __init__(self, count: int) -> None:
        self._free = count
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def queued(self) -> int:
        return len(self._waiting)

    async def take(self) -> None:
        if self._free:
            self._free -= 1
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self.give()
            raise

    def give(self) -> None:
        while self._waiting:
            first = self._waiting.popleft()
            if not first.done():
                first.set_result(None)
                return
        self._free += 1


class _Gate(AbstractAsyncContextManager[None]):
    """What stands before each request: whose turn it is, what robots.txt says, how long the host is left alone.

    The pause begins when an answer is read, so that two requests never come closer, however slow the first one was.
    """

    __slots__ = ("_borrowed", "_home", "_obeys_robots", "_target", "_turn", "_visits")

    def __init__(
        self, visits: Crawler, turn: HostSession, target: FetchURL, *, obeys_robots: bool = True
    ) -> None:
        self._visits, self._turn, self._home, self._target = visits, turn, turn, target
        self._obeys_robots = obeys_robots
        self._borrowed = False

    async def __aenter__(self) -> None:
        host = self._target.host.rstrip(".")
        if host != self._turn.host:
            self._turn = await self._visits.session_of(host, self._turn.host)
            self._borrowed = True
        try:
            if self._obeys_robots:
                await self._visits.may_ask(self._turn, self._target, self._home)
            await self._visits.wait_for(self._turn)
            await self._visits.seats.take()
        except BaseException:
            self._leave()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._visits.seats.give()
        turn = self._turn
        turn.answered_at = time.monotonic()
        if isinstance(error, FetchError) and error.status in _WAIT_STATUS:
            turn.refusal = error
        elif error is None or (isinstance(error, FetchError) and error.status):
            turn.has_answered = True
        self._leave()

    def _leave(self) -> None:
        if self._borrowed:
            self._visits.give_back(self._turn)


def _ends_visit(error: FetchError) -> bool:
    """Whether the rest is left: a host asked for time, or somebody has it who may be waiting for ours."""
    return error.status in _WAIT_STATUS or error.code == FetchFailure.HOST_BUSY


def _busy(host: str) -> FetchError:
    return FetchError(f"{host} could not be asked in time without hurry.", code=FetchFailure.HOST_BUSY)
