"""Feed pages: pages of `GET /events` as frames of a stream. Readers with the same key and query share them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

import orjson

from tracker.request_bodies import Application, Message, Scope

Query = list[tuple[str, str]]

_PAGE_EVENTS = 200
_OWN_PARAMETERS = ("after", "limit", "wait", "since")
_LAST_EVENT_ID = b"last-event-id"
_OWN_HEADERS = (b"accept", b"content-length")


@dataclass(frozen=True, slots=True)
class Page:
    """A response of the list."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    frames: bytes = b""
    after: int = 0
    has_more: bool = False


class FeedPages:
    """Reads pages through the application, at most `reads` at a time."""

    def __init__(self, application: Application, reads: int) -> None:
        self._application = application
        self._pages: dict[tuple[bytes, str], asyncio.Task[Page]] = {}
        self._reads = asyncio.Semaphore(reads)

    async def first(self, scope: Scope) -> Page:
        """The first page of a stream, which counts against the rate limit of the key."""
        return await self._read(scope, urlencode(_query_of(scope)), is_continued=False)

    async def after(self, scope: Scope, seq: int) -> Page:
        """The page after this seq. Readers that ask for the same one at the same time share it."""
        query = [pair for pair in _query_of(scope) if pair[0] not in _OWN_PARAMETERS]
        text = urlencode([*query, ("after", str(seq)), ("limit", str(_PAGE_EVENTS))])
        shared = (header(scope, b"authorization"), text)
        if shared not in self._pages:
            task = asyncio.create_task(self._read(scope, text, is_continued=True))
            task.add_done_callback(lambda _: self._pages.pop(shared))
            self._pages[shared] = task
        return await asyncio.shield(self._pages[shared])

    async def _read(self, scope: Scope, query: str, *, is_continued: bool) -> Page:
        own = (*_OWN_HEADERS, _LAST_EVENT_ID) if is_continued else _OWN_HEADERS
        headers = [pair for pair in scope["headers"] if pair[0] not in own]
        request = {
            **scope,
            "query_string": query.encode(),
            "headers": [*headers, (b"accept", b"application/json")],
            "is_continued": is_continued,
        }
        messages: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def collect(message: Message) -> None:
            messages.append(message)

        async with self._reads:
            await self._application(request, receive, collect)
        body = b"".join(message.get("body", b"") for message in messages)
        return _page_of(messages[0]["status"], list(messages[0]["headers"]), body)


def _query_of(scope: Scope) -> Query:
    """The parameters of the first page. A reader that connects again continues at its `Last-Event-ID`."""
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    query = [(name, value) for name, value in query if name not in ("limit", "wait")]
    if any(name == _LAST_EVENT_ID for name, _ in scope["headers"]):
        query = [pair for pair in query if pair[0] not in ("after", "since")]
    has_fields = any(name == "fields" for name, _ in query)
    return [*query, ("limit", str(_PAGE_EVENTS)), *([("fields", "seq")] if has_fields else [])]


def _page_of(status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> Page:
    """The page as frames of a stream (HTML Standard, 9.2.6): the seq is the id, the event is the data."""
    if status != 200:
        return Page(status, headers, body)
    content = orjson.loads(body)
    frames = b"".join(
        b"id: %d\ndata: %b\n\n" % (event["seq"], orjson.dumps(event)) for event in content["data"]
    )
    return Page(status, headers, body, frames, content["after"], content["next"] is not None)


def header(scope: Scope, name: bytes) -> bytes:
    """The values of a header, joined by commas; empty without it."""
    return b",".join(value for key, value in scope["headers"] if key == name)
