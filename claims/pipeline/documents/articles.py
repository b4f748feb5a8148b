"""Articles: finds the text and the metadata of the article of a page."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime

import trafilatura

from claims.pipeline.documents.dates import parse_date

# trafilatura pads a table for each of its spans
_WIDE_SPANS = re.compile(r"""\b(?:col|row)span\s{0,3}=\s{0,3}["']?\d{2,9}["']?""", re.IGNORECASE)
# trafilatura's second attempt compares each paragraph of a page with many of the others.
_MAX_TAGS = 20_000

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Article:
    """The text and metadata that trafilatura extracts from a page ("" where unknown)."""

    text: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    language: str = ""
    publisher: str = ""
    canonical_url: str = ""


def find_article(source: str, url: str) -> Article:
    """Returns the article of a page; an empty Article if it has none. Raises nothing."""
    extracted = trafilatura.bare_extraction(
        _WIDE_SPANS.sub("", source),
        url=url or None,
        with_metadata=True,
        include_comments=False,
        favor_precision=True,
        fast=source.count("<") > _MAX_TAGS,
    )
    if extracted is None or isinstance(extracted, dict):
        return Article()
    authors = tuple(name.strip() for name in (extracted.author or "").split(";") if name.strip())
    return Article(
        text=extracted.text or "",
        title=extracted.title or "",
        authors=authors,
        published_at=parse_date(extracted.date or ""),
        language=extracted.language or "",
        publisher=extracted.sitename or "",
        canonical_url=extracted.url or "",
    )
