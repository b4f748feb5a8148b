"""Connections: a door's sockets. Each address is checked where its socket is made; open sockets are counted and watched."""

from __future__ import annotations

import asyncio
import math
import socket
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import islice
from types import TracebackType

import aiohttp

from claims.pipeline.fetching.addresses import AddressRule
from claims.pipeline.fetching.tracked_socket import TrackedSocket
from claims.pipeline.urls import FetchURL

MAX_OPEN_CONNECTIONS = 1000
"""Connections of a door. While as many are open, further ones are closed after their response instead of kept."""

_WATCH_SECONDS = 0.25


class ConnectionLostError(aiohttp.ClientError):
    """The connection ended before the response began."""


class WireLimitError(aiohttp.ClientError):
    """The server sent more bytes than a response of the permitted size needs, however it is framed."""


@dataclass(slots=True, eq=False)
class Exchange:
    """One request and its response, as its connection sees them.

    `refusals` has an entry for each address that a connection was attempted to: why it was refused, None if it was not.
    It is empty if the request goes over one of the `kept` connections. It has to end at `ends_at`, in the loop's time.
    """

    key: tuple[str, int]
    max_wire_bytes: int
    ends_at: float = math.inf
    kept: tuple[TrackedSocket, ...] = ()
    made: list[TrackedSocket] = field(default_factory=list)
    refusals: list[str | None] = field(default_factory=list)
    deadline: asyncio.Timeout | None = None
    is_over_limit: bool = False
    _start_bytes: int = -1

    def begin(self, kept: tuple[TrackedSocket, ...]) -> None:
        """Forget earlier connections: the request is sent over one of these or over a new one."""
        self.kept, self.made, self.refusals, self._start_bytes = kept, [], [], -1

    @property
    def is_over_kept_connection(self) -> bool:
        """True if no connection was attempted for it."""
        return not self.refusals

    @property
    def remote_address(self) -> str:
        """The address that responded. Of several attempts, the one that was not given up."""
        candidates = self.made or self.kept
        still_open = (candidate for candidate in reversed(candidates) if candidate.is_open)
        return next(still_open, candidates[-1]).address if candidates else ""

    def check_wire(self) -> None:
        """End the exchange if its connection brought too much. Nothing is done while it is not certain which one it uses."""
        still_open = (candidate for candidate in self.made or self.kept if candidate.is_open)
        sockets = list(islice(still_open, 2))  # a host may have hundreds of connections
        if len(sockets) != 1 or self.deadline is None or self.deadline.expired():
            return
        received = sockets[0].received_bytes()
        if self._start_bytes < 0:
            self._start_bytes = 0 if self.made else received
        if received - self._start_bytes > self.max_wire_bytes:
            self.is_over_limit = True
            self.deadline.reschedule(0)

    def set_deadline(self, until: float) -> None:
        """Set its timer if it has to end until then. Most exchanges end long before, and never need one."""
        if self.deadline and self.deadline.when() is None and self.ends_at <= until:
            self.deadline.reschedule(self.ends_at)


current_exchange: ContextVar[Exchange] = ContextVar("current_exchange")
"""The exchange of the request that is made in this context."""


class _Running:
    """Runs an exchange until its deadline: an async context manager, without the cost of a generator."""

    __slots__ = ("_deadline", "_exchange", "_running")

    def __init__(self, exchange: Exchange, running: set[Exchange], deadline: asyncio.Timeout) -> None:
        self._exchange, self._running, self._deadline = exchange, running, deadline

    async def __aenter__(self) -> Exchange:
        current_exchange.set(self._exchange)
        self._running.add(self._exchange)
        self._exchange.deadline = await self._deadline.__aenter__()
        return self._exchange

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.discard(self._exchange)
        try:
            await self._deadline.__aexit__(kind, error, trace)
        except TimeoutError as timeout:
            if self._exchange.is_over_limit:
                raise WireLimitError from timeout
            raise


class Connections:
    """Makes the sockets of one door: only to addresses that the rule permits, and beyond `rule.allow` only to `ports`.

    Addresses are checked here, where they are connected to, so that a literal, a redirect, a cached name and a name that
    changes are all caught.
    """

    def __init__(self, rule: AddressRule, ports: frozenset[int]) -> None:
        self._rule, self._ports = rule, ports
        self._open: dict[tuple[str, int], tuple[TrackedSocket, ...]] = {}
        self._running: set[Exchange] = set()
        self._watch: asyncio.TimerHandle | None = None
        self.open_count = 0

    def socket_for(self, address_info: aiohttp.AddrInfoType) -> socket.socket:
        """A socket for this address: a `socket_factory` for aiohttp. Raises PermissionError for a refused address."""
        address = address_info[4]
        exchange = current_exchange.get()
        reason = self._refusal(str(address[0]), int(address[1]))
        exchange.refusals.append(reason)
        if reason:
            raise PermissionError(reason)
        made = TrackedSocket(address_info, exchange.key, self._forget)
        exchange.made.append(made)
        self._open[exchange.key] = (*self._open.get(exchange.key, ()), made)
        self.open_count += 1
        return made

    def may_keep(self, target: FetchURL) -> bool:
        """True if a connection to this host may be kept: one is, or fewer than `MAX_OPEN_CONNECTIONS` are open."""
        return self.open_count < MAX_OPEN_CONNECTIONS or (target.host, target.port) in self._open

    async def resend_over_new_connection(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        """A client middleware: sends a GET again if the kept connection that it went over has ended (RFC 9112, 9.3.1).

        Raises ConnectionLostError if a new connection ends, or one that a request of another method went over.
        """
        exchange = current_exchange.get()
        while True:
            exchange.begin(self._open.get(exchange.key, ()))
            try:
                return await handler(request)
            except aiohttp.ClientConnectorError:
                raise
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
                if request.method != "GET" or not exchange.is_over_kept_connection:
                    raise ConnectionLostError from error

    def exchange(self, target: FetchURL, seconds: float, max_wire_bytes: int) -> _Running:
        """Make one request inside. Raises TimeoutError after `seconds`, and WireLimitError once the response is too long."""
        loop, key = asyncio.get_running_loop(), (target.host, target.port)
        exchange = Exchange(key, max_wire_bytes, loop.time() + seconds, self._open.get(key, ()))
        if self._watch is None:
            self._watch = loop.call_later(_WATCH_SECONDS, self._check_running)
        is_short = seconds <= _WATCH_SECONDS
        return _Running(exchange, self._running, asyncio.timeout_at(exchange.ends_at if is_short else None))

    def close(self) -> None:
        """Stop watching."""
        if self._watch:
            self._watch.cancel()

    def _refusal(self, address: str, port: int) -> str | None:
        reason = self._rule.refuses(address)
        if reason or port in self._ports or self._rule.opens(address):
            return reason
        return f"port {port} is not one of {', '.join(map(str, sorted(self._ports)))}"

    def _forget(self, closed: TrackedSocket) -> None:
        sockets = self._open.pop(closed.key, ())
        left = tuple(made for made in sockets if made is not closed)
        self.open_count -= len(sockets) - len(left)
        if left:
            self._open[closed.key] = left

    def _check_running(self) -> None:
        loop = asyncio.get_running_loop()
        for exchange in self._running:
            exchange.check_wire()
            exchange.set_deadline(loop.time() + _WATCH_SECONDS)
        self._watch = loop.call_later(_WATCH_SECONDS, self._check_running) if self._running else None
