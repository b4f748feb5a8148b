"""Event streams: what a reader gets of the pages of the feed, and when a stream ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import orjson
import pytest

from tracker.event_streams import PATH, EventStreams, StreamLimits

LIMITS = StreamLimits(
    total=3,
    per_key=2,
    reads=2,
    poll_seconds=0.01,
    heartbeat_seconds=0.05,
    recheck_seconds=0.2,
    slow_seconds=0.2,
)
SCOPE = {
    "type": "http",
    "method": "GET",
    "path": PATH,
    "query_string": b"types=claim.*&limit=7",
    "headers": [(b"accept", b"text/event-stream"), (b"authorization", b"Bearer one")],
}


class Feed:
    """The list of events as an ASGI application; `status` is that of its responses."""

    def __init__(self, newest: int = 0) -> None:
        self.newest = newest
        self.status = 200
        self.requests: list[dict[str, Any]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        query = {name: values[-1] for name, values in parse_qs(scope["query_string"].decode()).items()}
        self.requests.append({"query": query, **scope})
        last = dict(scope["headers"]).get(b"last-event-id", b"0")
        after, limit = int(query.get("after", last)), int(query.get("limit", 100))
        seqs = list(range(after + 1, self.newest + 1))
        page = {
            "data": [{"seq": seq} for seq in seqs[:limit]],
            "next": "…" if len(seqs) > limit else None,
            "after": seqs[:limit][-1] if seqs else after,
        }
        headers = [(b"content-type", b"application/json"), (b"x-request-id", b"r1")]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": orjson.dumps(page)})


class Reader:
    """A caller of the streams, and what it was sent."""

    def __init__(self, streams: EventStreams, **changes: Any) -> None:
        self.left = asyncio.Event()
        self.head: dict[str, Any] = {}
        self.body = b""
        self.is_stalled = asyncio.Event()
        self.task = asyncio.create_task(streams({**SCOPE, **changes}, self._receive, self._send))

    async def _receive(self) -> Any:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if self.is_stalled.is_set():
            await asyncio.Event().wait()
        self.head = self.head or dict(message)
        self.body += message.get("body", b"")

    async def until(self, text: bytes) -> None:
        """Wait until this was sent."""
        async with asyncio.timeout(10):
            while text not in self.body:
                await asyncio.sleep(0.01)


def with_headers(*more: tuple[bytes, bytes], key: bytes = b"Bearer one") -> list[tuple[bytes, bytes]]:
    return [(b"accept", b"text/event-stream"), (b"authorization", key), *more]


def run(
    story: Callable[[Feed, EventStreams], Awaitable[None]], limits: StreamLimits = LIMITS, **values: Any
) -> None:
    """Run a story with a feed and its streams."""

    async def main() -> None:
        feed = Feed(**values)
        streams = EventStreams(
            feed, lambda: feed.newest, limits, lambda code, detail, path: (429, [], code.encode())
        )
        await story(feed, streams)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    asyncio.run(main())


def test_events_have_their_seq_as_id_and_new_ones_follow() -> None:
    async def story(feed: Feed, streams: EventStreams) -> None:
        reader = Reader(streams)
        await reader.until(b"id: 2")
        feed.newest = 3
        await reader.until(b"id: 3")

        assert reader.body.replace(b":\n\n", b"") == (
            b'retry: 3000\n\nid: 1\ndata: {"seq":1}\n\nid: 2\ndata: {"seq":2}\n\nid: 3\ndata: {"seq":3}\n\n'
        )
        headers = dict(reader.head["headers"])
        assert headers[b"content-type"] == b"text/event-stream; charset=utf-8"
        assert (headers[b"cache-control"], headers[b"x-request-id"]) == (b"no-store", b"r1")
        assert feed.requests[0]["query"] == {"types": "claim.*", "limit": "200"}
        assert feed.requests[1]["query"] == {"types": "claim.*", "limit": "200", "after": "2"}
        assert [request["is_continued"] for request in feed.requests] == [False, True]

    run(story, newest=2)


def test_long_history_is_sent_page_by_page() -> None:
    async def story(feed: Feed, streams: EventStreams) -> None:
        reader = Reader(streams)
        await reader.until(b"id: 450\n")

        assert reader.body.count(b"data:") == 450
        assert [request["query"].get("after") for request in feed.requests[:3]] == [None, "200", "400"]

    run(story, newest=450)


def test_last_event_id_takes_the_place_of_after_and_since() -> None:
    async def story(feed: Feed, streams: EventStreams) -> None:
        reader = Reader(
            streams,
            query_string=b"since=2026-01-01&after=1&fields=type",
            headers=with_headers((b"last-event-id", b"3")),
        )
        await reader.until(b"id: 4")
        feed.newest = 5
        await reader.until(b"id: 5")

        assert feed.requests[0]["query"] == {"fields": "seq", "limit": "200"}
        assert dict(feed.requests[0]["headers"])[b"last-event-id"] == b"3"
        assert feed.requests[1]["query"]["after"] == "4"
        assert b"last-event-id" not in dict(feed.requests[1]["headers"])
        assert b"id: 3" not in reader.body

    run(story, newest=4)


def test_waiting_reader_gets_comments_and_is_checked_again() -> None:
    async def story(feed: Feed, streams: EventStreams) -> None:
        reader = Reader(streams)
        await reader.until(b"\n\n:\n\n:\n\n")

        feed.status = 401
        async with asyncio.timeout(10):
            await reader.task

        assert len(feed.requests) == 2

    run(story)


def test_stream_outlasts_an_unavailable_database() -> None:
    async def story(feed: Feed, streams: EventStreams) -> None:
        reader = Reader(streams)
        await reader.until(b"retry")
        feed.status = 503
        while len(feed.requests) < 2:
            await asyncio.sleep(0.01)
        feed.status, feed.newest = 200, 1
        await reader.until(b"id: 1")

    run(story)


@pytest.mark.parametrize("status", [400, 401, 409, 503])
def test_refusal_of_the_first_page_is_the_response(status: int) -> None:
    async def story(feed: Feed, streams: EventStreams) -> None:
        feed.status = status
        reader = Reader(streams)
        await reader.task

        assert (reader.head["status"], reader.body[:6]) == (status, b'{"data')
        assert dict(reader.head["headers"])[b"content-type"] == b"application/json"

    run(story)


def test_streams_of_a_key_and_of_a_process_are_limited() -> None:
    async def story(feed: Feed, streams: EventStreams) -> None:
        first, second = Reader(streams), Reader(streams)
        await second.until(b"retry")
        third = Reader(streams)
        await third.task
        assert (third.head["status"], third.body) == (429, b"rate_limited")

        other = Reader(streams, headers=with_headers(key=b"Bearer two"))
        await other.until(b"retry")
        another = Reader(streams, headers=with_headers(key=b"Bearer three"))
        await another.task
        assert another.body == b"unavailable"

        first.left.set()
        await first.task
        again = Reader(streams)
        await again.until(b"retry")

    run(story)


def test_reader_that_takes_nothing_is_disconnected() -> None:
    async def story(feed: Feed, streams: EventStreams) -> None:
        reader = Reader(streams)
        await reader.until(b"retry")
        reader.is_stalled.set()
        feed.newest = 1
        async with asyncio.timeout(10):
            await reader.task

    run(story)


def test_readers_of_one_key_and_query_share_the_pages() -> None:
    async def story(feed: Feed, streams: EventStreams) -> None:
        readers = [Reader(streams) for _ in range(20)]
        for reader in readers:
            await reader.until(b"retry")
        feed.newest = 1
        for reader in readers:
            await reader.until(b"id: 1")

        assert len(feed.requests) < 30

    run(story, limits=replace(LIMITS, total=30, per_key=30, recheck_seconds=30))


@pytest.mark.parametrize(
    "changes",
    [
        {"headers": [(b"accept", b"application/json")]},
        {"headers": with_headers(), "path": "/api/v1/claims"},
        {"headers": with_headers(), "method": "HEAD"},
    ],
)
def test_other_requests_are_passed_on(changes: dict[str, Any]) -> None:
    async def story(feed: Feed, streams: EventStreams) -> None:
        reader = Reader(streams, **changes)
        await reader.task

        assert dict(reader.head["headers"])[b"content-type"] == b"application/json"
        assert feed.requests[0]["query"] == {"types": "claim.*", "limit": "7"}

    run(story)
