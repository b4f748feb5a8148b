"""Feed news: which seq is the newest, asked by one query for all streams of a process, and when the streams have to end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType

import structlog

logger = structlog.get_logger(__name__)

_FAILED_SECONDS = 30


class FeedNews:
    """Knows the newest seq while there are streams: one query for all of them. Ends the streams when the process ends."""

    def __init__(self, newest: Callable[[], int], poll_seconds: float) -> None:
        self._newest, self._poll_seconds = newest, poll_seconds
        self._seq = 0
        self._readers = 0
        self._changed = asyncio.Event()
        self._poll: asyncio.Task[None] | None = None
        self._listens = False
        self.is_ending = False

    @contextlib.contextmanager
    def wanted(self) -> Iterator[None]:
        """While a stream is open."""
        self._readers += 1
        if not self._listens:
            self._listens = True
            self._end_at_signals()
        if self._poll is None:
            self._poll = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            self._readers -= 1

    async def beyond(self, seq: int, seconds: float) -> bool:
        """Wait until an event after this seq is published, and return True; False after `seconds`."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._seq <= seq and not self.is_ending:
                    await self._changed.wait()
        return self._seq > seq

    async def pause(self, seconds: float) -> None:
        """Sleep, but not while the process ends."""
        await self.beyond(2**63, seconds)

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while self._readers and not self.is_ending:
            try:
                seq = await loop.run_in_executor(None, self._newest)
            except Exception as error:  # noqa: BLE001 - of any kind: the pages say what is wrong
                logger.warning("the newest seq is unknown", error=type(error).__name__)
                await asyncio.sleep(_FAILED_SECONDS)
                continue
            if seq != self._seq:
                self._seq = seq
                self._wake()
            await asyncio.sleep(self._poll_seconds)
        self._poll = None

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def _end_at_signals(self) -> None:
        """End the streams at SIGTERM and SIGINT, beside what the server does then: it waits for open responses."""
        loop = asyncio.get_running_loop()

        def end() -> None:
            self.is_ending = True
            self._wake()

        for number in (signal.SIGTERM, signal.SIGINT):
            before = signal.getsignal(number)

            def handle(received: int, frame: FrameType | None, before: object = before) -> None:
                loop.call_soon_threadsafe(end)
                if callable(before):
                    before(received, frame)

            with contextlib.suppress(ValueError):  # only the main thread may
                signal.signal(number, handle)
