"""The feed as a stream: hundreds of readers beside other callers, and how their streams end."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.journey.service import ROOT, Service

pytestmark = pytest.mark.journey
READERS = 300


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    running = Service(tmp_path_factory.mktemp("streams"), WEB_STREAMS_PER_KEY=str(READERS))
    try:
        running.ready()
        yield running
    finally:
        running.stop()


class Reader:
    """One stream of the events of entities: those of keys that other tests made may follow."""

    def __init__(self, service: Service, key: str, after: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", service.port), timeout=90)
        self.file = self.socket.makefile("rb")
        self.socket.sendall(
            f"GET /api/v1/events?types=entity.* HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
            f"Accept: text/event-stream\r\nLast-Event-ID: {after}\r\n\r\n".encode()
        )
        assert self.file.readline() == b"HTTP/1.1 200 OK\r\n"
        self.line(b"retry:")

    def line(self, beginning: bytes) -> bytes:
        """The next line with this beginning; empty if the stream ends before."""
        for line in self.file:
            if line.startswith(beginning):
                return line
        return b""

    def close(self) -> None:
        """Leave."""
        self.file.close()
        self.socket.close()


def newest(service: Service) -> int:
    return int(service.get("/events?limit=1000&fields=seq")["after"])


def manage(service: Service, *arguments: str) -> str:
    environment = os.environ | {"DATA_DIR": str(service.folder / "var")}
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "devserver", "manage", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout


def test_three_hundred_readers_get_each_event_beside_other_callers(service: Service) -> None:
    after = newest(service)
    with contextlib.ExitStack() as stack:
        readers = [Reader(service, service.key, after) for _ in range(READERS)]
        for reader in readers:
            stack.callback(reader.close)

        entity = service.ask("POST", "/entities", {"name": "Kestrel Labs", "kind": "organisation"})

        events = [json.loads(reader.line(b"data:")[5:]) for reader in readers]
    assert {event["data"]["subject"]["id"] for event in events} == {entity["id"]}
    assert len({event["seq"] for event in events}) == 1


def test_stream_of_a_revoked_key_ends(service: Service) -> None:
    token = manage(service, "api_key", "create", "stream", "--scope", "read").strip()
    key = f"api_key_{token.split('_')[1]}"
    reader = Reader(service, token, newest(service))

    manage(service, "api_key", "revoke", key)

    assert reader.line(b"never") == b""  # the end of the stream
    reader.close()


def test_streams_end_when_the_web_stops(service: Service) -> None:
    reader = Reader(service, service.key, newest(service))

    service.children("granian", "--workers")[0].terminate()

    assert reader.line(b"0\r\n") == b"0\r\n"  # the last chunk: a stream that is cut has none
    reader.close()
    service.ready()
