"""Exchanges: one request over one connection, and its answer as it comes.

aiohttp connects, keeps connections and reads HTTP; its session is left out, which would add what a door has no use for:
cookies, proxies, credentials, redirects.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, cast

import aiohttp
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.helpers import HeadersMixin
from aiohttp.http_exceptions import HttpProcessingError

from claims.pipeline.fetching.connections import Connector, Protocol
from claims.pipeline.urls import FetchURL

if TYPE_CHECKING:
    from aiohttp.connector import Connection
    from multidict import CIMultiDictProxy

_LINE_BYTES, _FIELD_BYTES, _FIELDS, _READ_BYTES = 16_384, 32_768, 128, 65_536
_SWITCHING = 101
_BREAKS = frozenset("\r\n\0")


class Reply(HeadersMixin):
    """The head of an answer, and its body as a stream. `remote_address` is who gave it."""

    __slots__ = ("_headers", "content", "remote_address", "status")

    def __init__(
        self, status: int, headers: CIMultiDictProxy[str], content: aiohttp.StreamReader, remote_address: str
    ) -> None:
        self.status, self.content, self.remote_address = status, content, remote_address
        self._headers = headers

    @property
    def headers(self) -> CIMultiDictProxy[str]:
        """Its fields, by name in any case."""
        return cast("CIMultiDictProxy[str]", self._headers)


class Exchange:
    """`async with Exchange(…) as reply`: the request is sent, the answer's head is there, its body may be read.

    Raises OSError, aiohttp.ClientError, and ValueError for what is not HTTP. A GET over a connection that the server had
    closed meanwhile is sent once more, over a new one (RFC 9112, 9.3.1).
    """

    __slots__ = ("_connection", "_connector", "_is_safe", "_limits", "_request", "_target")

    def __init__(
        self, connector: Connector, target: FetchURL, request: bytes, limits: aiohttp.ClientTimeout
    ) -> None:
        self._connector, self._target, self._limits = connector, _Target(target), limits
        self._request, self._is_safe = request, request.startswith(b"GET ")
        self._connection: Connection | None = None

    async def __aenter__(self) -> Reply:
        while True:
            request = cast("aiohttp.ClientRequest", self._target)
            connection = await self._connector.connect(request, [], self._limits)
            protocol = cast("Protocol", connection.protocol)
            was_idle = protocol.was_idle
            try:
                reply = await self._send(connection, protocol)
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                connection.close()
                if not (was_idle and self._is_safe):
                    raise
            except BaseException:
                connection.close()
                raise
            else:
                self._connection = connection
                reply.content.on_eof(connection.release)
                return reply

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection:
            self._connection.close()  # unless its answer came to its end: then it is kept

    async def _send(self, connection: Connection, protocol: Protocol) -> Reply:
        transport = connection.transport
        if transport is None:
            raise aiohttp.ServerDisconnectedError
        protocol.set_response_params(
            read_until_eof=True,
            auto_decompress=False,
            read_timeout=self._limits.sock_read,
            read_bufsize=_READ_BYTES,
            max_line_size=_LINE_BYTES,
            max_field_size=_FIELD_BYTES,
            max_headers=_FIELDS,
        )
        transport.write(self._request)
        protocol.start_timeout()
        try:
            message, content = await protocol.read()
            while 100 <= message.code < 200 and message.code != _SWITCHING:
                message, content = await protocol.read()
        except HttpProcessingError as problem:
            raise ValueError("not HTTP") from problem
        # Only whoever posts wants to know whom it reached.
        return Reply(message.code, message.headers, content, "" if self._is_safe else _peer(transport))


def request_bytes(method: str, target: FetchURL, fields: Mapping[str, str], body: bytes = b"") -> bytes:
    """A request as it goes over the wire. Raises ValueError for a field that would break out of its line."""
    _, _, authority, path = target.href.split("/", 3)
    host = authority.replace(
        target.host, target.host.rstrip(".")
    )  # servers know themselves without the last dot
    lines = [f"{method} /{path} HTTP/1.1", f"Host: {host}"]
    for name, value in fields.items():
        if not _BREAKS.isdisjoint(value):
            raise ValueError(f"{name} has a line break")
        lines.append(f"{name}: {value}")
    if body or method != "GET":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def _peer(transport: asyncio.Transport) -> str:
    peer = transport.get_extra_info("peername")
    return str(peer[0]) if peer else ""


class _Target:
    """As much of a request as a connector asks for."""

    __slots__ = ("_is_ssl", "connection_key", "port", "raw_host")

    ssl = True
    proxy = proxy_auth = proxy_headers = server_hostname = None

    def __init__(self, target: FetchURL) -> None:
        self.raw_host, self.port, self._is_ssl = target.host, target.port, target.scheme == "https"
        self.connection_key = ConnectionKey(
            target.host,
            target.port,
            self._is_ssl,
            True,
            None,
            None,
            None,
            None,
        )

    @property
    def url(self) -> _Target:
        return self

    def is_ssl(self) -> bool:
        return self._is_ssl
