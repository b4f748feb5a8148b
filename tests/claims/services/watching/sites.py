"""Web sites on several addresses of loopback, as the trials of the watch need them: rude, slow, and with a good memory."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

FILLER = " ".join(
    f"Sentence {number} of this long report speaks of birds and of models." for number in range(60)
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site says. It waits before that; one that `hangs_up` resets the connection instead."""

    status: int = 200
    body: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    wait_seconds: float = 0.0
    hangs_up: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived: noted before anything is answered. `at` is monotonic."""

    host: str
    path: str
    at: float


NOT_THERE = Answer(404, "no such page")


def page(*sentences: str, title: str = "Kestrel") -> Answer:
    """A page of a few paragraphs."""
    text = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return Answer(body=f"<html><head><title>{title}</title></head><body>{text}<p>{FILLER}</p></body></html>")


def redirect(location: str, status: int = 302) -> Answer:
    """A way to somewhere else."""
    return Answer(status, fields={"Location": location})


class Sites:
    """One server on each of these addresses, all on one port. `answers` says by (host, path) what they say.

    An answer may be a function: it is called for each request. An unknown path is a 404.
    """

    def __init__(self, hosts: Iterable[str]) -> None:
        self.hosts = tuple(hosts)
        self.answers: dict[tuple[str, str], Answer | Callable[[], Answer]] = {}
        self.asked: list[Asked] = []
        self.port = 0
        self._servers: list[ThreadingHTTPServer] = []
        self.open()

    def open(self) -> None:
        """Begin to listen, the second time on the same port as the first."""
        for host in self.hosts:
            server = _Server((host, self.port), _handler_of(self, host))
            self.port = server.server_port
            self._servers.append(server)
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Closes the socket: further connections are refused."""
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._servers.clear()

    def url(self, host: str, path: str) -> str:
        """The URL of a page."""
        return f"http://{host}:{self.port}{path}"

    def asked_of(self, host: str) -> list[Asked]:
        """The requests to a host, in their order."""
        return [one for one in self.asked if one.host == host]

    def paths_of(self, host: str) -> list[str]:
        """The paths that were asked for, in their order."""
        return [one.path for one in self.asked_of(host)]

    def pauses(self) -> dict[str, list[float]]:
        """Seconds between two requests to each host."""
        times = defaultdict(list)
        for one in self.asked:
            times[one.host].append(one.at)
        return {host: [later - at for at, later in pairwise(sorted(found))] for host, found in times.items()}

    def note(self, host: str, path: str) -> Answer:
        """Note that this was asked for, and look up what is said."""
        self.asked.append(Asked(host, path, time.monotonic()))
        answer = self.answers.get((host, path), NOT_THERE)
        return answer if isinstance(answer, Answer) else answer()


@contextmanager
def sites_on(*hosts: str) -> Iterator[Sites]:
    """Sites that listen for a while."""
    sites = Sites(hosts)
    try:
        yield sites
    finally:
        sites.close()


class _Server(ThreadingHTTPServer):
    request_queue_size = 100
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Callers who are gone are no error of ours."""


def _handler_of(sites: Sites, host: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 30

        def do_GET(self) -> None:
            answer = sites.note(host, self.path)
            time.sleep(answer.wait_seconds)
            if answer.hangs_up:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            body = answer.body.encode()
            self.send_response(answer.status)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **answer.fields}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler
