"""Event loop: uvloop, connecting to numeric addresses without a lookup of them in a thread."""

from __future__ import annotations

import os
import socket
from typing import Any

import uvloop


class EventLoop(uvloop.Loop):
    """A uvloop event loop. Its own `sock_connect` calls getaddrinfo in a thread even for numeric addresses."""

    async def sock_connect(self, sock: socket.socket, address: Any) -> None:
        """Connect a non-blocking TCP socket to a numeric address. Raises OSError."""
        try:
            sock.connect(address)
        except BlockingIOError:
            await self._writable(sock)
            if number := sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                raise OSError(number, os.strerror(number)) from None

    async def _writable(self, sock: socket.socket) -> None:
        writable = self.create_future()
        self.add_writer(sock, writable.set_result, None)
        try:
            await writable
        finally:
            self.remove_writer(sock)


def new_event_loop() -> EventLoop:
    """A new event loop for requests."""
    return EventLoop()
