"""Fetch: the only door to the network. Every request goes out here, and only to where it may."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
from aiodns.error import ARES_EBADNAME, ARES_ENODATA, ARES_ENOTFOUND, DNSError

from claims.errors import FetchError, InputError
from claims.pipeline.fetching.addresses import AddressRule, Network
from claims.pipeline.fetching.backoff import retry_after_seconds
from claims.pipeline.fetching.connections import Connector, RequestBudget, Resolver, asking
from claims.pipeline.fetching.decompression import ENCODINGS, Decompressor
from claims.pipeline.fetching.exchanges import Exchange, Reply, request_bytes
from claims.pipeline.fetching.redirects import REDIRECTS, Validators, Walk
from claims.pipeline.urls import FetchURL, parse_url
from claims.values import FetchFailure, Page

MAX_ANSWER_HEAD_BYTES = 4096
"""How much of an answer to a POST is kept: enough to see why a receiver refused."""

Gate = Callable[[FetchURL], AbstractAsyncContextManager[None]]
"""What a GET passes before each of its requests: it may wait, and it may refuse with a FetchError."""

_ACCEPT = "text/html, application/xhtml+xml, text/markdown;q=0.9, text/plain;q=0.9, */*;q=0.1"
_PAGE_FIELDS = {"Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
_POST_FIELDS = {"Accept": "*/*", "Accept-Encoding": "identity"}
_HEAD_BYTES = 1_000_000
_KEPT_FIELDS, _KEPT_CHARACTERS = 64, 1000
_OPEN = contextlib.nullcontext()


@dataclass(frozen=True, slots=True)
class DoorSettings:
    """How the door behaves. Times in seconds, sizes in bytes after decoding.

    `lookup_seconds` covers the name; `connect_seconds` name, TCP and TLS; `first_byte_seconds` any silence after that;
    `total_seconds` all time on the network with all redirects. `allow` opens networks that are otherwise refused, on
    any port. `nameservers` are asked in place of the system's ("127.0.0.1:5353").
    """

    user_agent: str
    allow: tuple[Network, ...] = ()
    nameservers: tuple[str, ...] = ()
    lookup_seconds: float = 5.0
    connect_seconds: float = 10.0
    first_byte_seconds: float = 10.0
    total_seconds: float = 30.0
    max_body_bytes: int = 5_000_000
    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})
    max_redirects: int = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver said to a POST. `head` is the undecoded begin of its body."""

    status: int
    head: bytes
    elapsed_ms: int
    remote_address: str
    retry_after_seconds: int | None = None


