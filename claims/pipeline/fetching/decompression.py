"""Decompression: one Content-Encoding is decoded, into no more bytes than permitted."""

from __future__ import annotations

import zlib

ENCODINGS = frozenset({"", "identity", "gzip", "deflate"})
"""The Content-Encodings that are read: one at a time, and only those that can be decoded piece by piece."""

_GZIP, _ZLIB, _RAW = 31, 15, -15  # zlib's window bits for each format
_GZIP_MAGIC = 0x1F
_MAX_MEMBERS = 500  # each one costs a copy of the rest


class Decompressor:
    """Decodes a body piece by piece. Raises ValueError for bytes that are not what the encoding says."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._stream = zlib.decompressobj(_GZIP if encoding == "gzip" else _ZLIB)
        self._has_begun = False
        self._members = 1

    def feed(self, data: bytes, max_bytes: int) -> bytes:
        """Decode the next piece into at most `max_bytes` bytes. The rest is lost: a limit is exceeded if one more comes."""
        if self._encoding in ("", "identity"):
            return data[:max_bytes]
        decoded = bytearray()
        while self._wants(data) and len(decoded) < max_bytes:
            try:
                decoded += self._stream.decompress(data, max_bytes - len(decoded))
            except zlib.error as error:
                raise ValueError("not what its Content-Encoding says") from error
            data = self._stream.unused_data
        return bytes(decoded)

    @property
    def is_complete(self) -> bool:
        """False if the compressed stream ends too early: the page would look shorter than it is."""
        return not self._has_begun or self._stream.eof

    def _wants(self, data: bytes) -> bool:
        """Make the stream ready for this data. False if there is none, or only padding after the end."""
        if not data:
            return False
        if not self._has_begun and self._encoding == "deflate" and data[0] & 0x0F != 8:
            # "deflate" means the zlib format (RFC 9110, 8.4.1.2), but some servers send raw deflate.
            self._stream = zlib.decompressobj(_RAW)
        self._has_begun = True
        if self._stream.eof and self._encoding == "gzip" and data[0] == _GZIP_MAGIC:
            self._members += 1
            if self._members > _MAX_MEMBERS:
                raise ValueError("more gzip members than any page has")
            self._stream = zlib.decompressobj(_GZIP)  # a body of several members (RFC 1952, 2.2)
        return not self._stream.eof
