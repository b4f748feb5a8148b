"""Failures: each error of a request has the code and the sentence that name it."""

import aiohttp
import pytest

from claims.pipeline.fetching.connections import (
    ConnectionLostError,
    Exchange,
    WireLimitError,
    current_exchange,
)
from claims.pipeline.fetching.failures import REQUEST_ERRORS, failure_of, status_failure
from claims.vocabulary import FetchFailure

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
    ("refusals", "code", "permanent"),
    [
        (["it is a loopback address"], FetchFailure.ADDRESS_REFUSED, True),
        (["it is a loopback address", None], FetchFailure.CONNECT_FAILED, False),
        ([None], FetchFailure.CONNECT_FAILED, False),
        ([], FetchFailure.CONNECT_FAILED, False),
    ],
)
def test_failed_connection_is_a_refusal_only_if_every_address_was_refused(refusals, code, permanent):
    current_exchange.set(Exchange(("a.example", 80), 1000, refusals=refusals))

    failure = failure_of(NO_CONNECTION, "a.example")

    assert (failure.code, failure.permanent) == (code, permanent)


@pytest.mark.parametrize(("status", "permanent"), [(404, False), (410, True), (503, False)])
def test_only_a_page_that_is_gone_is_gone_for_good(status, permanent):
    failure = status_failure("a.example", status, 7)

    assert (failure.status, failure.permanent, failure.retry_after_seconds) == (status, permanent, 7)
