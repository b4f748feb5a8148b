"""Articles: selects the blocks of a page that belong to its article, and reads the article's metadata."""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import trafilatura

from claims.pipeline.documents.dates import parse_date
from claims.values import Block, Document, Link, Marker

_Span = TypeVar("_Span", Link, Marker)

_WORD = re.compile(r"\w+")
_SHINGLE = 4
_MIN_SHARE = 0.75

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
        source, url=url or None, with_metadata=True, include_comments=False, favor_precision=True
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


def keep_article(page: Document, article: str, also: Collection[Block] = ()) -> Document:
    """Returns the page reduced to the blocks that occur in the article's text and those in `also`; the whole page if none do."""
    lines = {_words(line) for line in article.splitlines()}
    words = [word for line in article.splitlines() for word in _words(line)]
    shingles = {tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}
    always = frozenset(also)
    kept = [
        b for b in page.blocks if b in always or _occurs(_words(page.text[b.start : b.end]), lines, shingles)
    ]
    return _select(page, kept) if kept else page


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _occurs(words: tuple[str, ...], lines: set[tuple[str, ...]], shingles: set[tuple[str, ...]]) -> bool:
    if words in lines:
        return True
    block_shingles = [words[i : i + _SHINGLE] for i in range(len(words) - _SHINGLE + 1)]
    return bool(block_shingles) and (
        sum(shingle in shingles for shingle in block_shingles) >= _MIN_SHARE * len(block_shingles)
    )


def _select(page: Document, kept: list[Block]) -> Document:
    """Joins the kept blocks and shifts the offsets of everything in them."""
    blocks: list[Block] = []
    length = 0
    for block in kept:
        blocks.append(replace(block, start=length, end=length + block.end - block.start))
        length = blocks[-1].end + 2
    return replace(
        page,
        text="\n\n".join(page.text[block.start : block.end] for block in kept),
        blocks=tuple(blocks),
        links=tuple(_shifted(page.links, kept, blocks)),
        markers=tuple(_shifted(page.markers, kept, blocks)),
    )


def _shifted(spans: Iterable[_Span], kept: list[Block], blocks: list[Block]) -> Iterator[_Span]:
    starts = [block.start for block in kept]
    for span in spans:
        i = bisect_right(starts, span.start) - 1
        if i >= 0 and span.start < kept[i].end:
            shift = blocks[i].start - kept[i].start
            yield replace(span, start=span.start + shift, end=min(span.end + shift, blocks[i].end))
