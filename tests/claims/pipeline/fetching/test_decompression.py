"""Decompression: piece by piece, never more than asked for, and an end that is missed."""

import gzip
import zlib

import pytest

from claims.pipeline.fetching.decompression import Decompressor


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("", b"hello"),
        ("identity", b"hello"),
        ("gzip", gzip.compress(b"hello", mtime=0)),
        ("gzip", gzip.compress(b"hello", mtime=0) + b"\x00\x00padding"),
        ("gzip", gzip.compress(b"he", mtime=0) + gzip.compress(b"llo", mtime=0)),
        ("deflate", zlib.compress(b"hello")),
        ("deflate", raw_deflate(b"hello")),
    ],
)
def test_body_is_decoded_whole_or_byte_by_byte(encoding, body):
    whole, bytewise = Decompressor(encoding), Decompressor(encoding)

    assert whole.feed(body, 100) == b"hello"
    assert b"".join(bytewise.feed(body[at : at + 1], 100) for at in range(len(body))) == b"hello"
    assert whole.is_complete
    assert bytewise.is_complete


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("", b"x" * 5000),
        ("gzip", gzip.compress(b"x" * 5000, mtime=0)),
        ("deflate", zlib.compress(b"x" * 5000)),
    ],
)
def test_no_more_is_given_than_asked_for(encoding, body):
    assert Decompressor(encoding).feed(body, 10) == b"x" * 10


def test_stream_that_stops_in_its_midst_is_not_complete():
    decompressor = Decompressor("gzip")

    decompressor.feed(gzip.compress(b"hello" * 1000, mtime=0)[:-9], 10_000)

    assert not decompressor.is_complete


def test_empty_body_is_complete():
    assert Decompressor("gzip").is_complete


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_other_bytes_are_an_error(encoding):
    with pytest.raises(ValueError, match="Content-Encoding"):
        Decompressor(encoding).feed(b"\xffplain words", 100)


def test_body_of_more_members_than_any_page_has_is_an_error():
    with pytest.raises(ValueError, match="members"):
        Decompressor("gzip").feed(gzip.compress(b"", mtime=0) * 501, 100)
