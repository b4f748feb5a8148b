"""A source that is an article's own page: its text is the article's, and so is its failure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from claims.models import Article, ArticleOriginal, Event, Source
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.source_lease import SourceLease
from claims.services.articles.originals import original_of
from claims.values import Capture, Document, Original
from tests.claims.services.watching.leased import TEXT, failed, read, record_one, unchanged
from tests.factories import make_article, make_version

pytestmark = pytest.mark.django_db


def captured(source: SourceLease) -> Response:
    """A page that was read as an article."""
    capture = Capture(Document("Kestrel-2 flies.", title="Birds"), (), TEXT, extractor_version="rules-4")
    original = Original(b"<p>Kestrel-2 flies.</p>", "text/html", "utf-8", "https://news.example/kestrel")
    return replace(read(source), capture=capture, original=original)


def check(article: Article, make: Any) -> Article:
    record_one(article.source, make)  # type: ignore[arg-type]
    article.refresh_from_db()
    return article


def test_the_text_of_the_page_is_a_version_of_the_article() -> None:
    article = check(make_article(), captured)

    assert article.state == "captured"
    assert article.current_version is not None
    assert article.current_version.text == "Kestrel-2 flies."
    assert original_of(ArticleOriginal.objects.get()).body == b"<p>Kestrel-2 flies.</p>"


def test_a_failure_is_the_articles() -> None:
    article = check(make_article(), failed)

    assert (article.state, article.failure, article.failure_detail) == ("failed", "http_status", "404")


def test_a_failure_leaves_an_article_that_was_posted_alone() -> None:
    assert check(make_article(origin="posted"), failed).state == "pending"


def test_an_unchanged_page_leaves_its_article_alone() -> None:
    article = make_article()
    make_version(article)

    assert check(article, unchanged).versions.count() == 1


def old_article(extractor_version: str) -> Article:
    """An article whose page an earlier reader has read, with its version by this extractor."""
    article = make_article()
    make_version(article, "Kestrel-2\u00ad flies.", extractor_version=extractor_version)
    Source.objects.update(text_hash="a" * 64, extractor_version="an earlier reader")
    article.source.refresh_from_db()  # type: ignore[union-attr]
    return article


def test_what_a_newer_reader_reads_otherwise_at_its_first_check_is_written_in_silence() -> None:
    article = check(old_article("rules-1"), captured)

    assert article.current_version is not None
    assert (article.current_version.number, article.current_version.text) == (2, "Kestrel-2 flies.")
    assert not Event.objects.filter(subject_type="article").exists()


def test_what_differs_from_a_reading_of_the_same_extractor_is_a_change_of_the_page() -> None:
    article = check(old_article("rules-4"), captured)

    assert article.current_version is not None
    assert article.current_version.number == 2
    assert Event.objects.filter(type="article.captured", subject_id=article.pk).exists()
