"""Fetch: the only door to the network. It makes every request to another site, and only to addresses that are permitted."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from claims.errors import FetchError, InputError
from claims.pipeline.fetching.addresses import AddressRule, Network
from claims.pipeline.fetching.backoff import retry_after_seconds
from claims.pipeline.fetching.bodies import read_body, read_head
from claims.pipeline.fetching.connections import Connections, current_exchange
from claims.pipeline.fetching.failures import REQUEST_ERRORS, failure_of, status_failure
from claims.pipeline.fetching.redirects import REDIRECTS, RedirectChain, Validators
from claims.pipeline.fetching.resolver import Resolver
from claims.pipeline.urls import FetchURL, parse_url
from claims.values import Page
from claims.vocabulary import FetchFailure

MAX_RESPONSE_HEAD_BYTES = 1024
"""How much of the response to a POST is kept: enough to see why a receiver refused."""

Permit = Callable[[FetchURL], AbstractAsyncContextManager[None]]
"""What each request of a GET is made inside: it may wait first, and it may refuse with a FetchError."""

DOCUMENT_TYPES = frozenset(
    {
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)
"""Types whose bodies may be as long as `DoorSettings.max_document_bytes`: much of them are fonts and figures."""

_ACCEPT = "text/html, application/xhtml+xml, text/markdown;q=0.9, text/plain;q=0.9, */*;q=0.1"
_PAGE_HEADERS = {"Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
_POST_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity"}
_LAST_HEADERS = {"Connection": "close"}
_CONDITIONS = frozenset({"If-None-Match", "If-Modified-Since"})
_PARTIAL = 206  # no part of a page is ever asked for
_MAX_LINE_BYTES, _MAX_FIELD_BYTES, _MAX_FIELDS = 16_384, 32_768, 128
_MAX_HEAD_BYTES, _READ_BYTES = 1_000_000, 65_536
_MAX_KEPT_FIELDS, _MAX_KEPT_CHARACTERS = 64, 1000
_KEPT_RECEIVERS = 2000
_MAX_IDLE_SECONDS, _DNS_CACHE_SECONDS = 8, 120
_HEAD_MARGIN_SECONDS = 0.05  # so that a POST whose body stalls still returns in time
_NO_PERMIT = contextlib.nullcontext()


@dataclass(frozen=True, slots=True)
class DoorSettings:
    """How the door behaves. Times in seconds, sizes in bytes after decoding.

    `lookup_seconds` covers the name; `connect_seconds` name, TCP and TLS; `first_byte_seconds` any silence of a GET after that;
    `total_seconds` all time on the network with all redirects. `allow` opens networks that are otherwise refused, on
    any port. `nameservers` replace the system's ("127.0.0.1:5353").
    """

    user_agent: str
    allow: tuple[Network, ...] = ()
    nameservers: tuple[str, ...] = ()
    lookup_seconds: float = 5.0
    connect_seconds: float = 10.0
    first_byte_seconds: float = 10.0
    total_seconds: float = 30.0
    max_body_bytes: int = 5_000_000
    max_document_bytes: int = 20_000_000
    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})
    max_redirects: int = 10


@dataclass(frozen=True, slots=True)
class PostResponse:
    """A receiver's response to a POST. `head` is the undecoded beginning of its body."""

    status: int
    head: bytes
    elapsed_ms: int
    remote_address: str
    retry_after_seconds: int | None = None


