"""A response is complete without reading if the page cannot have changed."""

from __future__ import annotations

import pytest

from claims.errors import FetchError, ReadError
from claims.models import Snapshot, Source
from claims.pipeline.fingerprint import body_hash
from claims.pipeline.watching.response import (
    MAX_VERSION,
    READER_VERSION,
    Response,
    is_up_to_date,
    reader_version,
    response_without_reading,
)
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


def test_the_version_of_a_reader_fits_its_column_and_differs_in_each_part() -> None:
    short = reader_version("rules-10.2", "2.0.1", "5.15.2")
    long = [reader_version("rules-10.2", "2.0.1.post1", pdf) for pdf in ("5.15.2", "5.15.3")]

    assert short == "rules-10.2/resiliparse-2.0.1/pdf-5.15.2"
    assert [len(name) for name in long] == [MAX_VERSION, MAX_VERSION]
    assert long[0] != long[1]
    assert all(
        model._meta.get_field("extractor_version").max_length == MAX_VERSION for model in (Source, Snapshot)
    )
    assert len(READER_VERSION) <= MAX_VERSION
