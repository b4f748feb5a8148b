"""Same pages: sources whose checks have seen that they are one page, at another scheme, `www.`, `m.` or AMP, are merged."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

import structlog
from django.db import transaction

from claims.models import Article, Citation, Snapshot, Source
from claims.pipeline.urls import url_hash
from claims.pipeline.watching.differences import check_passage
from claims.pipeline.watching.evidence import READ_LINKS
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.same_page import SamePage, has_same_text, same_page
from claims.services.catalogue import merged_sources
from claims.services.row_updates import retry_on_deadlock
from claims.values import Actor, Passage
from claims.vocabulary import PassageState

logger = structlog.get_logger(__name__)

_LOCATED = frozenset({PassageState.INTACT, PassageState.MOVED, PassageState.ALTERED, PassageState.AMBIGUOUS})
_ACTOR = Actor("worker", "refresh")


def merge_same_pages(responses: Iterable[Response], *, now: datetime) -> None:
    """Merge the sources that these checks, which are written, have seen to be one page.

    A pair that cannot be merged yet is left for a later check: one that is not live, waits for a second check, or has
    another text or without its passages. An error is logged: no check depends on it.
    """
    pages = [page for response in responses if (page := same_page(response))]
    for source_id, into_id, page in _pairs(pages):
        try:
            retry_on_deadlock(partial(_merge, source_id, into_id, page, now))
        except Exception:
            logger.exception("sources not merged", source=str(source_id), into=str(into_id))


def _pairs(pages: Iterable[SamePage]) -> Iterator[tuple[uuid.UUID, uuid.UUID, SamePage]]:
    """The sources that exist of each page: each other address with the main one."""
    pages = list(pages)
    if not pages:
        return
    hashes = {url: url_hash(url) for page in pages for url in (page.main, *page.others)}
    rows = Source.objects.filter(url_hash__in=set(hashes.values()), merged_into=None)
    keys = dict(rows.values_list("url_hash", "pk"))
    for page in pages:
        main = keys.get(hashes[page.main])
        others = (keys.get(hashes[url]) for url in sorted(page.others))
        yield from ((other, main, page) for other in others if main and other)


def _merge(source_id: uuid.UUID, into_id: uuid.UUID, page: SamePage, now: datetime) -> None:
    with transaction.atomic():
        pair = merged_sources.lock_pair(source_id, into_id)
        source, into = pair[source_id], pair[into_id]
        if not all(map(_is_settled, pair.values())):
            return
        of_articles = set(Article.objects.filter(source__in=pair).values_list("source", flat=True))
        if source_id in of_articles:  # the article stays with its source
            source, into = into, source
        if len(of_articles) < len(pair) and _is_same(source, into, page):
            merged_sources.merge_source(source, into, actor=_ACTOR, now=now)
            logger.info("sources merged", source=source.canonical_url, into=into.canonical_url)


def _is_settled(source: Source) -> bool:
    """Whether a source was read, can be read, and nothing about it is open."""
    return (
        source.merged_into_id is None
        and not source.is_kept_apart
        and source.link_state in READ_LINKS
        and source.text_hash != ""
        and not source.last_error
        and source.unconfirmed_at is None
    )


def _is_same(source: Source, into: Source, page: SamePage) -> bool:
    """Whether the texts are the same as far as it is needed, so that no passage changes its state with the merge."""
    if source.text_hash == into.text_hash:
        return True
    before, after = _text_of(source), _text_of(into)
    if page.needs_same_text and not has_same_text(before, after):
        return False
    return all(_stands_alike(row, before, after) for row in Citation.objects.filter(source=source))


def _text_of(source: Source) -> str:
    rows = Snapshot.objects.filter(source=source, source_text=source.text_hash)
    return rows.values_list("source_text__text", flat=True).first() or ""


def _stands_alike(citation: Citation, before: str, after: str) -> bool:
    if citation.passage_state not in _LOCATED:
        return True
    passage = Passage(citation.passage_exact, citation.passage_prefix, citation.passage_suffix)
    check = check_passage(after, passage, citation.expected_values, before=before)
    return (check.state, check.values.state) == (citation.passage_state, citation.values_state)
