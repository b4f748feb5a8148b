"""Submit URLs: accept many articles by their URLs in one transaction, as `ingest.submit_article` accepts each."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from claims.errors import InputError
from claims.models import Article, Event, Source
from claims.pipeline.urls import url_hash
from claims.services import events
from claims.services.articles.ingest import Submitted
from claims.services.catalogue import sources
from claims.values import Actor


def submit_urls(urls: Sequence[str], *, actor: Actor, now: datetime | None = None) -> dict[str, Submitted]:
    """Submit articles by URLs without metadata. Returns by the URL what `submit_article` returns for each.

    Left out, for `submit_article`, are URLs that it refuses, further URLs of the same article, and articles that are
    withdrawn or have failed. The number of statements does not depend on the number of URLs.
    """
    now = now or timezone.now()
    with transaction.atomic():
        source_of = _sources(urls, actor=actor, now=now)
        held = Source.objects.select_for_update(no_key=True).filter(
            pk__in=[row.pk for row in source_of.values()]
        )
        list(
            held.order_by("pk").values_list("pk")
        )  # before their articles, in the order in which a check locks them
        rows = {
            source.pk: Article(origin=Article.Origin.FETCHED, source=source) for source in source_of.values()
        }
        Article.objects.bulk_create(rows.values(), ignore_conflicts=True)
        articles = _articles(source_of)
        created = [article for key, article in articles.items() if article.pk == rows[key].pk]
        changes = [
            events.Change(Event.Type.ARTICLE_CREATED, article, related={"source": article.source_id})
            for article in created
        ]
        events.record_all(changes, actor=actor, now=now)
        sources.make_due([article.source for article in created if article.source], now=now)
    new = {article.pk for article in created}
    return {
        url: Submitted(article, created=article.pk in new, accepted=article.pk in new)
        for url, source in source_of.items()
        if (article := articles[source.pk]).withdrawn_at is None and article.state != Article.State.FAILED
    }


def _sources(urls: Sequence[str], *, actor: Actor, now: datetime) -> dict[str, Source]:
    """The source of the first URL of each page."""
    by_hash: dict[str, str] = {}
    for url in urls:
        try:
            by_hash.setdefault(url_hash(sources.vet_url(url)), url)
        except InputError:
            continue
    stored, _ = sources.register_sources(by_hash.values(), actor=actor, is_cited=False, now=now)
    first = {source.pk: url for url, source in reversed(stored.items())}
    return {url: source for url, source in stored.items() if first[source.pk] == url}


def _articles(source_of: Mapping[str, Source]) -> dict[uuid.UUID, Article]:
    """The articles by the keys of their sources, locked."""
    rows = Article.objects.select_for_update(of=("self",), no_key=True).filter(
        source__in=[source.pk for source in source_of.values()]
    )
    return {
        article.source.pk: article
        for article in rows.select_related("source").order_by("pk")
        if article.source
    }
