"""Event streams: the change feed as Server-Sent Events, sent by the event loop. A reader that waits holds no thread.

The pages of a stream are responses of `GET /events`, so permissions, filters and errors are those of the list.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

from tracker.feed_news import FeedNews
from tracker.feed_pages import FeedPages, Page, header
from tracker.request_bodies import Application, Receive, Refusal, Scope, Send

PATH = "/api/v1/events"
_UNAVAILABLE_SECONDS = 5.0
_RETRY = b"retry: 3000\n\n"
_HEARTBEAT = b":\n\n"
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would collect the events
]
_OF_A_PAGE = (b"content-type", b"content-length", b"cache-control", b"link")
"""Headers of the first page that are not those of the stream."""


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """How many streams a process and a key may have, and times in seconds.

    A reader that does not take what it is sent for `slow_seconds` is disconnected. `recheck_seconds` is the longest time
    until a revoked key loses its streams. At most `reads` pages are read at a time.
    """

    total: int
    per_key: int
    reads: int
    poll_seconds: float = 0.25
    heartbeat_seconds: float = 15
    recheck_seconds: float = 45
    slow_seconds: float = 20


@dataclass(slots=True)
class _Stream:
    """One reader: its request, and the position that it has reached."""

    scope: Scope
    key: bytes
    after: int = 0
    checked_at: float = 0


class EventStreams:
    """An ASGI application that streams the feed to those who ask for `text/event-stream`, and passes on all other requests."""

    def __init__(
        self, application: Application, newest: Callable[[], int], limits: StreamLimits, refusal: Refusal
    ) -> None:
        self._application, self._limits, self._refusal = application, limits, refusal
        self._streams: Counter[bytes] = Counter()
        self._pages = FeedPages(application, limits.reads)
        self._news = FeedNews(newest, limits.poll_seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if not _asks_for_stream(scope):
            await self._application(scope, receive, send)
            return
        stream = _Stream(scope, header(scope, b"authorization"))
        with contextlib.ExitStack() as place:
            refused = self._refused(stream.key)
            if refused is None:
                place.enter_context(self._counted(stream.key))
            page = refused or await self._pages.first(scope)
            if page.status == 200:
                await self._serve(stream, page, receive, send)
                return
        await send({"type": "http.response.start", "status": page.status, "headers": page.headers})
        await send({"type": "http.response.body", "body": page.body})

    async def _serve(self, stream: _Stream, page: Page, receive: Receive, send: Send) -> None:
        """Send the stream until it ends or the reader leaves."""
        reading = asyncio.create_task(self._send_all(stream, page, send))
        leaving = asyncio.create_task(_disconnected(receive))
        try:
            with self._news.wanted():
                await asyncio.wait((reading, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            reading.cancel()
            leaving.cancel()
            await asyncio.gather(reading, leaving, return_exceptions=True)

    @contextlib.contextmanager
    def _counted(self, key: bytes) -> Iterator[None]:
        self._streams[key] += 1
        try:
            yield
        finally:
            self._streams[key] -= 1
            if not self._streams[key]:
                del self._streams[key]

    def _refused(self, key: bytes) -> Page | None:
        """The response for a stream too many."""
        if self._streams[key] >= self._limits.per_key:
            code, detail = "rate_limited", f"This key has {self._limits.per_key} streams here."
        elif self._streams.total() >= self._limits.total:
            code, detail = "unavailable", "Too many streams are open."
        else:
            return None
        status, headers, body = self._refusal(code, detail, PATH)
        encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return Page(status, encoded, body)

    async def _send_all(self, stream: _Stream, page: Page, send: Send) -> None:
        """Send pages and heartbeats until the reader is slow, may not read any more, or the process ends."""
        headers = [pair for pair in page.headers if pair[0].lower() not in _OF_A_PAGE]
        await send({"type": "http.response.start", "status": 200, "headers": [*headers, *_HEADERS]})
        await self._send(send, _RETRY)
        async for chunk in self._chunks(stream, page):
            if not await self._send(send, chunk):
                return
        await send({"type": "http.response.body", "body": b""})

    async def _send(self, send: Send, chunk: bytes) -> bool:
        try:
            async with asyncio.timeout(self._limits.slow_seconds):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        except TimeoutError:
            return False
        return True

    async def _chunks(self, stream: _Stream, page: Page) -> AsyncIterator[bytes]:
        now = asyncio.get_running_loop().time
        while not self._news.is_ending:
            if page.status == 200:
                if page.frames or page.after != stream.after:
                    yield page.frames or b"id: %d\n\n" % page.after
                stream.after, stream.checked_at = page.after, now()
            elif page.status < 500:
                return  # the key was revoked, or the position is no longer in the feed: the next request says why
            if page.status != 200:
                await self._news.pause(_UNAVAILABLE_SECONDS)
            elif not page.has_more:
                while not await self._news.beyond(stream.after, self._limits.heartbeat_seconds):
                    if self._news.is_ending:
                        return
                    yield _HEARTBEAT
                    if now() - stream.checked_at >= self._limits.recheck_seconds:
                        break
            page = await self._pages.after(stream.scope, stream.after)


def _asks_for_stream(scope: Scope) -> bool:
    if scope["method"] != "GET" or scope["path"] != PATH:
        return False
    accepted = header(scope, b"accept").lower().split(b",")
    return b"text/event-stream" in [media_type.partition(b";")[0].strip() for media_type in accepted]


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
