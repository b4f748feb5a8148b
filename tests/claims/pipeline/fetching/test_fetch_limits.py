"""Fetch against hostile servers: every size and every time has an end."""

import asyncio
import gzip
import os
import socket

import pytest

from claims.vocabulary import FetchFailure
from tests.claims.pipeline.fetching.loopback import get, moved, ok


@pytest.mark.parametrize(
    "response",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nwhat\r\nhello",
        ok(gzip.compress(os.urandom(500))[:-100], "Content-Encoding: gzip"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 40_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
    ],
)
def test_broken_response_is_no_page(response):
    problem, _ = get({"/": response})

    assert problem.code == FetchFailure.BAD_RESPONSE


async def late(site, reader, writer):
    await asyncio.sleep(1.5)
    writer.write(ok(b"hello"))
    await writer.drain()


async def drip(site, reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n")
    for _ in range(30):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def drip_head(site, reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ")
    for _ in range(30):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)
    writer.write(b"\r\n\r\n")
    await writer.drain()


async def reset(site, reader, writer):
    writer.transport.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0"
    )
    writer.transport.abort()


async def reset_midway(site, reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhello")
    await writer.drain()
    await asyncio.sleep(0.05)
    await reset(site, reader, writer)


@pytest.mark.parametrize("page", [drip, drip_head])
def test_slow_drip_ends_at_the_total_limit(page):
    problem, _ = get({"/": page}, total_seconds=0.4, first_byte_seconds=5)

    assert (problem.code, problem.detail) == (FetchFailure.TIMED_OUT, "127.0.0.1 did not respond in time.")


def test_silence_ends_at_the_limit_for_the_first_byte():
    problem, _ = get({"/": late}, total_seconds=20, first_byte_seconds=0.2)

    assert problem.code == FetchFailure.TIMED_OUT


def test_total_limit_covers_all_redirects():
    async def late_redirect(site, reader, writer):
        await asyncio.sleep(1)
        writer.write(moved("/b"))
        await writer.drain()

    problem, _ = get({"/": late_redirect, "/b": late}, total_seconds=2, first_byte_seconds=5)

    assert problem.code == FetchFailure.TIMED_OUT


@pytest.mark.parametrize("page", [reset, reset_midway])
def test_reset_is_a_failure_that_is_named(page):
    problem, _ = get({"/": page})

    assert problem.code in {FetchFailure.CONNECT_FAILED, FetchFailure.BAD_RESPONSE}


@pytest.mark.parametrize(("content_type", "is_read"), [("application/pdf", True), ("text/html", False)])
def test_document_may_be_longer_than_a_page(content_type, is_read):
    body = ok(b"x" * 3000, f"Content-Type: {content_type}")

    result, _ = get({"/": body}, max_body_bytes=1000, max_document_bytes=5000)

    assert getattr(result, "code", None) == (None if is_read else FetchFailure.TOO_LARGE)


def test_document_has_a_limit_of_its_own():
    body = ok(b"x" * 6000, "Content-Type: application/pdf")

    problem, _ = get({"/": body}, max_body_bytes=1000, max_document_bytes=5000)

    assert problem.code == FetchFailure.TOO_LARGE
