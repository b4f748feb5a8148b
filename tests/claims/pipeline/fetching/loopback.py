"""A site on loopback for the tests of the door."""

import asyncio

from claims.errors import FetchError
from claims.pipeline.fetching.addresses import parse_networks
from claims.pipeline.fetching.fetch import Door, DoorSettings

LOOPBACK = parse_networks(["127.0.0.0/8"])
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class Site:
    """A server on loopback that says byte for byte what a test wants, and remembers what it was asked."""

    def __init__(self, pages, tls=None, address="127.0.0.1", port=0):
        self.pages, self.tls, self.asked = pages, tls, []
        self.address, self.port = address, port

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.answer, self.address, self.port, ssl=self.tls)
        self.port = self.server.sockets[0].getsockname()[1]
        self.url = f"http://{self.address}:{self.port}"
        return self

    async def __aexit__(self, *problem):
        self.server.close()

    async def answer(self, reader, writer):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.asked.append(head)
            page = self.pages.get(head.split()[1], NOT_FOUND)
            if callable(page):
                await page(self, reader, writer)
            else:
                writer.write(page.replace(b"{site}", self.url.encode()))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.transport.abort() if writer.is_closing() else writer.close()


def ok(body: bytes, *fields: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *fields, "", ""]
    return "\r\n".join(lines).encode() + body


def moved(location: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


def visit(pages, act, *, tls=None, **options):
    """What `act(door, site)` gives, or the FetchError that it raises."""

    async def run():
        settings = DoorSettings(user_agent="tests/1", **{"allow": LOOPBACK, **options})
        async with Site(pages, tls) as site, Door(settings) as door:
            try:
                return await act(door, site), site
            except FetchError as problem:
                return problem, site

    return asyncio.run(run())


def get(pages, path="/", *, etag="", last_modified="", max_bytes=None, **options):
    return visit(
        pages, lambda door, site: door.get(site.url + path, etag, last_modified, max_bytes), **options
    )
