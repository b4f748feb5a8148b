"""A program: a server on loopback whose answers never end, or are worse than they look. Prints its port."""

import asyncio
import itertools
import zlib

MEGABYTE = bytes(1_000_000)
HEAD = b"HTTP/1.1 200 OK\r\n"
EMPTY_MEMBER = zlib.compress(b"", wbits=31)
FIRST_PAGE = HEAD + b"Content-Length: 5\r\n\r\nhello"


def zeros(wbits):
    """1 GiB of zeros, compressed as it goes."""
    packer = zlib.compressobj(9, wbits=wbits)
    for _ in range(1024):
        yield packer.compress(bytes(1 << 20))
    yield packer.flush()


def encoded(encoding, wbits=31):
    return itertools.chain([HEAD + f"Content-Encoding: {encoding}\r\n\r\n".encode()], zeros(wbits))


def endless(head, piece):
    return itertools.chain([head], itertools.repeat(piece))


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
ANSWERS = {
    "/gzip": lambda: encoded("gzip"),
    "/deflate": lambda: encoded("deflate", 15),
    "/raw-deflate": lambda: encoded("deflate", -15),
    "/br": lambda: encoded("br"),
    "/zstd": lambda: encoded("zstd"),
    "/gzip-of-gzip": lambda: encoded("gzip, gzip"),
    "/members": lambda: endless(HEAD + b"Content-Encoding: gzip\r\n\r\n", EMPTY_MEMBER * 3000),
    "/body": lambda: endless(HEAD + b"\r\n", MEGABYTE),
    "/small-length": lambda: endless(HEAD + b"Content-Length: 5\r\n\r\nhello world", MEGABYTE),
    "/chunks": lambda: endless(CHUNKED, b"f4240\r\n" + MEGABYTE + b"\r\n"),
    "/crumbs": lambda: endless(CHUNKED, b"1\r\nx\r\n" * 10_000),
    "/chunk-without-end": lambda: endless(CHUNKED + b"fffffffffffffff\r\n", MEGABYTE),
    "/chunk-too-long": lambda: endless(CHUNKED + b"f" * 40 + b"\r\n", MEGABYTE),
    "/chunk-size": lambda: endless(CHUNKED, b"0" * 10_000),
    "/extension": lambda: endless(CHUNKED + b"1;", b"x" * 10_000),
    "/trailers": lambda: endless(CHUNKED + b"1\r\nx\r\n0\r\n", b"X: y\r\n" * 1000),
    "/status": lambda: endless(b"HTTP/1.1 200 ", b"x" * 10_000),
    "/headers": lambda: endless(HEAD, b"X: y\r\n" * 1000),
    "/line": lambda: endless(HEAD + b"X: ", b"x" * 10_000),
    "/name": lambda: endless(HEAD, b"x" * 10_000),
    "/fields": lambda: [HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(10_000)) + b"\r\n"],
    "/continue": lambda: endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 500),
    "/hints": lambda: endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: " + b"x" * 10_000 + b"\r\n\r\n"),
    "/not-found": lambda: endless(b"HTTP/1.1 404 Not Found\r\n\r\n", MEGABYTE),
    "/redirect": lambda: endless(b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", MEGABYTE),
    "/more-answers": lambda: endless(FIRST_PAGE, FIRST_PAGE * 1000),
    "/": lambda: [FIRST_PAGE],
}


async def answer(reader, writer):
    try:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        if path == "/drip":
            await drip(writer)
        for piece in ANSWERS[path]():
            writer.write(piece)
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        return
    finally:
        writer.close()


async def drip(writer):
    """10 GB, a byte now and then."""
    writer.write(HEAD + b"\r\n")
    for _ in range(10_000_000_000):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def serve():
    server = await asyncio.start_server(answer, "127.0.0.77", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 this is how its port is told
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
