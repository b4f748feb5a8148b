"""Pages are read in the sandbox: their text, and the article if the source has one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claims.errors import ReadError
from claims.pipeline.fingerprint import body_hash
from claims.services.watching import responses
from claims.values import Page
from tests.claims.pipeline.documents.pdfs import column, pdf_of
from tests.claims.pipeline.watching.leased import lease_of, page_of

BODY = b"<html><head><title>Kestrel</title></head><body><nav>Home</nav><p>Kestrel flies.</p></body></html>"


def page(body: bytes = BODY) -> Page:
    return page_of(body=body)


def test_a_page_is_read_whole_and_its_bytes_are_not_kept() -> None:
    response = responses.read(lease_of(), page())

    assert response.text is not None
    assert response.text.split("\n") == ["Home", "", "Kestrel flies."]
    assert response.metadata is not None
    assert response.metadata.title == "Kestrel"
    assert (response.capture, response.error) == (None, None)
    assert (response.body_hash, response.body_bytes) == (body_hash(BODY), len(BODY))
    assert response.result == page(b"")


def test_the_page_of_an_article_is_captured_too() -> None:
    response = responses.read(lease_of(is_article=True), page())

    assert response.capture is not None
    assert response.text == response.capture.full_text


def test_a_page_that_cannot_be_read_is_an_error_of_its_own() -> None:
    response = responses.read(lease_of(), replace(page(b"%PDF-1.7 \x00\x00"), content_type="image/png"))

    assert isinstance(response.error, ReadError)
    assert (response.text, response.body_bytes) == (None, 11)


@pytest.mark.parametrize("is_article", [False, True])
def test_the_source_is_passed_on_as_it_was(is_article: bool) -> None:
    source = lease_of(is_article=is_article)

    assert responses.read(source, page()).source is source


@pytest.mark.parametrize("is_article", [False, True])
def test_a_pdf_is_read_as_a_source_and_as_an_article(is_article: bool) -> None:
    body = pdf_of(
        column("Kestrel-2 outperforms Merlin-1 on the Avian bench-\nmark by 4.7 points."), title="Kestrel-2"
    )

    response = responses.read(
        lease_of(is_article=is_article), replace(page(body), content_type="application/pdf")
    )

    assert response.text == "Kestrel-2 outperforms Merlin-1 on the Avian benchmark by 4.7 points."
    assert response.metadata is not None
    assert response.metadata.title == "Kestrel-2"
    assert (response.capture is not None) == is_article


def test_a_scan_is_an_error_that_says_so() -> None:
    response = responses.read(lease_of(), replace(page(pdf_of([])), content_type="application/pdf"))

    assert response.error is not None
    assert (response.error.code, response.text) == ("no_text", None)
