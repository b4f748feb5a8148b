"""Threads: runs the WSGI application for an ASGI server, in a bounded pool of threads.

A thread works on a request, and never waits for its caller: the body has arrived before (`request_bodies`), and the parts of a
long response are made while the event loop sends earlier ones. Most responses cross to the event loop at once.

A thread may wait for a server that is there and says nothing, such as a PostgreSQL that is stopped: nothing in the client ends
that. So the event loop answers in its place, after a while; the thread is free again when the server is.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from tracker.request_bodies import Message, Receive, Refusal, Scope, Send, respond

Environ = dict[str, Any]
WSGIApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Batch = tuple[list[Message], bool]

CONTINUED = "tracker.is_continued"
"""True in the environment of a request that the service makes itself, to continue one of a caller."""

_PART_BYTES = 262_144


@dataclass(frozen=True, slots=True)
class ThreadLimits:
    """The number of threads, and times in seconds: how long a request waits for one, and until its response begins."""

    threads: int
    queue_seconds: float
    response_seconds: float


class InThreads:
    """An ASGI application that calls a WSGI application (PEP 3333) in a thread. Requests beyond the limits are refused.

    Parts of one response may be made by several threads, one after the other.
    """

    def __init__(self, application: WSGIApplication, limits: ThreadLimits, refusal: Refusal) -> None:
        self._application, self._limits, self._refusal = application, limits, refusal
        self._pool = ThreadPoolExecutor(limits.threads, "request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        body = (await receive())["body"]
        messages = _messages(self._application, _environ(scope, body))
        loop = asyncio.get_running_loop()
        job = self._pool.submit(_next_batch, messages)
        try:
            refused = await self._refused(job)
        except asyncio.CancelledError:
            _abandon(job, messages)
            raise
        if refused:
            _abandon(job, messages)
            await respond(send, *self._refusal("unavailable", refused, scope["path"]))
            return
        batch, has_more = job.result()
        try:
            for message in batch:
                await send(message)
            while has_more:
                batch, has_more = await loop.run_in_executor(self._pool, _next_batch, messages)
                for message in batch:
                    await send(message)
        finally:
            if has_more:
                await loop.run_in_executor(self._pool, messages.close)

    async def _refused(self, job: Future[Batch]) -> str:
        """Why the request is refused; "" once the beginning of its response is there."""
        begun = asyncio.wrap_future(job)
        limits = self._limits
        await asyncio.wait((begun,), timeout=limits.queue_seconds)
        if job.cancel():
            return f"No thread was free for {limits.queue_seconds:g} seconds."
        if not job.done():
            await asyncio.wait((begun,), timeout=limits.response_seconds - limits.queue_seconds)
        if job.done():
            return ""
        return (
            f"The response did not begin within {limits.response_seconds:g} seconds. "
            "The request may be carried out all the same."
        )


def _abandon(job: Future[Batch], messages: Generator[Message, None, None]) -> None:
    """Close the response as soon as its thread, if it has one, is done with its beginning."""
    job.cancel()
    job.add_done_callback(lambda _: messages.close())


def _messages(application: WSGIApplication, environ: Environ) -> Generator[Message, None, None]:
    """The messages of the response: its head, its parts, its end."""
    head: Message = {"type": "http.response.start"}

    def start_response(status: str, headers: list[tuple[str, str]], error: object = None) -> None:
        encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        head.update(status=int(status[:3]), headers=encoded)

    parts = application(environ, start_response)
    if not getattr(parts, "streaming", True):
        # It ends in this thread, which has the connection to the database that is free with it.
        with closing(parts):  # type: ignore[type-var]
            body = b"".join(parts)
        yield head
        yield {"type": "http.response.body", "body": body}
        return
    try:
        yield head
        for part in parts:
            yield {"type": "http.response.body", "body": part, "more_body": True}
        yield {"type": "http.response.body", "body": b""}
    finally:
        close = getattr(parts, "close", None)
        if close:
            close()


def _next_batch(messages: Iterator[Message]) -> Batch:
    """The next messages, about 256 KiB together, and whether there are more."""
    batch: list[Message] = []
    size = 0
    for message in messages:
        batch.append(message)
        size += len(message.get("body", b""))
        if size >= _PART_BYTES:
            return batch, True
    return batch, False


def _environ(scope: Scope, body: bytes) -> Environ:
    """The request as PEP 3333 describes it: text is bytes decoded as Latin-1."""
    host, port = scope.get("server") or ("localhost", 80)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": (scope.get("client") or ("", 0))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        CONTINUED: scope.get("is_continued", False),
    }
    for name, value in scope["headers"]:
        if b"_" in name:  # would be taken for the header with a hyphen, which a proxy may have removed
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        if key not in ("CONTENT_LENGTH", "CONTENT_TYPE"):
            key = f"HTTP_{key}"
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]},{text}" if key in environ else text
    return environ
