"""Failures: each error of a request has the code and the sentence that name it."""

import aiohttp
import pytest
from aiodns.error import ARES_ENOTFOUND, DNSError

from claims.pipeline.fetching.connections import (
    ConnectionLostError,
    Exchange,
    WireLimitError,
    current_exchange,
)
from claims.pipeline.fetching.failures import REQUEST_ERRORS, failure_of, status_failure

NO_CONNECTION = aiohttp.ClientConnectorError(None, OSError(111, "refused"))


@pytest.mark.parametrize(
    ("error", "code", "detail"),
    [
        (TimeoutError(), "timed_out", "a.example did not respond in time."),
        (aiohttp.ServerTimeoutError(), "timed_out", "a.example did not respond in time."),
        (aiohttp.ClientPayloadError(), "bad_response", "The response of a.example is incomplete."),
        (ConnectionLostError(), "connect_failed", "a.example closed the connection before it responded."),
        (ConnectionResetError(), "connect_failed", "a.example closed the connection before it responded."),
        (WireLimitError(), "bad_response", "a.example responded with something that is not HTTP."),
        (ValueError(), "bad_response", "a.example responded with something that is not HTTP."),
    ],
)
def test_error_is_named(error, code, detail):
    failure = failure_of(error, "a.example")

    assert isinstance(error, REQUEST_ERRORS)
    assert (failure.code, failure.detail, failure.permanent) == (code, detail, False)


@pytest.mark.parametrize(
    ("host", "refusals", "code", "permanent"),
    [
        ("127.0.0.1", ["127.0.0.1 is a loopback address"], "address_refused", True),
        ("a.example", ["port 22 is not one of 80, 443"], "address_refused", True),
        ("a.example", ["127.0.0.1 is a loopback address"], "name_not_found", False),
        ("a.example", ["127.0.0.1 is a loopback address", None], "connect_failed", False),
        ("a.example", [None], "connect_failed", False),
        ("a.example", [], "connect_failed", False),
    ],
)
def test_failed_connection_is_a_refusal_only_if_every_address_was_refused(host, refusals, code, permanent):
    current_exchange.set(Exchange((host, 80), 1000, refusals=refusals))

    failure = failure_of(NO_CONNECTION, host)

    assert (failure.code, failure.permanent) == (code, permanent)


def test_name_with_refused_addresses_fails_as_one_that_does_not_exist():
    current_exchange.set(Exchange(("a.example", 80), 1000, refusals=["10.0.0.7 is a private address"]))
    unknown = aiohttp.ClientConnectorDNSError(None, OSError(None, "the lookup failed"))
    unknown.__cause__ = DNSError(ARES_ENOTFOUND, "Domain name not found")

    failures = [failure_of(error, "a.example") for error in (NO_CONNECTION, unknown)]

    assert [(failure.code, failure.detail, failure.permanent) for failure in failures] == [
        ("name_not_found", "The name a.example does not resolve to a public address.", False)
    ] * 2


@pytest.mark.parametrize(("status", "permanent"), [(404, False), (410, True), (503, False)])
def test_only_a_page_that_is_gone_is_gone_for_good(status, permanent):
    failure = status_failure("a.example", status, 7)

    assert (failure.status, failure.permanent, failure.retry_after_seconds) == (status, permanent, 7)
