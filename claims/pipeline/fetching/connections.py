"""Connections: names looked up without threads, addresses judged as they are dialled, few kept idle."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import aiohttp
import pycares
from aiodns import DNSResolver
from aiodns.error import DNSError
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_proto import ResponseHandler
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.http_exceptions import HttpProcessingError

from claims.pipeline.fetching.addresses import AddressRule

_NUMERIC = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
# A host of a URL is a whole name: a search list would find another page behind a name that is gone.
_LOOK_UP_FLAGS = pycares.ARES_FLAG_NOSEARCH | pycares.ARES_FLAG_EDNS
_LOOK_UPS_IN_FLIGHT, _LOOK_UPS_PER_CHANNEL, _ADDRESSES_PER_NAME = 200, 5000, 16
_TRIES = 4  # of a burst of questions, some get lost
_CACHED_SECONDS, _CACHED_NAMES = 120, 10_000
_IDLE_SECONDS, _IDLE_HOSTS = 8, 1000
_HEADS_PER_ANSWER = 32  # the answer's own one and interim ones (RFC 9110, 15.2)


@dataclass(slots=True)
class RequestBudget:
    """One request, as its connection sees it.

    `most_wire_bytes` is how much its answer may send, however it frames it; `refusals` has an entry for each address
    that was dialled: why it was refused, None if it was not.
    """

    most_wire_bytes: int
    refusals: list[str | None] = field(default_factory=list)


asking: ContextVar[RequestBudget] = ContextVar("asking")
"""The request that is made in this context."""


class Resolver(AbstractResolver):
    """Names by c-ares: /etc/hosts, then the name servers ("127.0.0.1:5353"; none: the system's). No search list.

    A look-up ends after `seconds`. Raises OSError, whose cause is c-ares' DNSError if it said why.
    """

    def __init__(self, nameservers: Sequence[str], seconds: float) -> None:
        self._nameservers, self._seconds = nameservers, seconds
        self._channel, self._retired = self._new_channel(), self._new_channel()
        self._look_ups = 0
        self._turns = asyncio.Semaphore(_LOOK_UPS_IN_FLIGHT)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host.rstrip(".").lower() == "localhost":  # never a question for name servers (RFC 6761, 6.3)
            return [
                ResolveResult(
                    hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=_NUMERIC
                )
            ]
        async with self._turns:
            self._renew()
            try:
                async with asyncio.timeout(self._seconds):
                    found = await self._channel.getaddrinfo(host, family, port, type=socket.SOCK_STREAM)
            except (DNSError, TimeoutError) as problem:
                raise OSError(None, "the look-up failed") from problem
        return [
            ResolveResult(
                hostname=host,
                host=node.addr[0].decode(),
                port=port,
                family=node.family,
                proto=0,
                flags=_NUMERIC,
            )
            for node in found.nodes[:_ADDRESSES_PER_NAME]
        ]

    async def close(self) -> None:
        await self._channel.close()
        await self._retired.close()

    def _renew(self) -> None:
        """Begin anew now and then: c-ares keeps answers for their TTL, but however many they are."""
        self._look_ups += 1
        if self._look_ups % _LOOK_UPS_PER_CHANNEL == 0:
            # The old one ends only when its successor retires: look-ups may be under way in it.
            self._channel, self._retired = self._new_channel(), self._channel

    def _new_channel(self) -> DNSResolver:
        return DNSResolver(
            list(self._nameservers),
            timeout=self._seconds / _TRIES,
            tries=_TRIES,
            lookups="fb",  # files before the wire
            flags=_LOOK_UP_FLAGS,
        )


class Connector(aiohttp.TCPConnector):
    """Connections to addresses that the rule takes, and beyond `rule.allow` only to `ports`.

    The judgement is where an address is dialled, so that a literal, a redirect, a cached and a changing name are all caught.
    """

    def __init__(self, rule: AddressRule, ports: frozenset[int], resolver: AbstractResolver) -> None:
        super().__init__(
            limit=0,
            resolver=resolver,
            ttl_dns_cache=_CACHED_SECONDS,
            dns_cache_max_size=_CACHED_NAMES,
            keepalive_timeout=_IDLE_SECONDS,
            socket_factory=self._socket,
        )
        self._rule, self._ports = rule, ports
        self._factory = partial(Protocol, self._loop)  # type: ignore[assignment]

    async def _wrap_create_connection(
        self, *arguments: Any, addr_infos: list[aiohttp.AddrInfoType], **options: Any
    ) -> tuple[asyncio.Transport, ResponseHandler]:
        """A host's only address is dialled by the loop itself, with half the system calls. Of several, aiohttp chooses."""
        family, _, _, _, address = addr_infos[0]
        if len(addr_infos) > 1 or family != socket.AF_INET:
            return await super()._wrap_create_connection(*arguments, addr_infos=addr_infos, **options)
        host, port = str(address[0]), int(address[1])
        try:
            self._judge(host, port)
        except PermissionError as refusal:
            raise aiohttp.ClientConnectorError(options["req"].connection_key, refusal) from refusal
        return await self._wrap_existing_connection(*arguments, host=host, port=port, **options)

    def _socket(self, address_info: aiohttp.AddrInfoType) -> socket.socket:
        """A socket for an address that may be dialled. Raises PermissionError for any other one."""
        family, kind, protocol, _, address = address_info
        self._judge(str(address[0]), int(address[1]))
        return socket.socket(family, kind, protocol)

    def _judge(self, address: str, port: int) -> None:
        reason = self._refusal(address, port)
        asking.get().refusals.append(reason)
        if reason:
            raise PermissionError(reason)

    def _refusal(self, address: str, port: int) -> str | None:
        reason = self._rule.refuses(address)
        if reason or port in self._ports or self._rule.opens(address):
            return reason
        return f"port {port} is not one of {', '.join(map(str, sorted(self._ports)))}"

    def _release(self, key: ConnectionKey, protocol: ResponseHandler, *, should_close: bool = False) -> None:
        super()._release(key, protocol, should_close=should_close)
        if len(self._conns) > _IDLE_HOSTS:
            longest_idle = next(iter(self._conns))
            for idle, _ in self._conns.pop(longest_idle):
                idle.close()


class Protocol(ResponseHandler):
    """What reads one connection. It gives up on answers that never come to their body or go on beyond it.

    `was_idle` says that it has been kept since an earlier request.
    """

    was_idle = False

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._heads = self._wire_bytes = self._most_wire_bytes = 0

    def set_response_params(self, **parameters: object) -> None:
        self.was_idle = True
        self._heads = self._wire_bytes = 0
        self._most_wire_bytes = asking.get().most_wire_bytes
        super().set_response_params(**parameters)  # type: ignore[arg-type]

    def data_received(self, data: bytes) -> None:
        self._wire_bytes += len(data)
        if self._wire_bytes > self._most_wire_bytes:
            self._give_up()
        else:
            super().data_received(data)

    def feed_data(self, data: object, size: int = 0) -> None:
        self._heads += 1
        if self._heads > _HEADS_PER_ANSWER:
            self._give_up()
        else:
            super().feed_data(data, size)  # type: ignore[arg-type]

    def _give_up(self) -> None:
        if self.transport is not None:
            self.set_exception(HttpProcessingError(code=0, message="more than an answer"))
            self.transport.abort()
