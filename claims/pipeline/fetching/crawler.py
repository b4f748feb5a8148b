"""Crawler: requests to many hosts at once, one after the other to each, in an event loop of a thread of its own.

The thread that starts sessions never waits for one: it collects messages. What a session needs of the database (the lease of
a host that a redirect leads to) it requests with `HostRequested`; the event loop itself knows no rows.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from types import TracebackType
from typing import Self

from claims.errors import FetchError
from claims.pipeline.fetching.event_loop import new_event_loop
from claims.pipeline.fetching.fetch import Door, DoorSettings
from claims.pipeline.fetching.host_requests import HostRequests
from claims.pipeline.fetching.messages import FetchDone, FetchRequest, HostDone, HostSession, NotStarted
from claims.pipeline.fetching.politeness import PAUSE_STATUSES, Politeness
from claims.pipeline.fetching.seats import Seats
from claims.values import Page
from claims.vocabulary import FetchFailure

logger = logging.getLogger(__name__)

_GATHER_SECONDS = 0.05


class Crawler:
    """Sessions with hosts, through one door. Use it as a context manager, from one thread; leaving it cancels the rest.

    At most `seats` requests are on the wire. No request begins later than `last_start` seconds after the crawler was made,
    and none waits for a pause or a lease after `last_wait` seconds.
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
        now = time.monotonic()
        self._last_start = now + last_start
        self._messages: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop = new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="crawler", daemon=True)
        self._door, self._seats = Door(settings), Seats(seats)
        self._politeness = Politeness(
            self._door,
            HostRequests(self._loop, self._messages.put, now + last_wait),
            self._seats,
            agent=settings.user_agent.partition("/")[0],
            clock=clock,
            report=self._messages.put,
            last_wait=now + last_wait,
        )
        self._tasks: set[asyncio.Task[None]] = set()

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

    def start(self, sessions: Iterable[tuple[HostSession, list[FetchRequest]]]) -> None:
        """Begin these sessions, all with one call across the threads."""
        self._loop.call_soon_threadsafe(self._launch, list(sessions))

    def notify(self, message: object) -> None:
        """Add a message of the caller's own to those that `completed` returns; from any thread."""
        self._messages.put(message)

    def completed(self, timeout_seconds: float) -> list[object]:
        """The messages since the last call: those of `messages.py`, and the caller's own.

        Waits for a first one up to the timeout, then a moment for others.
        """
        try:
            messages = [self._messages.get(timeout=timeout_seconds)]
        except queue.Empty:
            return []
        time.sleep(_GATHER_SECONDS)  # being woken for each single one costs more than the request
        while not self._messages.empty():
            messages.append(self._messages.get_nowait())
        return messages

    @property
    def queued(self) -> int:
        """How many requests wait for a seat; from any thread."""
        return self._seats.queued

    def _launch(self, sessions: list[tuple[HostSession, list[FetchRequest]]]) -> None:
        for session, requests in sessions:
            task = self._loop.create_task(self._run(session, requests))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, session: HostSession, requests: list[FetchRequest]) -> None:
        goes_on = True
        for request in requests:
            if not goes_on or time.monotonic() > self._last_start:
                self._messages.put(NotStarted(session, request))
                continue
            result = await self._fetch(session, request, is_last=request is requests[-1])
            goes_on = not (isinstance(result, FetchError) and _ends_session(result))
            self._messages.put(FetchDone(session, request, result))
        self._messages.put(HostDone(session))

    async def _fetch(
        self, session: HostSession, request: FetchRequest, *, is_last: bool
    ) -> Page | FetchError:
        try:
            return await self._door.get(
                request.url,
                etag=request.etag,
                last_modified=request.last_modified,
                validators_url=request.validators_url,
                permit=lambda target: self._politeness.permit(session, target),
                is_last=is_last,
            )
        except FetchError as error:
            return error
        except Exception as error:
            logger.exception("a request failed with an unexpected error")
            return FetchError(f"Unexpected {type(error).__name__}.", code=FetchFailure.BAD_RESPONSE)

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._door.__aexit__(None, None, None)


def _ends_session(error: FetchError) -> bool:
    """Whether further requests are left: the host asked for a pause, or a lease's holder may be waiting for ours."""
    return error.status in PAUSE_STATUSES or error.code == FetchFailure.HOST_BUSY
