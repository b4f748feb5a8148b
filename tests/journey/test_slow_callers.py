"""Callers that are slow, or silent, hold nothing that others need: the web as `make up` starts it."""

from __future__ import annotations

import http.client
import itertools
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.journey.service import Service

pytestmark = pytest.mark.journey

_HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
_SIGN_IN = b"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\na"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("slow"), WEB_BODY_SECONDS="5", WEB_HEAD_SECONDS="5")
    try:
        running.ready()
        yield running
    finally:
        running.stop()


class Crowd:
    """Connections from 127.0.0.1 that have sent a beginning, and send one more byte a second, or nothing."""

    def __init__(self, service: Service, count: int, beginning: bytes, *, drips: bool) -> None:
        self.sockets = []
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", service.port), timeout=30)
            if beginning:
                connection.sendall(beginning)
            self.sockets.append(connection)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._drip, daemon=True)
        if drips:
            self._thread.start()

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        for connection in self.sockets:
            connection.close()

    def _drip(self) -> None:
        while not self._ended.wait(1):
            for connection in self.sockets:
                try:
                    connection.sendall(b"a")
                except OSError:  # the server has ended it
                    continue

    def closed(self, seconds: float) -> int:
        """How many connections the server closes within this time."""
        with selectors.DefaultSelector() as selector:
            for connection in self.sockets:
                selector.register(connection, selectors.EVENT_READ)
            count = 0
            while selector.get_map() and (ready := selector.select(seconds)):
                for key, _ in ready:
                    connection = key.fileobj
                    assert isinstance(connection, socket.socket)
                    if not _received(connection):
                        selector.unregister(connection)
                        count += 1
        return count


def _received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65_536)
    except OSError:
        return b""


def test_another_caller_is_answered_beside_1200_slow_and_silent_connections(service: Service):
    with_key = (
        f"POST /api/v1/articles HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {service.key}\r\n"
        "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
    ).encode()
    statuses: list[int] = []
    with ExitStack() as stack:
        for count, beginning, drips in (
            (500, _HEAD, True),
            (500, b"", False),
            (100, _SIGN_IN, True),
            (100, with_key, True),
        ):
            stack.enter_context(Crowd(service, count, beginning, drips=drips))
        for _ in range(30):
            connection = http.client.HTTPConnection(
                "127.0.0.1", service.port, timeout=10, source_address=("127.0.0.2", 0)
            )
            connection.request("GET", "/api/v1/me", headers={"Authorization": f"Bearer {service.key}"})
            statuses.append(connection.getresponse().status)
            connection.close()

    assert statuses == list(itertools.repeat(200, 30))


@pytest.mark.parametrize("beginning", [b"", _HEAD, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"])
def test_connection_without_a_complete_head_is_closed(service: Service, beginning: bytes):
    with Crowd(service, 3, beginning, drips=False) as crowd:
        assert crowd.closed(seconds=30) == 3


def test_body_that_does_not_end_is_answered_with_a_problem(service: Service):
    with Crowd(service, 1, _SIGN_IN, drips=True) as crowd:
        response = http.client.HTTPResponse(crowd.sockets[0])
        response.begin()

    assert response.status == 408
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["X-Request-ID"]


def test_article_of_a_megabyte_arrives_whole(service: Service):
    text = "The model has 7 billion parameters. " * 30_000

    article = service.ask("POST", "/articles", {"content": text, "content_type": "text/plain"})

    assert article["id"].startswith("article_")


def test_bodies_of_one_address_beyond_its_share_are_refused_at_once(service: Service):
    with Crowd(service, 21, _SIGN_IN, drips=False) as crowd, selectors.DefaultSelector() as selector:
        for connection in crowd.sockets:
            selector.register(connection, selectors.EVENT_READ)
        (key, _), *_ = selector.select(timeout=30)
        assert isinstance(key.fileobj, socket.socket)
        response = http.client.HTTPResponse(key.fileobj)
        response.begin()

    assert response.status == 429
    assert response.headers["Retry-After"] == "1"
