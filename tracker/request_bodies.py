"""Request bodies: read completely by the event loop, within limits, before a request takes a thread of the application."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Refusal = Callable[[str, str, str], tuple[int, list[tuple[str, str]], bytes]]
"""From the code of a problem, its detail and the path: status, headers and body of the response."""


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """What the bodies that are still being received may take in one process, and the seconds that each may take.

    Of one address at most `per_address` bodies are received at a time; all together have at most `total_bytes`.
    """

    max_bytes: int
    total_bytes: int
    per_address: int
    seconds: float


class RequestBodies:
    """An ASGI application that calls another one once the body of the request has arrived.

    Bodies that are chunked, or longer than `max_bytes`, are not received: the application sees an empty one, and refuses
    the request by its headers.
    """

    def __init__(self, application: Application, limits: BodyLimits, refusal: Refusal) -> None:
        self._application, self._limits, self._refusal = application, limits, refusal
        self._receiving: Counter[str] = Counter()
        self._held_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        length = _content_length(scope["headers"])
        body: bytes | None = b""
        if 0 < length <= self._limits.max_bytes:
            try:
                body = await self._received(scope, receive)
            except _RefusedError as refused:
                await respond(send, *self._refusal(refused.code, refused.detail, scope["path"]))
                return
        if body is not None:
            await self._application(scope, _replay(body), send)

    async def _received(self, scope: Scope, receive: Receive) -> bytes | None:
        """The body; None if the client disconnected. Raises _RefusedError."""
        address = (scope.get("client") or ("", 0))[0]
        if self._receiving[address] >= self._limits.per_address:
            raise _RefusedError(
                "rate_limited",
                f"{self._limits.per_address} requests of this address are still sending their bodies.",
            )
        self._receiving[address] += 1
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._receive_all(receive, body)
        except TimeoutError:
            raise _RefusedError(
                "body_timeout", f"The body did not arrive within {self._limits.seconds:g} seconds."
            ) from None
        finally:
            self._held_bytes -= len(body)
            self._receiving[address] -= 1
            if not self._receiving[address]:
                del self._receiving[address]

    async def _receive_all(self, receive: Receive, body: bytearray) -> bytes | None:
        is_complete = False
        while not is_complete:
            message = await receive()
            if message["type"] != "http.request":
                return None
            part = message.get("body", b"")
            body += part
            self._held_bytes += len(part)
            is_complete = not message.get("more_body", False)
            if self._held_bytes > self._limits.total_bytes:
                raise _RefusedError("unavailable", "Too many requests are being received.")
        return bytes(body)


class _RefusedError(Exception):
    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def _content_length(headers: Iterable[tuple[bytes, bytes]]) -> int:
    """The length that the headers announce; 0 if they announce none."""
    for name, value in headers:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _replay(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def respond(send: Send, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
    fields = [*headers, ("connection", "close"), ("content-length", str(len(body)))]
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in fields]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
