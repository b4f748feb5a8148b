"""Request pool: requests run in an event loop of their own, while the caller's thread keeps the database."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Generic, Self, TypeVar

from claims.errors import FetchError
from claims.pipeline.fetching.event_loop import new_event_loop
from claims.pipeline.fetching.fetch import Door, DoorSettings
from claims.vocabulary import FetchFailure

logger = logging.getLogger(__name__)
Job = TypeVar("Job")
Result = TypeVar("Result")

GATHERED = 50
"""So many completed requests are enough to be taken together: no others are waited for."""

SWITCH_SECONDS = 0.001
"""How soon threads take turns while a pool is open: the caller waits so long after each response of the database."""


class RequestPool(Generic[Job, Result]):
    """Requests through one door. Start some, collect the completed ones, start more: a slow one does not delay the others.

    `lag_seconds` says how late its event loop began what was started last, as a moving average: long if it has much to do.
    Use it as a context manager, from one thread. Leaving it cancels what is still under way.
    """

    def __init__(self, settings: DoorSettings) -> None:
        self._settings = settings
        self._completed: queue.SimpleQueue[tuple[Job, Result | FetchError]] = queue.SimpleQueue()
        self._loop = new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="request-pool", daemon=True)
        self._door = Door(settings)
        self._tasks: set[asyncio.Task[Result]] = set()
        self._switch_seconds = sys.getswitchinterval()
        self.under_way = 0
        self.lag_seconds = 0.0

    def __enter__(self) -> Self:
        sys.setswitchinterval(min(SWITCH_SECONDS, self._switch_seconds))
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
        sys.setswitchinterval(self._switch_seconds)

    def start(self, job: Job, request: Callable[[Door], Awaitable[Result]]) -> None:
        """Start a request for a job."""
        self.under_way += 1
        self._loop.call_soon_threadsafe(self._launch, job, request)

    def start_all(self, requests: Sequence[tuple[Job, Callable[[Door], Awaitable[Result]]]]) -> None:
        """Start the requests of many jobs, with one call across the threads."""
        if requests:
            self.under_way += len(requests)
            self._loop.call_soon_threadsafe(self._launch_all, requests, time.monotonic())

    def completed(
        self, timeout_seconds: float, *, gather_seconds: float = 0.0
    ) -> list[tuple[Job, Result | FetchError]]:
        """All completed requests: waits for a first one up to the timeout, and `gather_seconds` for others if they are fewer than `GATHERED`."""
        results: list[tuple[Job, Result | FetchError]] = []
        with contextlib.suppress(queue.Empty):
            results.append(self._completed.get(timeout=timeout_seconds))
            if self._completed.qsize() < GATHERED:
                time.sleep(gather_seconds)
            while True:
                results.append(self._completed.get_nowait())
        self.under_way -= len(results)
        return results

    def _launch_all(
        self, requests: Sequence[tuple[Job, Callable[[Door], Awaitable[Result]]]], started_at: float
    ) -> None:
        self.lag_seconds = (self.lag_seconds + time.monotonic() - started_at) / 2
        for job, request in requests:
            self._launch(job, request)

    def _launch(self, job: Job, request: Callable[[Door], Awaitable[Result]]) -> None:
        task = self._loop.create_task(self._run(request))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._complete(job, done))

    async def _run(self, request: Callable[[Door], Awaitable[Result]]) -> Result:
        return await request(self._door)

    def _complete(self, job: Job, task: asyncio.Task[Result]) -> None:
        self._tasks.discard(task)
        error = (
            FetchError("The request was given up.", code=FetchFailure.TIMED_OUT)
            if task.cancelled()
            else task.exception()
        )
        if error is None:
            self._completed.put((job, task.result()))
        elif isinstance(error, FetchError):
            self._completed.put((job, error))
        else:
            logger.error("a request failed with an unexpected error", exc_info=error)
            self._completed.put(
                (job, FetchError(f"Unexpected {type(error).__name__}.", code=FetchFailure.BAD_RESPONSE))
            )

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._door.__aexit__(None, None, None)
