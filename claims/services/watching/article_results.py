"""Article results: a source that is an article's own page: its text is a version of it, its failure the article's."""

from __future__ import annotations

from datetime import datetime

from claims.errors import FetchError, ReadError
from claims.models import Article
from claims.pipeline.watching.source_lease import SourceLease
from claims.services.articles import store
from claims.services.watching.checks import JudgedCheck
from claims.values import Actor, Capture


def keep_article(check: JudgedCheck, *, now: datetime) -> None:
    """Write what a check means for the article that is read from its source, if there is one.

    What a new reader reads otherwise at its first check is written in silence, as it is for the source itself.
    """
    if not check.source.is_article:
        return
    if check.verdict.failure is not None:
        fail_article(check.source, check.verdict.failure, actor=check.actor, now=now)
    elif check.response.capture is not None and check.response.original is not None:
        article = Article.objects.select_related("current_version").get(source=check.source.id)
        capture, original = check.response.capture, check.response.original
        if check.response.is_first_of_reader and _is_of_another_extractor(article, capture):
            store.save_reading(article, capture, original=original, now=now)
        store.save_capture(article, capture, original, actor=check.actor, now=now)


def fail_article(source: SourceLease, error: FetchError | ReadError, *, actor: Actor, now: datetime) -> None:
    """Note the failure of the article that is read from this source, if there is one."""
    article = Article.objects.filter(source=source.id, origin=Article.Origin.FETCHED).first()
    if article:
        store.fail_article(article, failure=error.code, detail=error.detail, actor=actor, now=now)


def _is_of_another_extractor(article: Article, capture: Capture) -> bool:
    version = article.current_version
    return version is not None and version.extractor_version != capture.extractor_version
