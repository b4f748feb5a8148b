"""Bodies: one encoding is decoded, up to a limit, and what is incomplete is no page."""

import asyncio
import gzip
import tracemalloc
import zlib

import pytest

from claims.pipeline.fetching.bodies import read_head
from claims.vocabulary import FetchFailure
from tests.claims.pipeline.fetching.loopback import get, ok


def test_page_larger_than_the_limit_is_cut_short():
    problem, _ = get({"/": endless}, max_body_bytes=1_000_000)

    assert (problem.code, problem.detail) == (
        FetchFailure.TOO_LARGE,
        "The page of 127.0.0.1 is larger than 1000000 bytes.",
    )


async def endless(site, reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(20):
        writer.write(b"x" * 1_000_000)
        await writer.drain()


def test_page_that_announces_too_much_is_not_read():
    problem, _ = get({"/": b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n"})

    assert problem.code == FetchFailure.TOO_LARGE


def test_page_of_exactly_the_limit_is_taken():
    page, _ = get({"/": ok(b"x" * 1000)}, max_bytes=1000)

    assert len(page.body) == 1000


def test_compression_bomb_is_cut_short():
    bomb = gzip.compress(bytes(300_000_000), compresslevel=1)

    tracemalloc.start()
    problem, _ = get({"/": ok(bomb, "Content-Encoding: gzip")}, max_body_bytes=5_000_000)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert problem.code == FetchFailure.TOO_LARGE
    assert peak_bytes < 50_000_000


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"hello", mtime=0)),
        ("GZIP", gzip.compress(b"hello", mtime=0)),
        ("gzip", gzip.compress(b"hel", mtime=0) + gzip.compress(b"lo", mtime=0)),
        ("deflate", zlib.compress(b"hello")),
        ("identity", b"hello"),
    ],
)
def test_one_encoding_is_decoded(encoding, body):
    page, _ = get({"/": ok(body, f"Content-Encoding: {encoding}")})

    assert page.body == b"hello"


@pytest.mark.parametrize(
    "fields",
    [
        ("Content-Encoding: gzip, gzip",),
        ("Content-Encoding: gzip", "Content-Encoding: gzip"),
        ("Content-Encoding: br",),
        ("Content-Encoding: zstd",),
        ("Content-Encoding: made-up",),
    ],
)
def test_other_encodings_are_refused(fields):
    problem, _ = get({"/": ok(gzip.compress(gzip.compress(b"hello", mtime=0)), *fields)})

    assert problem.code == FetchFailure.BAD_ENCODING


def test_body_that_is_not_what_its_encoding_says_is_refused():
    problem, _ = get({"/": ok(b"hello", "Content-Encoding: gzip")})

    assert (problem.code, problem.detail) == (
        FetchFailure.BAD_ENCODING,
        "127.0.0.1 sends a page that cannot be decompressed.",
    )


def test_compressed_body_that_ends_too_early_is_no_page():
    problem, _ = get({"/": ok(gzip.compress(b"hello" * 1000)[:-12], "Content-Encoding: gzip")})

    assert (problem.code, problem.detail) == (
        FetchFailure.BAD_RESPONSE,
        "The response of 127.0.0.1 is incomplete.",
    )


class Content:
    """A body in pieces; after the last one, silence."""

    def __init__(self, *pieces):
        self.pieces = list(pieces)

    def at_eof(self):
        return False

    async def readany(self):
        return self.pieces.pop(0) if self.pieces else await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("pieces", "head"),
    [([b"abc", b"def"], b"abcd"), ([b"abcd"], b"abcd"), ([b"ab", b""], b"ab"), ([b"ab"], b"ab")],
)
def test_head_is_what_came_until_its_size_the_end_or_the_deadline(pieces, head):
    async def run():
        deadline = asyncio.get_running_loop().time() + 0.2
        return await read_head(Content(*pieces), 4, deadline)

    assert asyncio.run(run()) == head
