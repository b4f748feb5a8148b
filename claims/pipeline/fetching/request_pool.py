"""RequestPool: requests under way in an event loop of their own, while the caller's thread keeps the database."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

from claims.errors import FetchError
from claims.pipeline.fetching.event_loop import new_event_loop
from claims.pipeline.fetching.fetch import Door, DoorSettings
from claims.values import FetchFailure

logger = logging.getLogger(__name__)
Job = TypeVar("Job")
Result = TypeVar("Result")


class RequestPool(Generic[Job, Result]):
    """Requests through one door. Start some, collect those that landed, start more: a slow one holds up nobody.

    Use it as a context manager, from one thread. Leaving it cancels what is still under way.
    """

    def __init__(self, settings: DoorSettings) -> None:
        self._settings = settings
        self._landed: queue.SimpleQueue[tuple[Job, Result | FetchError]] = queue.SimpleQueue()
        self._loop = new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="flights", daemon=True)
        self._door = Door(settings)
        self._tasks: set[asyncio.Task[Result]] = set()
        self.under_way = 0

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

    def start(self, job: Job, request: Callable[[Door], Awaitable[Result]]) -> None:
        """Send a request on its way for a job."""
        self.under_way += 1
        self._loop.call_soon_threadsafe(self._launch, job, request)

    def completed(self, timeout_seconds: float) -> list[tuple[Job, Result | FetchError]]:
        """What has landed: waits for a first one up to the timeout, then takes all that are there."""
        found: list[tuple[Job, Result | FetchError]] = []
        try:
            found.append(self._landed.get(timeout=timeout_seconds))
            while True:
                found.append(self._landed.get_nowait())
        except queue.Empty:
            pass
        self.under_way -= len(found)
        return found

    def _launch(self, job: Job, request: Callable[[Door], Awaitable[Result]]) -> None:
        task = self._loop.create_task(self._fly(request))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._land(job, done))

    async def _fly(self, request: Callable[[Door], Awaitable[Result]]) -> Result:
        return await request(self._door)

    def _land(self, job: Job, task: asyncio.Task[Result]) -> None:
        self._tasks.discard(task)
        error = (
            FetchError("The look was given up.", code=FetchFailure.TIMED_OUT)
            if task.cancelled()
            else task.exception()
        )
        if error is None:
            self._landed.put((job, task.result()))
        elif isinstance(error, FetchError):
            self._landed.put((job, error))
        else:
            logger.error("a request ended in an error that has no name", exc_info=error)
            self._landed.put(
                (job, FetchError(f"Unexpected {type(error).__name__}.", code=FetchFailure.BAD_RESPONSE))
            )

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._door.__aexit__(None, None, None)
