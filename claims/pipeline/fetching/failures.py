"""Failures: what goes wrong with a request, as the FetchError that names it."""

from __future__ import annotations

import logging
from ipaddress import ip_address

import aiohttp
from aiodns.error import ARES_EBADNAME, ARES_ENODATA, ARES_ENOTFOUND, DNSError

from claims.errors import FetchError
from claims.pipeline.fetching.connections import ConnectionLostError, current_exchange
from claims.vocabulary import FetchFailure

logger = logging.getLogger(__name__)

REQUEST_ERRORS = (aiohttp.ClientError, OSError, ValueError)
"""What a request may raise. TimeoutError is an OSError."""


def failure_of(error: Exception, host: str) -> FetchError:
    """The FetchError for one of `REQUEST_ERRORS`. Call it in the context of the request."""
    code, detail = _code_and_detail(error, host)
    return FetchError(detail, code=code, permanent=code == FetchFailure.ADDRESS_REFUSED)


def status_failure(host: str, status: int, retry_after_seconds: int | None) -> FetchError:
    """The FetchError for a response whose status says that there is no page. Only 410 is permanent."""
    return FetchError(
        f"{host} responded with status {status}.",
        code=FetchFailure.HTTP_STATUS,
        permanent=status == 410,
        status=status,
        retry_after_seconds=retry_after_seconds,
    )


def _code_and_detail(error: Exception, host: str) -> tuple[FetchFailure, str]:
    if isinstance(error, TimeoutError):
        return FetchFailure.TIMED_OUT, f"{host} did not respond in time."
    if isinstance(error, aiohttp.ClientSSLError):
        return FetchFailure.TLS_FAILED, f"The encrypted connection to {host} cannot be trusted."
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return _lookup_failure(error, host)
    if isinstance(error, aiohttp.ClientConnectorError):
        return _connect_failure(host)
    if isinstance(error, aiohttp.ClientPayloadError):
        return FetchFailure.BAD_RESPONSE, f"The response of {host} is incomplete."
    if isinstance(error, (ConnectionLostError, aiohttp.ServerDisconnectedError, OSError)):
        return FetchFailure.CONNECT_FAILED, f"{host} closed the connection before it responded."
    return FetchFailure.BAD_RESPONSE, f"{host} responded with something that is not HTTP."


def _lookup_failure(error: aiohttp.ClientConnectorDNSError, host: str) -> tuple[FetchFailure, str]:
    cause: BaseException | None = error
    while cause and not isinstance(cause, DNSError):
        cause = cause.__cause__
    if cause and cause.args[0] in (ARES_ENOTFOUND, ARES_ENODATA, ARES_EBADNAME):
        return _no_public_address(host)
    return FetchFailure.DNS_FAILED, f"The lookup of the name {host} failed."


def _connect_failure(host: str) -> tuple[FetchFailure, str]:
    reasons = current_exchange.get().refusals
    if not reasons or not all(reasons):
        return FetchFailure.CONNECT_FAILED, f"No connection to {host}."
    reason = str(reasons[0])
    if _is_address(host) or reason.startswith("port "):
        return FetchFailure.ADDRESS_REFUSED, f"{host} may not be reached from here: {reason}."
    logger.info("%s may not be reached: %s", host, reason)
    return _no_public_address(host)


def _no_public_address(host: str) -> tuple[FetchFailure, str]:
    """The failure of a name that does not exist, and of one that leads to refused addresses only.

    Callers learn nothing about names of an internal network; the log has the reason for operators.
    """
    return FetchFailure.NAME_NOT_FOUND, f"The name {host} does not resolve to a public address."


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
