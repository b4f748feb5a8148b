"""Receivers: webhook receivers on loopback, good and bad ones, as quick as can be: they must not be what is measured.

    python -m benchmarks.engine.receivers       prints its port, serves until it is ended

`/ok/NAME` responds with 204 and notes how long the event took since its commit. Each line `NAME` on the standard input prints
these times, in seconds, as one JSON list and forgets them. The other paths are the kinds of `HOSTILE`.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

import orjson
import uvloop

HEAD = b"HTTP/1.1 "
NO_CONTENT = HEAD + b"204 No Content\r\n\r\n"


def _respond(line: bytes, *fields: bytes, body: bytes = b"") -> bytes:
    lines = [HEAD + line, *fields, b"Content-Length: %d" % len(body), b"", b""]
    return b"\r\n".join(lines) + body


HOSTILE: dict[str, Callable[[Receiving], None]] = {
    "error": lambda to: to.send(_respond(b"500 Internal Server Error")),
    "busy": lambda to: to.send(_respond(b"503 Busy", b"Retry-After: 86400")),
    "limit": lambda to: to.send(_respond(b"429 Too Many Requests", b"Retry-After: 0")),
    "redirect": lambda to: to.send(_respond(b"307 Redirect", b"Location: /ok/healthy")),
    "unauthorised": lambda to: to.send(_respond(b"401 Unauthorized")),
    "page": lambda to: to.send(_respond(b"404 Not Found", body=b"x" * 100_000)),
    "stall": lambda to: None,
    "slow": lambda to: to.later(10, NO_CONTENT),
    "late": lambda to: to.later(14.5, NO_CONTENT),
    "drip": lambda to: to.drip(HEAD + b"200 OK\r\nX: " + b"x" * 1000),
    "endless": lambda to: to.drip(HEAD + b"200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 1000),
    "close": lambda to: to.close(),
    "half": lambda to: to.close(HEAD + b"200 O"),
    "nonsense": lambda to: to.send(b"220 smtp.example.org ESMTP\r\n"),
    "flood": lambda to: to.send(
        HEAD + b"500 No\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 500_000
    ),
    "headers": lambda to: to.send(_respond(b"500 No", *(b"X-%d: x" % n for n in range(5000)))),
}
"""Receivers that cost a sender time: what each does with a request."""

_times: defaultdict[str, list[float]] = defaultdict(list)


class Receiving(asyncio.Protocol):
    """One connection. A request may come in parts."""

    transport: asyncio.Transport
    received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Respond once a request is complete."""
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self.received = b""
        path = head.split(b" ", 2)[1].decode()
        if path.startswith("/ok/"):
            _times[path.removeprefix("/ok/")].append(_age(body))
            self.transport.write(NO_CONTENT)
        else:
            HOSTILE[path.removeprefix("/")](self)

    def send(self, data: bytes) -> None:
        """Respond."""
        if not self.transport.is_closing():
            self.transport.write(data)

    def later(self, seconds: float, data: bytes) -> None:
        """Respond after a while."""
        asyncio.get_running_loop().call_later(seconds, self.send, data)

    def drip(self, data: bytes) -> None:
        """Respond with one byte a second."""
        self.send(data[:1])
        if data and not self.transport.is_closing():
            asyncio.get_running_loop().call_later(1, self.drip, data[1:])

    def close(self, data: bytes = b"") -> None:
        """Respond with these bytes and end the connection."""
        self.send(data)
        self.transport.close()


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0] or 0)


def _age(body: bytes) -> float:
    return time.time() - datetime.fromisoformat(orjson.loads(body)["timestamp"]).timestamp()


def _report(loop: asyncio.AbstractEventLoop) -> None:
    line = sys.stdin.readline()
    if not line:
        loop.remove_reader(sys.stdin)
        return
    print(orjson.dumps(_times.pop(line.strip(), [])).decode(), flush=True)


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Receiving, "127.0.0.1", 0, backlog=4096)
    loop.add_reader(sys.stdin, _report, loop)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve())
