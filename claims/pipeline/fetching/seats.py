"""Seats: how many requests are on the wire at a time."""

from __future__ import annotations

import asyncio
from collections import deque


class Seats:
    """A semaphore that passes a free seat to the first waiter. asyncio's own looks through all waiters each time."""

    __slots__ = ("_free", "_waiting")

    def __init__(self, count: int) -> None:
        self._free = count
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def queued(self) -> int:
        """How many wait for a seat; from any thread."""
        return len(self._waiting)

    async def take(self) -> None:
        """Take a seat, once one is free."""
        if self._free:
            self._free -= 1
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self.give()
            raise

    def give(self) -> None:
        """Give a seat back."""
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        self._free += 1
