"""Tracked sockets: sockets that count the bytes that they receive and report when they are closed."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable

import aiohttp

# Parsed, a flood of tiny frames takes a hundred times its size: no more than this is received before it is read.
_RECEIVE_BUFFER_BYTES = 131_072
_RECEIVED = struct.Struct("=128xQ")  # tcpi_bytes_received in the kernel's struct tcp_info
_TCP_INFO: int | None = getattr(socket, "TCP_INFO", None)  # Linux


class TrackedSocket(socket.socket):
    """A TCP socket for one address that reports when it is closed."""

    def __init__(
        self,
        address_info: aiohttp.AddrInfoType,
        key: tuple[str, int],
        on_close: Callable[[TrackedSocket], None],
    ) -> None:
        family, kind, protocol, _, address = address_info
        super().__init__(family, kind, protocol)
        self.address, self.key, self._on_close = str(address[0]), key, on_close
        self.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)

    @property
    def is_open(self) -> bool:
        """False once it is closed."""
        return self.fileno() != -1

    def received_bytes(self) -> int:
        """How many bytes have come over this connection; 0 on a system that does not count them."""
        if _TCP_INFO is None:
            return 0
        info = self.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, _RECEIVED.size)
        return int(_RECEIVED.unpack(info)[0]) if len(info) == _RECEIVED.size else 0

    def close(self) -> None:
        super().close()
        self._on_close(self)
