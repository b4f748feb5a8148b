"""Gate: a sender takes more deliveries of a fast endpoint than it sends at a time; a failure stops those that wait."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from claims.errors import FetchError
from claims.pipeline.fetching.fetch import PostResponse
from claims.pipeline.fetching.seats import Seats
from claims.pipeline.webhooks.circuit import MAX_WINDOW

NOT_SENT = "not_sent"
"""The code of the FetchError of a request that was not sent."""


class Gate:
    """The requests to one endpoint: at most `MAX_WINDOW` are under way at a time, the others wait.

    It belongs to the event loop of the requests. After a failure it is closed: those that wait are not sent.
    """

    __slots__ = ("_seats", "is_closed")

    def __init__(self) -> None:
        self._seats, self.is_closed = Seats(MAX_WINDOW), False

    async def send(self, request: Callable[[], Awaitable[PostResponse]]) -> PostResponse:
        """Make a request when it is its turn. Raises FetchError with the code `NOT_SENT` if the gate is closed then."""
        await self._seats.take()
        try:
            self._refuse_closed()
            response = await request()
        except FetchError:
            self.is_closed = True
            raise
        finally:
            self._seats.give()
        self.is_closed = self.is_closed or not is_success(response)
        return response

    def _refuse_closed(self) -> None:
        if self.is_closed:
            raise FetchError("Not sent, because a request before it failed.", code=NOT_SENT)


def is_success(response: PostResponse) -> bool:
    """Whether the receiver has the message: any 2xx. Redirects are failures."""
    return 200 <= response.status < 300
