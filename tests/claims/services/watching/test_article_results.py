"""A source that is an article's own page: its text is the article's, and so is its failure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from claims.models import Article
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.source_lease import SourceLease
from claims.values import Capture, Document
from tests.claims.services.watching.leased import TEXT, failed, read, record_one, unchanged
from tests.factories import make_article, make_version

pytestmark = pytest.mark.django_db


def captured(source: SourceLease) -> Response:
    """A page that was read as an article."""
    capture = Capture(Document("Kestrel-2 flies.", title="Birds"), (), TEXT)
    return replace(read(source), capture=capture)


def check(article: Article, make: Any) -> Article:
    record_one(article.source, make)  # type: ignore[arg-type]
    article.refresh_from_db()
    return article


def test_the_text_of_the_page_is_a_version_of_the_article() -> None:
    article = check(make_article(), captured)

    assert article.state == "captured"
    assert article.current_version is not None
    assert article.current_version.text == "Kestrel-2 flies."


def test_a_failure_is_the_articles() -> None:
    article = check(make_article(), failed)

    assert (article.state, article.failure, article.failure_detail) == ("failed", "http_status", "404")


def test_a_failure_leaves_an_article_that_was_posted_alone() -> None:
    assert check(make_article(origin="posted"), failed).state == "pending"


def test_an_unchanged_page_leaves_its_article_alone() -> None:
    article = make_article()
    make_version(article)

    assert check(article, unchanged).versions.count() == 1
