"""Fetch against hostile servers: every size and every time has an end."""

import asyncio
import gzip
import os
import socket
import ssl
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from claims.values import FetchFailure
from tests.claims.pipeline.fetching.loopback import get, moved, ok, visit


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


@pytest.mark.parametrize(
    "answer",
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
def test_answer_that_is_broken_is_no_page(answer):
    problem, _ = get({"/": answer})

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


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1)
        )
    ).sign(key, hashes.SHA256())
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_certificate_that_nobody_vouches_for_is_refused(tmp_path):
    problem, site = visit(
        {"/": ok(b"hello")},
        lambda door, site: door.get(f"https://127.0.0.1:{site.port}/"),
        tls=self_signed(tmp_path),
    )

    assert problem.code == FetchFailure.TLS_FAILED
    assert site.asked == []