class Door:
    """An open door to the network, `async with Door(settings) as door`. It belongs to the event loop that opened it.

    Every address is checked when its socket is made, so that literals, redirects and names that resolve to something
    else each time are all caught. No cookies, and no proxies or credentials from the environment. Every failure is a
    FetchError, which has the redirects until then and the time that they took.
    """

    def __init__(self, settings: DoorSettings) -> None:
        self._settings = settings
        self._post_timeout = aiohttp.ClientTimeout(total=None, connect=settings.connect_seconds)
        self._connections = Connections(AddressRule(settings.allow), settings.ports)
        self._sessions: tuple[aiohttp.ClientSession, ...] = ()
        self._resolver: Resolver | None = None

    async def __aenter__(self) -> Self:
        self._resolver = Resolver(self._settings.nameservers, self._settings.lookup_seconds)
        self._sessions = (self._session(self._resolver), self._session(self._resolver, force_close=True))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions:
            await session.close()
        if self._resolver:
            await self._resolver.close()
        self._connections.close()

    async def get(
        self,
        url: str,
        etag: str = "",
        last_modified: str = "",
        max_bytes: int | None = None,
        *,
        validators_url: str = "",
        permit: Permit | None = None,
        max_redirects: int | None = None,
        is_last: bool = False,
    ) -> Page:
        """Fetch a page, through at most `max_redirects` redirects. The response is 2xx, or 304 if conditional.

        The validators are sent to `validators_url` (`url` if empty) and to no other. Each request, the first one too, is
        made inside `permit(its URL)`; the time that it waits is not counted, what it raises is raised. `is_last` says that
        no further request to the host follows soon, so that its connection need not be kept.
        """
        chain = RedirectChain(_parsed(url))
        own = chain.first if validators_url in ("", url) else _parsed(validators_url)
        validators = Validators(own.href, etag, last_modified)
        max_redirects = self._settings.max_redirects if max_redirects is None else max_redirects
        headers = _LAST_HEADERS if is_last else {}
        try:
            while True:
                async with permit(chain.target) if permit else _NO_PERMIT:
                    page = await self._fetch(
                        chain, {**headers, **validators.headers_for(chain.target)}, max_bytes, max_redirects
                    )
                if page:
                    return page
        except FetchError as error:
            _add_way(error, chain)
            raise

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], timeout_seconds: float
    ) -> PostResponse:
        """Send bytes once. A response of any status is returned, also a redirect, which is not followed.

        The receiver may be silent until `timeout_seconds` have passed.
        """
        target = _receiver(url)
        session, address = self._way_to(target)
        started_at = time.monotonic()
        deadline = asyncio.get_running_loop().time() + timeout_seconds - _HEAD_MARGIN_SECONDS
        try:
            async with (
                self._connections.exchange(target, timeout_seconds, _POST_WIRE_BYTES) as exchange,
                session.post(
                    address,
                    headers={**_POST_HEADERS, **headers},
                    data=body,
                    allow_redirects=False,
                    timeout=self._post_timeout,
                    middlewares=(),  # a POST is never sent again
                ) as response,
            ):
                head = await read_head(response.content, MAX_RESPONSE_HEAD_BYTES, deadline)
                return PostResponse(
                    status=response.status,
                    head=head,
                    elapsed_ms=_milliseconds_since(started_at),
                    remote_address=exchange.remote_address,
                    retry_after_seconds=_retry_after(response),
                )
        except REQUEST_ERRORS as error:
            failure = failure_of(error, target.host)
            failure.elapsed_ms = _milliseconds_since(started_at)
            raise failure from error

    async def _fetch(
        self, chain: RedirectChain, headers: Mapping[str, str], max_bytes: int | None, max_redirects: int
    ) -> Page | None:
        """Request the chain's target. Returns the page, or None after a redirect."""
        target, seconds = chain.target, self._settings.total_seconds - chain.seconds()
        try:
            with chain:
                least = max_bytes or self._settings.max_body_bytes
                async with self._request(target, headers, max(seconds, 0), least) as response:
                    if response.status in REDIRECTS:
                        chain.follow(response.status, response.headers.get("Location", ""), max_redirects)
                        return None
                    if response.status == 304 and not _CONDITIONS.isdisjoint(headers):
                        return _page(chain, response, b"")
                    if not 200 <= response.status < 300 or response.status == _PARTIAL:
                        raise status_failure(target.host, response.status, _retry_after(response))
                    limit = least if max_bytes else self._limit_of(response)
                    return _page(chain, response, await read_body(response, target.host, limit))
        except REQUEST_ERRORS as error:
            raise failure_of(error, target.host) from error

    def _limit_of(self, response: aiohttp.ClientResponse) -> int:
        """How long the body of this response may be. That of a document may take more of the wire, too."""
        limit = self._settings.max_body_bytes
        if response.content_type in DOCUMENT_TYPES and self._settings.max_document_bytes > limit:
            limit = self._settings.max_document_bytes
            current_exchange.get().max_wire_bytes = _wire_bytes(limit)
        return limit

    @asynccontextmanager
    async def _request(
        self, target: FetchURL, headers: Mapping[str, str], seconds: float, max_bytes: int
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        session, address = self._way_to(target)
        async with (
            self._connections.exchange(target, seconds, _wire_bytes(max_bytes)),
            session.get(address, headers=headers, allow_redirects=False) as response,
        ):
            yield response

    def _way_to(self, target: FetchURL) -> tuple[aiohttp.ClientSession, URL]:
        """The session for a request to this URL, and the URL as the session takes it."""
        if not self._sessions:
            raise RuntimeError("The door is closed: use it inside `async with`.")
        address = URL(target.href, encoded=True)
        if address.raw_host != target.host:  # two parsers that disagree are a way around the checks
            raise FetchError("The URL can be read in two ways.", code=FetchFailure.BAD_URL, permanent=True)
        keeping, closing = self._sessions
        return keeping if self._connections.may_keep(target) else closing, address

    def _session(self, resolver: Resolver, *, force_close: bool = False) -> aiohttp.ClientSession:
        settings = self._settings
        connector = aiohttp.TCPConnector(
            limit=0,
            resolver=resolver,
            ttl_dns_cache=_DNS_CACHE_SECONDS,
            socket_factory=self._connections.socket_for,
            force_close=force_close,
            keepalive_timeout=None if force_close else _MAX_IDLE_SECONDS,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": settings.user_agent, **_PAGE_HEADERS},
            skip_auto_headers=("Content-Type",),
            timeout=aiohttp.ClientTimeout(
                total=None, connect=settings.connect_seconds, sock_read=settings.first_byte_seconds
            ),
            middlewares=(self._connections.resend_over_new_connection,),
            auto_decompress=False,
            read_bufsize=_READ_BYTES,
            max_line_size=_MAX_LINE_BYTES,
            max_field_size=_MAX_FIELD_BYTES,
            max_headers=_MAX_FIELDS,
        )


def _wire_bytes(max_bytes: int) -> int:
    """How much a response with so large a body may take on the wire, with its head and the framing of its chunks."""
    return max_bytes + max_bytes // 4 + _MAX_HEAD_BYTES


_POST_WIRE_BYTES = _wire_bytes(MAX_RESPONSE_HEAD_BYTES)


def _milliseconds_since(started_at: float) -> int:
    return round((time.monotonic() - started_at) * 1000)


def _add_way(error: FetchError, chain: RedirectChain) -> None:
    """Let the error say how far the request had come."""
    error.hops, error.elapsed_ms = chain.hops, chain.elapsed_ms()


def _parsed(url: str) -> FetchURL:
    try:
        return parse_url(url)
    except InputError as error:
        raise FetchError(error.detail, code=FetchFailure.BAD_URL, permanent=True) from error


@lru_cache(maxsize=_KEPT_RECEIVERS)
def _receiver(url: str) -> FetchURL:
    """The parsed URL of a receiver, which gets many requests."""
    return _parsed(url)


def _page(chain: RedirectChain, response: aiohttp.ClientResponse, body: bytes) -> Page:
    fields = response.headers
    return Page(
        url=chain.first.href,
        final_url=chain.target.href,
        status=response.status,
        body=body,
        content_type=response.content_type if "Content-Type" in fields else "",
        charset=response.charset,
        etag=fields.get("ETag", ""),
        last_modified=fields.get("Last-Modified", ""),
        hops=chain.hops,
        elapsed_ms=chain.elapsed_ms(),
        retry_after_seconds=_retry_after(response),
        # Not lazily: of so few, a list is made faster.
        headers=tuple(
            [(name.lower(), value[:_MAX_KEPT_CHARACTERS]) for name, value in fields.items()][
                :_MAX_KEPT_FIELDS
            ]
        ),
    )


def _retry_after(response: aiohttp.ClientResponse) -> int | None:
    value = response.headers.get("Retry-After", "")
    date = response.headers.get("Date") or formatdate(usegmt=True)  # RFC 9110, 6.6.1
    return retry_after_seconds(value, date) if value else None