class Door:
    """An open door to the network, `async with Door(settings) as door`. It belongs to the event loop that opened it.

    Every address is judged when its socket is made, so that literals, redirects and names that resolve to something
    else each time are all caught. No cookies, no proxies from the environment. Every failure is a FetchError, which
    says where it was redirected and how long it took.
    """

    def __init__(self, settings: DoorSettings) -> None:
        self._settings = settings
        self._rule = AddressRule(settings.allow)
        self._limits = aiohttp.ClientTimeout(
            connect=settings.connect_seconds, sock_read=settings.first_byte_seconds
        )
        self._page_fields = {"User-Agent": settings.user_agent, **_PAGE_FIELDS}
        self._post_fields = {"User-Agent": settings.user_agent, **_POST_FIELDS}
        self._connector: Connector | None = None
        self._resolver: Resolver | None = None

    async def __aenter__(self) -> Self:
        settings = self._settings
        self._resolver = Resolver(settings.nameservers, settings.lookup_seconds)
        self._connector = Connector(self._rule, settings.ports, self._resolver)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connector and self._resolver:
            await self._connector.close()
            await self._resolver.close()

    async def get(
        self,
        url: str,
        etag: str = "",
        last_modified: str = "",
        max_bytes: int | None = None,
        *,
        validators_url: str = "",
        gate: Gate | None = None,
        max_redirects: int | None = None,
    ) -> Page:
        """Look at a page, through at most `max_redirects` redirects. Answers with 2xx, or with 304 if asked conditionally.

        The validators are sent to `validators_url` (`url` if empty) and to nobody else. Each request of the walk, the
        first one too, is made inside `gate(its URL)`; what the gate waits is not counted, what it raises is raised.
        """
        walk = Walk(_parsed(url))
        own = walk.first if validators_url in ("", url) else _parsed(validators_url)
        validators = Validators(own.href, etag, last_modified)
        most_bytes = max_bytes or self._settings.max_body_bytes
        most_hops = self._settings.max_redirects if max_redirects is None else max_redirects
        try:
            while True:
                async with gate(walk.target) if gate else _OPEN:
                    page = await self._look(walk, validators, most_bytes, most_hops)
                if page:
                    return page
        except FetchError as problem:
            _tell(problem, walk)
            raise

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], timeout_seconds: float) -> Answer:
        """Send bytes once. Any status is an answer, also a redirect, which is not followed."""
        walk = Walk(_parsed(url))
        try:
            request = request_bytes("POST", walk.target, {**self._post_fields, **headers}, body)
            with walk:
                async with (
                    asyncio.timeout(timeout_seconds) as limit,
                    self._exchange(walk.target, request, MAX_ANSWER_HEAD_BYTES) as response,
                ):
                    head = await _head(response, limit)
                    return Answer(
                        response.status,
                        head,
                        walk.elapsed_ms(),
                        response.remote_address,
                        _retry_after(response),
                    )
        except (aiohttp.ClientError, OSError, ValueError) as problem:  # TimeoutError is an OSError
            failure = _failure(problem, walk.target.host)
            _tell(failure, walk)
            raise failure from problem

    async def _look(self, walk: Walk, validators: Validators, most_bytes: int, most_hops: int) -> Page | None:
        """Ask for the walk's target. Returns the page, or None after a redirect."""
        target, conditions = walk.target, validators.fields_for(walk.target)
        request = request_bytes("GET", target, {**self._page_fields, **conditions})
        try:
            with walk:
                async with (
                    asyncio.timeout(max(self._settings.total_seconds - walk.seconds(), 0)),
                    self._exchange(target, request, most_bytes) as response,
                ):
                    if response.status in REDIRECTS:
                        walk.follow(response.status, response.headers.get("Location", ""), most_hops)
                        return None
                    if response.status == 304 and conditions:
                        return _page(walk, response, b"")
                    if not 200 <= response.status < 300:
                        raise _status_error(target, response)
                    return _page(walk, response, await _body(target, response, most_bytes))
        except (aiohttp.ClientError, OSError, ValueError) as problem:  # TimeoutError is an OSError
            raise _failure(problem, target.host) from problem

    def _exchange(self, target: FetchURL, request: bytes, most_bytes: int) -> Exchange:
        if self._connector is None:
            raise RuntimeError("The door is closed: use it inside `async with`.")
        asking.set(RequestBudget(_wire_bytes(most_bytes)))
        return Exchange(self._connector, target, request, self._limits)


def _wire_bytes(most_bytes: int) -> int:
    """What an answer with so large a body may take on the wire, with its heads and the frames of its chunks."""
    return most_bytes + most_bytes // 4 + _HEAD_BYTES


def _tell(problem: FetchError, walk: Walk) -> None:
    """Let the failure say how far the walk had come."""
    problem.hops, problem.elapsed_ms = walk.hops, walk.elapsed_ms()


def _parsed(url: str) -> FetchURL:
    try:
        return parse_url(url)
    except InputError as problem:
        raise FetchError(problem.detail, code=FetchFailure.BAD_URL, permanent=True) from problem


def _page(walk: Walk, response: Reply, body: bytes) -> Page:
    fields = response.headers
    return Page(
        url=walk.first.href,
        final_url=walk.target.href,
        status=response.status,
        body=body,
        content_type=response.content_type if "Content-Type" in fields else "",
        charset=response.charset,
        etag=fields.get("ETag", ""),
        last_modified=fields.get("Last-Modified", ""),
        hops=walk.hops,
        elapsed_ms=walk.elapsed_ms(),
        retry_after_seconds=_retry_after(response),
        # Not lazily: of so few, a list is made faster.
        headers=tuple([(name.lower(), value[:_KEPT_CHARACTERS]) for name, value in fields.items()])[
            :_KEPT_FIELDS
        ],
    )


