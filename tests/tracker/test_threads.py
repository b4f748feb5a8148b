"""Threads: requests and responses between an ASGI server and the WSGI application."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

from tracker.threads import InThreads

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


def respond(application: Any) -> list[dict[str, Any]]:
    """The messages that the application's response becomes."""
    sent: list[dict[str, Any]] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"body", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    asyncio.run(InThreads(application, threads=2)(SCOPE, receive, send))
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
            InThreads(application, threads=1)(SCOPE, receive, send), return_exceptions=True
        )

    (error,) = asyncio.run(act())

    assert isinstance(error, ConnectionError)
    assert closed.is_set()
