"""Threads: requests and responses between an ASGI server and the WSGI application."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

from tracker.threads import InThreads, ThreadLimits

SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/Zürich",
    "query_string": b"q=\xc3\xa9",
    "http_version": "1.1",
    "scheme": "http",
    "server": ("127.0.0.1", 8000),
    "client": ("192.0.2.1", 40_000),
    "headers": [
        (b"content-length", b"4"),
        (b"content-type", b"text/plain"),
        (b"x-forwarded-proto", b"https"),
        (b"x_forwarded_proto", b"http"),
        (b"accept", b"text/html"),
        (b"accept", b"text/plain"),
    ],
}


def in_threads(application: Any, *, threads: int = 2, queue: float = 60, response: float = 120) -> InThreads:
    """The application in threads; a refusal has the status 503, and its detail as the body."""

    def refuse(code: str, detail: str, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
        return 503, [("X-Code", code)], detail.encode()

    return InThreads(application, ThreadLimits(threads, queue, response), refuse)


def respond(application: Any) -> list[dict[str, Any]]:
    """The messages that the application's response becomes."""
    sent: list[dict[str, Any]] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"body", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    asyncio.run(in_threads(application)(SCOPE, receive, send))
    return sent


def test_request_has_the_form_of_pep_3333():
    environs: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        environs.append(environ | {"body": environ["wsgi.input"].read()})
        start_response("204 No Content", [])
        return []

    respond(application)

    (environ,) = environs
    assert (environ["REQUEST_METHOD"], environ["body"]) == ("POST", b"body")
    assert environ["PATH_INFO"].encode("latin-1") == "/Zürich".encode()
    assert environ["QUERY_STRING"].encode("latin-1") == b"q=\xc3\xa9"
    assert (environ["CONTENT_LENGTH"], environ["CONTENT_TYPE"]) == ("4", "text/plain")
    assert (environ["HTTP_ACCEPT"], environ["REMOTE_ADDR"]) == ("text/html,text/plain", "192.0.2.1")


def test_header_with_an_underscore_does_not_pass_for_another():
    environs: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        environs.append(environ)
        start_response("200 OK", [])
        return [b""]

    respond(application)

    assert environs[0]["HTTP_X_FORWARDED_PROTO"] == "https"


def test_long_response_is_sent_in_parts_and_closed():
    closed = threading.Event()

    class Parts:
        def __iter__(self) -> Iterator[bytes]:
            return iter([b"x" * 200_000] * 5)

        def close(self) -> None:
            closed.set()

    def application(environ: dict[str, Any], start_response: Any) -> Parts:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return Parts()

    sent = respond(application)

    assert sent[0] == {
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", b"text/plain")],
    }
    assert b"".join(message.get("body", b"") for message in sent) == b"x" * 1_000_000
    assert [message.get("more_body", False) for message in sent[1:]] == [True] * 5 + [False]
    assert closed.is_set()


def test_response_is_closed_when_its_caller_is_gone():
    closed = threading.Event()

    class Parts:
        def __iter__(self) -> Iterator[bytes]:
            return iter([b"x" * 300_000] * 5)

        def close(self) -> None:
            closed.set()

    def application(environ: dict[str, Any], start_response: Any) -> Parts:
        start_response("200 OK", [])
        return Parts()

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        raise ConnectionError

    async def act() -> Any:
        return await asyncio.gather(
            in_threads(application, threads=1)(SCOPE, receive, send), return_exceptions=True
        )

    (error,) = asyncio.run(act())

    assert isinstance(error, ConnectionError)
    assert closed.is_set()


class Blocked:
    """An application that says nothing until it is let go on, as with a database that is stopped."""

    def __init__(self) -> None:
        self.is_free = threading.Event()
        self.closed = threading.Semaphore(0)
        self.calls = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        self.calls += 1
        self.is_free.wait(60)
        start_response("200 OK", [])
        return self

    def __iter__(self) -> Iterator[bytes]:
        return iter([b"done"])

    def close(self) -> None:
        self.closed.release()


async def status_and_body(application: InThreads) -> tuple[int, bytes]:
    sent: list[dict[str, Any]] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    await application(SCOPE, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent)


def test_a_response_that_does_not_begin_is_answered_in_its_place_and_closed_later():
    blocked = Blocked()
    application = in_threads(blocked, threads=1, queue=0.1, response=0.2)

    refused = asyncio.run(status_and_body(application))
    blocked.is_free.set()

    assert refused == (
        503,
        b"The response did not begin within 0.2 seconds. The request may be carried out all the same.",
    )
    assert blocked.closed.acquire(timeout=60)
    assert asyncio.run(status_and_body(in_threads(blocked))) == (200, b"done")


def test_a_request_for_which_no_thread_is_free_is_refused_and_not_carried_out():
    blocked = Blocked()
    application = in_threads(blocked, threads=1, queue=0.2)

    async def act() -> tuple[tuple[int, bytes], tuple[int, bytes]]:
        first = asyncio.create_task(status_and_body(application))
        while not blocked.calls:
            await asyncio.sleep(0.01)
        refused = await status_and_body(application)
        blocked.is_free.set()
        return await first, refused

    first, refused = asyncio.run(act())

    assert first == (200, b"done")
    assert refused == (503, b"No thread was free for 0.2 seconds.")
    assert blocked.calls == 1


def test_a_response_that_is_no_stream_is_closed_before_it_is_sent() -> None:
    order: list[str] = []

    class Whole(list[bytes]):
        streaming = False

        def close(self) -> None:
            order.append("closed")

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return Whole([b"x" * 300_000, b"y"])

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        order.append(message["type"])

    asyncio.run(in_threads(application)(SCOPE, receive, send))
    assert order == ["closed", "http.response.start", "http.response.body"]
    assert respond(application)[1] == {"type": "http.response.body", "body": b"x" * 300_000 + b"y"}
