"""Exchanges: a request goes out whole and once, and is sent again only where that is safe."""

import asyncio
from contextlib import suppress

import pytest

from claims.errors import FetchError
from claims.pipeline.fetching.exchanges import request_bytes
from claims.pipeline.urls import parse_url
from claims.values import FetchFailure
from tests.claims.pipeline.fetching.loopback import ok, visit


async def answer_once_then_hang_up(site, reader, writer):
    """The first connection answers once, and ends when it is asked again; later ones answer."""
    writer.write(ok(b"hello"))
    if len(site.asked) == 1:
        site.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.close()


async def hang_up(site, reader, writer):
    writer.close()


def test_get_over_a_kept_connection_that_ends_is_sent_once_more():
    async def twice(door, site):
        return [await door.get(site.url + "/page") for _ in range(2)]

    pages, site = visit({"/page": answer_once_then_hang_up}, twice)

    assert [page.body for page in pages] == [b"hello", b"hello"]
    assert len(site.asked) == 3


def test_get_over_a_new_connection_that_ends_is_not_sent_again():
    problem, site = visit({"/page": hang_up}, lambda door, site: door.get(site.url + "/page"))

    assert problem.code == FetchFailure.CONNECT_FAILED
    assert len(site.asked) == 1


def test_post_is_never_sent_again():
    async def twice(door, site):
        await door.get(site.url + "/page")
        return await door.post(site.url + "/page", b"{}", {}, timeout_seconds=5)

    problem, site = visit({"/page": answer_once_then_hang_up}, twice)

    assert problem.code == FetchFailure.CONNECT_FAILED
    assert [head.split()[0] for head in site.asked] == ["GET", "POST"]


def test_connection_is_kept_after_an_answer_that_was_read_and_left_after_one_that_was_not():
    connections = []

    async def keep(site, reader, writer):
        connections.append(writer)
        writer.write(ok(b"hello"))
        while True:
            path = (await reader.readuntil(b"\r\n\r\n")).split()[1]
            writer.write(ok(b"hello") if path == b"/page" else ok(b"x" * 5_000_000))

    async def look(door, site):
        for path in ("/page", "/page", "/large", "/page"):
            with suppress(FetchError):  # the large one
                await door.get(site.url + path, max_bytes=1000)
        return len(connections)

    assert visit({"/page": keep}, look)[0] == 2


def test_request_says_host_fields_and_length():
    target = parse_url("https://Example.com.:8443/a b?c=d e#f")

    assert request_bytes("GET", target, {"Accept": "text/html"}) == (
        b"GET /a%20b?c=d%20e HTTP/1.1\r\nHost: example.com:8443\r\nAccept: text/html\r\n\r\n"
    )
    assert request_bytes("POST", target, {}, b"{}").endswith(b"\r\nContent-Length: 2\r\n\r\n{}")
    assert (
        request_bytes("GET", parse_url("http://[::1]:8080"), {})
        == b"GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n"
    )


@pytest.mark.parametrize("value", ["a\r\nX: y", "a\ny", "a\0"])
def test_field_that_would_break_out_of_its_line_is_refused(value):
    with pytest.raises(ValueError, match="If-None-Match has a line break"):
        request_bytes("GET", parse_url("https://example.com/"), {"If-None-Match": value})


def test_many_ask_at_once_over_connections_of_their_own():
    async def all_at_once(door, site):
        return await asyncio.gather(*(door.get(f"{site.url}/page") for _ in range(20)))

    pages, _ = visit({"/page": ok(b"hello")}, all_at_once)

    assert [page.body for page in pages] == [b"hello"] * 20
