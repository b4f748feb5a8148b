"""A response is complete without reading if the page cannot have changed."""

from __future__ import annotations

import pytest

from claims.errors import FetchError, ReadError
from claims.pipeline.fingerprint import body_hash
from claims.pipeline.watching.response import Response, is_up_to_date, response_without_reading
from claims.vocabulary import FetchFailure
from tests.claims.pipeline.watching.leased import lease_of, page_of

BODY = b"<p>Kestrel flies.</p>"


def test_an_error_needs_no_reading() -> None:
    error = FetchError("404", code=FetchFailure.HTTP_STATUS, status=404)

    response = response_without_reading(lease_of(), error)

    assert response == Response(lease_of(), error)
    assert (response.page, response.failure) == (None, error)


def test_a_304_needs_no_reading() -> None:
    response = response_without_reading(lease_of(), page_of(status=304))

    assert response is not None
    assert (response.page, response.text, response.failure) == (page_of(status=304), None, None)


def test_the_same_bytes_need_no_reading_and_are_not_kept() -> None:
    source = lease_of(body_hash=body_hash(BODY))

    response = response_without_reading(source, page_of(body=BODY))

    assert response is not None
    assert (response.body_hash, response.body_bytes) == (body_hash(BODY), len(BODY))
    assert response.page == page_of(body=b"")


def test_other_bytes_are_read() -> None:
    assert response_without_reading(lease_of(), page_of(body=BODY)) is None


@pytest.mark.parametrize(
    "values",
    [{"extractor_version": "another reader"}, {"text_hash": ""}, {"is_article_waiting": True}],
)
def test_the_same_bytes_are_read_if_something_waits_for_their_text(values: dict[str, object]) -> None:
    source = lease_of(body_hash=body_hash(BODY), **values)

    assert not is_up_to_date(source)
    assert response_without_reading(source, page_of(body=BODY)) is None


def test_a_page_that_cannot_be_read_is_a_failure() -> None:
    error = ReadError("Not a page.", code="unreadable")

    assert Response(lease_of(), page_of(), error=error).failure is error
