"""Bodies: a response's body, decoded as it comes and never longer than permitted."""

from __future__ import annotations

import asyncio
import contextlib

import aiohttp

from claims.errors import FetchError
from claims.pipeline.fetching.decompression import ENCODINGS, Decompressor
from claims.vocabulary import FetchFailure


async def read_body(response: aiohttp.ClientResponse, host: str, max_bytes: int) -> bytes:
    """The decoded body. Raises FetchError once it is longer than `max_bytes`, and for one that cannot be decoded completely."""
    encoding = ",".join(response.headers.getall("Content-Encoding", ())).strip().lower()
    if encoding not in ENCODINGS:
        detail = f"{host} sends its page as {encoding[:60]!r}; only gzip or deflate, once, is read."
        raise FetchError(detail, code=FetchFailure.BAD_ENCODING, status=response.status)
    if (response.content_length or 0) > max_bytes:
        raise _too_large(response, host, max_bytes)
    decompressor, body, received = Decompressor(encoding), bytearray(), 0
    while chunk := await response.content.readany():
        received += len(chunk)
        body += _decoded(host, decompressor, chunk, max_bytes + 1 - len(body))
        if max(received, len(body)) > max_bytes:
            raise _too_large(response, host, max_bytes)
    if not decompressor.is_complete:
        raise FetchError(f"The response of {host} is incomplete.", code=FetchFailure.BAD_RESPONSE)
    return bytes(body)


async def read_head(content: aiohttp.StreamReader, max_bytes: int, deadline: float) -> bytes:
    """The first bytes of the body, undecoded, or what came of them until `deadline` (loop time) or until it broke off."""
    if content.at_eof():
        return b""
    head = bytearray()
    with contextlib.suppress(aiohttp.ClientError, TimeoutError):
        async with asyncio.timeout_at(deadline):
            while len(head) < max_bytes and (chunk := await content.readany()):
                head += chunk
    return bytes(head[:max_bytes])


def _decoded(host: str, decompressor: Decompressor, chunk: bytes, max_bytes: int) -> bytes:
    try:
        return decompressor.feed(chunk, max_bytes)
    except ValueError as error:
        detail = f"{host} sends a page that cannot be decompressed."
        raise FetchError(detail, code=FetchFailure.BAD_ENCODING) from error


def _too_large(response: aiohttp.ClientResponse, host: str, max_bytes: int) -> FetchError:
    detail = f"The page of {host} is larger than {max_bytes} bytes."
    return FetchError(detail, code=FetchFailure.TOO_LARGE, status=response.status)
