"""Resolver: names looked up by c-ares, without threads."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence

import pycares
from aiodns import DNSResolver
from aiodns.error import DNSError
from aiohttp.abc import AbstractResolver, ResolveResult

_NUMERIC = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
# The host of a URL is a complete name: a search list would find another page behind a name that is gone.
_LOOKUP_FLAGS = pycares.ARES_FLAG_NOSEARCH | pycares.ARES_FLAG_EDNS
_MAX_CONCURRENT_LOOKUPS, _LOOKUPS_PER_CHANNEL, _MAX_ADDRESSES = 200, 5000, 16
_TRIES = 4  # in a burst of queries, some get lost


class Resolver(AbstractResolver):
    """Resolves names with /etc/hosts, then the name servers ("127.0.0.1:5353"; none: the system's). No search list.

    A lookup ends after `seconds`. Raises OSError, whose cause is c-ares' DNSError if c-ares gave a reason.
    """

    def __init__(self, nameservers: Sequence[str], seconds: float) -> None:
        self._nameservers, self._seconds = nameservers, seconds
        self._channel, self._retired = self._new_channel(), self._new_channel()
        self._lookup_count = 0
        self._slots = asyncio.Semaphore(_MAX_CONCURRENT_LOOKUPS)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name, at most 16. `localhost` is never sent to a name server (RFC 6761, 6.3)."""
        if host.rstrip(".").lower() == "localhost":
            return [_result(host, "127.0.0.1", port, socket.AF_INET)]
        async with self._slots:
            self._renew()
            try:
                async with asyncio.timeout(self._seconds):
                    reply = await self._channel.getaddrinfo(host, family, port, type=socket.SOCK_STREAM)
            except (DNSError, TimeoutError) as error:
                raise OSError(None, "the lookup failed") from error
        return [
            _result(host, node.addr[0].decode(), port, node.family) for node in reply.nodes[:_MAX_ADDRESSES]
        ]

    async def close(self) -> None:
        """End all lookups."""
        await self._channel.close()
        await self._retired.close()

    def _renew(self) -> None:
        """Replace the channel now and then: c-ares caches answers for their TTL, without a limit on their number."""
        self._lookup_count += 1
        if self._lookup_count % _LOOKUPS_PER_CHANNEL == 0:
            # A channel is closed when its successor retires: lookups may still be running in it.
            self._channel, self._retired = self._new_channel(), self._channel

    def _new_channel(self) -> DNSResolver:
        return DNSResolver(
            list(self._nameservers),
            timeout=self._seconds / _TRIES,
            tries=_TRIES,
            lookups="fb",  # the hosts file before the name servers
            flags=_LOOKUP_FLAGS,
        )


def _result(name: str, address: str, port: int, family: int) -> ResolveResult:
    return ResolveResult(
        hostname=name, host=address, port=port, family=socket.AddressFamily(family), proto=0, flags=_NUMERIC
    )
