"""Host requests: sessions of further hosts that a redirect leads to, requested from the thread that holds the leases."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from claims.errors import FetchError
from claims.pipeline.fetching.messages import HostReleased, HostRequested, HostSession
from claims.vocabulary import FetchFailure

BORROW_SECONDS = 20.0
"""How long a request waits for the lease of another host that a redirect leads to."""

_RETRY_SECONDS = 0.5
_MAX_HOST_CHARACTERS = 253  # RFC 1035, 2.3.4, without the dot at its end


class HostRequests:
    """Requests sessions with `HostRequested` and returns them with `HostReleased`. `last_wait` is the end of all waiting."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, report: Callable[[object], None], last_wait: float
    ) -> None:
        self._loop, self._report, self._last_wait = loop, report, last_wait

    async def session_of(self, host: str, requester: str) -> HostSession:
        """The session of another host, as soon as it can be leased. Raises FetchError if that takes too long.

        Of hosts that wait for each other in a circle, one gives up when the others have as long again to wait.
        """
        if len(host) > _MAX_HOST_CHARACTERS:
            detail = "A redirect leads to a host whose name is too long."
            raise FetchError(detail, code=FetchFailure.BAD_REDIRECT)
        patience = BORROW_SECONDS if requester < host else BORROW_SECONDS / 2
        until = min(time.monotonic() + patience, self._last_wait)
        while True:
            session = await self._request(host)
            if session:
                return session
            if time.monotonic() > until:
                raise busy(host)
            await asyncio.sleep(_RETRY_SECONDS)

    def release(self, session: HostSession) -> None:
        """Return a session: its host is not needed any more."""
        self._report(HostReleased(session))

    async def _request(self, host: str) -> HostSession | None:
        reply: asyncio.Future[HostSession | None] = self._loop.create_future()

        def from_any_thread(session: HostSession | None) -> None:
            self._loop.call_soon_threadsafe(self._settle, reply, session)

        self._report(HostRequested(host, from_any_thread))
        return await reply

    def _settle(self, reply: asyncio.Future[HostSession | None], session: HostSession | None) -> None:
        if not reply.done():
            reply.set_result(session)
        elif session:  # its requester was cancelled
            self.release(session)


def busy(host: str) -> FetchError:
    """The failure of a request that politeness puts off beyond our time."""
    return FetchError(f"{host} could not be requested politely in time.", code=FetchFailure.HOST_BUSY)