async def _body(target: FetchURL, response: Reply, max_bytes: int) -> bytes:
    """The decoded body. Raises FetchError once it is longer than `max_bytes`, and for what cannot be decoded whole."""
    encoding = ",".join(response.headers.getall("Content-Encoding", [])).strip().lower()
    if encoding not in ENCODINGS:
        detail = f"{target.host} sends its page as {encoding[:60]!r}; only gzip or deflate, once, is read."
        raise FetchError(detail, code=FetchFailure.BAD_ENCODING, status=response.status)
    decompressor, body, received = Decompressor(encoding), bytearray(), response.content_length or 0
    if received <= max_bytes:
        received = 0
        while chunk := await response.content.readany():
            received += len(chunk)
            body += _decoded(target, decompressor, chunk, max_bytes + 1 - len(body))
            if max(received, len(body)) > max_bytes:
                break
    if max(received, len(body)) > max_bytes:
        detail = f"The page of {target.host} is larger than {max_bytes} bytes."
        raise FetchError(detail, code=FetchFailure.TOO_LARGE, status=response.status)
    if not decompressor.is_complete:
        raise FetchError(f"The answer of {target.host} broke off.", code=FetchFailure.BAD_RESPONSE)
    return bytes(body)


def _decoded(target: FetchURL, decompressor: Decompressor, chunk: bytes, most: int) -> bytes:
    try:
        return decompressor.feed(chunk, most)
    except ValueError as problem:
        detail = f"{target.host} sends a page that cannot be decompressed."
        raise FetchError(detail, code=FetchFailure.BAD_ENCODING) from problem


async def _head(response: Reply, limit: asyncio.Timeout) -> bytes:
    """What comes of the body within the limits. A body that breaks off is no failure: the status is the answer."""
    head = bytearray()
    with contextlib.suppress(aiohttp.ClientError, TimeoutError):
        async with asyncio.timeout_at(_a_little_before(limit.when())):
            async for chunk in response.content.iter_any():
                head += chunk
                if len(head) >= MAX_ANSWER_HEAD_BYTES:
                    break
    return bytes(head[:MAX_ANSWER_HEAD_BYTES])


def _a_little_before(moment: float | None) -> float | None:
    return None if moment is None else moment - 0.05  # so that the answer is still given in time


def _retry_after(response: Reply) -> int | None:
    asked = response.headers.get("Retry-After", "")
    return retry_after_seconds(asked, response.headers.get("Date", "")) if asked else None


def _status_error(target: FetchURL, response: Reply) -> FetchError:
    return FetchError(
        f"{target.host} answered with status {response.status}.",
        code=FetchFailure.HTTP_STATUS,
        permanent=response.status == 410,
        status=response.status,
        retry_after_seconds=_retry_after(response),
    )


def _failure(problem: Exception, host: str) -> FetchError:
    """Whatever goes wrong on the wire, as the FetchError that names it."""
    code, detail = _named(problem, host)
    return FetchError(detail, code=code, permanent=code == FetchFailure.ADDRESS_REFUSED)


def _named(problem: Exception, host: str) -> tuple[FetchFailure, str]:
    if isinstance(problem, TimeoutError):
        return FetchFailure.TIMED_OUT, f"{host} did not answer in time."
    if isinstance(problem, (aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError)):
        return FetchFailure.TLS_FAILED, f"The encrypted connection to {host} cannot be trusted."
    if isinstance(problem, aiohttp.ClientConnectorDNSError):
        return _name_failure(problem, host)
    if isinstance(problem, aiohttp.ClientConnectorError):
        return _connect_failure(host)
    if isinstance(problem, aiohttp.ClientPayloadError):
        return FetchFailure.BAD_RESPONSE, f"The answer of {host} broke off."
    if isinstance(problem, (aiohttp.ServerDisconnectedError, OSError)):
        return FetchFailure.CONNECT_FAILED, f"{host} closed the connection before it answered."
    return FetchFailure.BAD_RESPONSE, f"{host} answered with something that is not HTTP."


def _name_failure(problem: aiohttp.ClientConnectorDNSError, host: str) -> tuple[FetchFailure, str]:
    cause: BaseException | None = problem
    while cause and not isinstance(cause, DNSError):
        cause = cause.__cause__
    if cause and cause.args[0] in (ARES_ENOTFOUND, ARES_ENODATA, ARES_EBADNAME):
        return FetchFailure.NAME_NOT_FOUND, f"The name {host} does not resolve."
    return FetchFailure.DNS_FAILED, f"The name {host} could not be looked up just now."


def _connect_failure(host: str) -> tuple[FetchFailure, str]:
    reasons = asking.get().refusals
    if reasons and all(reasons):
        return FetchFailure.ADDRESS_REFUSED, f"{host} may not be reached from here: {reasons[0]}."
    return FetchFailure.CONNECT_FAILED, f"No connection to {host}."
