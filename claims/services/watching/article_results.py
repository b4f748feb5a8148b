"""Article results: a source that is an article's own page: its text is a version of it, its failure the article's."""

from __future__ import annotations

from datetime import datetime

from claims.errors import FetchError, ReadError
from claims.models import Article
from claims.pipeline.watching.source_lease import SourceLease
from claims.services.articles import store
from claims.services.watching.checks import JudgedCheck
from claims.values import Actor


def keep_article(check: JudgedCheck, *, now: datetime) -> None:
    """Write what a check means for the article that is read from its source, if there is one."""
    if not check.source.is_article:
        return
    if check.verdict.failure is not None:
        fail_article(check.source, check.verdict.failure, actor=check.actor, now=now)
    elif check.response.capture is not None:
        article = Article.objects.get(source=check.source.id)
        store.save_capture(article, check.response.capture, actor=check.actor, now=now)


def fail_article(source: SourceLease, error: FetchError | ReadError, *, actor: Actor, now: datetime) -> None:
    """Note the failure of the article that is read from this source, if there is one."""
    article = Article.objects.filter(source=source.id, origin=Article.Origin.FETCHED).first()
    if article:
        store.fail_article(article, failure=error.code, detail=error.detail, actor=actor, now=now)
