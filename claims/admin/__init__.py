"""Curation: the admin's pages, one noun or group of nouns a file."""

from claims.admin import (
    appearances,
    article_texts,
    articles,
    citations,
    claims,
    endpoints,
    entities,
    events,
    hosts,
    merges,
    publishers,
    reviews,
    robots,
    site,
    source_checks,
    sources,
)

__all__ = [
    "appearances",
    "article_texts",
    "articles",
    "citations",
    "claims",
    "endpoints",
    "entities",
    "events",
    "hosts",
    "merges",
    "publishers",
    "reviews",
    "robots",
    "site",
    "source_checks",
    "sources",
]
