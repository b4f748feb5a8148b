"""Curation: the admin's pages, one noun or group of nouns a file."""

from claims.admin import (
    articles,
    citations,
    claims,
    endpoints,
    entities,
    events,
    hosts,
    publishers,
    reviews,
    site,
    sources,
)

__all__ = [
    "articles",
    "citations",
    "claims",
    "endpoints",
    "entities",
    "events",
    "hosts",
    "publishers",
    "reviews",
    "site",
    "sources",
]
