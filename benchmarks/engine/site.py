"""Site: a web of thousands of hosts on loopback, as quick as can be: it must not be what is measured.

    python -m benchmarks.engine.site        prints its port, serves until it is ended

Every address of 127.0.0.0/8 is a host. /N is a page: of twenty numbers, one has another figure at each request, five send
the same bytes each time, and fourteen answer 304 to a request with their ETag.
"""

from __future__ import annotations

import asyncio
import gzip
import random

import uvloop

from benchmarks.writing import prose

ETAG = '"as-it-was"'
CLAIM = "Meridane-3 was trained on 12 trillion tokens of text"
_LENGTH = 20_000
_rng = random.Random(11)


def page(edition: int = 0) -> str:
    """A page of an article's length; its edition stands in the navigation, the claim in the middle."""
    words = prose(_LENGTH).replace("\n\n", "</p>\n<p>")
    middle = words.find("</p>", len(words) // 2)
    body = f"{words[:middle]}</p>\n<p>{CLAIM}.{words[middle:]}"
    links = "".join(f'<a href="/{number}">Story {number + edition}</a> ' for number in range(40))
    return f"<html><head><title>Meridane-3</title></head><body><nav>{links}</nav><p>{body}</p></body></html>"


def answer(status: str, body: bytes, *fields: str) -> bytes:
    """An answer as it goes over the wire."""
    lines = [f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def _page_answer(edition: int) -> bytes:
    body = gzip.compress(page(edition).encode(), 6)
    return answer(
        "200 OK", body, "Content-Type: text/html; charset=utf-8", "Content-Encoding: gzip", f"ETag: {ETAG}"
    )


_SAME = _page_answer(0)
_CHANGED = [_page_answer(edition) for edition in range(1, 64)]
_NOT_MODIFIED = answer("304 Not Modified", b"", f"ETag: {ETAG}").replace(b"Content-Length: 0\r\n", b"")
_ROBOTS = answer("200 OK", b"User-agent: *\nDisallow: /private/\n", "Content-Type: text/plain")
_BAD = answer("400 Bad Request", b"")


class Serving(asyncio.Protocol):
    """One connection. Requests come whole: our clients send no bodies."""

    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Loopback alone is served, although every address of it is listened to."""
        self.transport = transport  # type: ignore[assignment]
        if not str(transport.get_extra_info("peername")[0]).startswith("127."):
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Answer."""
        path = data[5 : data.find(b" ", 5)]
        if path == b"robots.txt":
            self.transport.write(_ROBOTS)
        elif not path.isdigit():
            self.transport.write(_BAD)
        else:
            self.transport.write(self._choose(int(path) % 20, data))

    def _choose(self, kind: int, data: bytes) -> bytes:
        if kind == 0:
            return _rng.choice(_CHANGED)
        return _NOT_MODIFIED if kind > 5 and b"if-none-match" in data.lower() else _SAME


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(Serving, "0.0.0.0", 0, backlog=4096)  # noqa: S104
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def host_name(number: int) -> str:
    """The address of host `number`: 62,500 of them in each /8 part that begins with 127.1."""
    return f"127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}"


if __name__ == "__main__":
    uvloop.run(_serve())
