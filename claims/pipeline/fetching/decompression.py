"""Decompression: the bytes behind one Content-Encoding, never more of them than asked for."""

from __future__ import annotations

import zlib

ENCODINGS = frozenset({"", "identity", "gzip", "deflate"})
"""The Content-Encodings that are read: one at a time, and only what can be decoded piece by piece."""

_GZIP, _ZLIB, _RAW = 31, 15, -15  # zlib's window bits for each format
_GZIP_MAGIC = 0x1F
_MAX_MEMBERS = 500  # each costs a copy of what follows it


class Decompressor:
    """Decodes a body piece by piece. Raises ValueError for bytes that are not what the encoding says."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._stream = zlib.decompressobj(_GZIP if encoding == "gzip" else _ZLIB)
        self._has_begun = False
        self._members = 1

    def feed(self, data: bytes, most: int) -> bytes:
        """Decode the next piece into at most `most` bytes; what goes beyond is lost, so ask for one too many."""
        if self._encoding in ("", "identity"):
            return data[:most]
        decoded = bytearray()
        while self._wants(data) and len(decoded) < most:
            try:
                decoded += self._stream.decompress(data, most - len(decoded))
            except zlib.error as problem:
                raise ValueError("not what its Content-Encoding says") from problem
            data = self._stream.unused_data
        return bytes(decoded)

    @property
    def is_complete(self) -> bool:
        """False if the compressed stream stops in its midst: the page would look shorter than it is."""
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
