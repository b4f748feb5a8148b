"""Threads: runs the WSGI application for an ASGI server, in a bounded pool of threads.

A thread works on a request, and never waits for its caller: the body has arrived before (`request_bodies`), and the parts of a
long response are made while the event loop sends earlier ones. Most responses cross to the event loop at once.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tracker.request_bodies import Message, Receive, Scope, Send

Environ = dict[str, Any]
WSGIApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

CONTINUED = "tracker.is_continued"
"""True in the environment of a request that the service makes itself, to continue one of a caller."""

_PART_BYTES = 262_144


class InThreads:
    """An ASGI application that calls a WSGI application (PEP 3333) in one of `threads` threads.

    Parts of one response may be made by several threads, one after the other.
    """

    def __init__(self, application: WSGIApplication, threads: int) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, "request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        body = (await receive())["body"]
        messages = _messages(self._application, _environ(scope, body))
        loop = asyncio.get_running_loop()
        has_more = True
        try:
            while has_more:
                batch, has_more = await loop.run_in_executor(self._pool, _next_batch, messages)
                for message in batch:
                    await send(message)
        finally:
            if has_more:
                await loop.run_in_executor(self._pool, messages.close)


def _messages(application: WSGIApplication, environ: Environ) -> Generator[Message, None, None]:
    """The messages of the response: its head, its parts, its end."""
    head: Message = {"type": "http.response.start"}

    def start_response(status: str, headers: list[tuple[str, str]], error: object = None) -> None:
        encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        head.update(status=int(status[:3]), headers=encoded)

    parts = application(environ, start_response)
    try:
        yield head
        for part in parts:
            yield {"type": "http.response.body", "body": part, "more_body": True}
        yield {"type": "http.response.body", "body": b""}
    finally:
        close = getattr(parts, "close", None)
        if close:
            close()


def _next_batch(messages: Iterator[Message]) -> tuple[list[Message], bool]:
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
