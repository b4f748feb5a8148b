"""Articles: which of a page's blocks are its article, and what the page says about itself."""

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
_ENOUGH = 0.75

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Article:
    """What trafilatura makes of a page: the words of its article and its metadata ("" where unknown)."""

    text: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    language: str = ""
    publisher: str = ""
    canonical_url: str = ""


def find_article(source: str, url: str) -> Article:
    """The article of a page. Raises nothing: a page without one gives an empty Article."""
    found = trafilatura.bare_extraction(
        source, url=url or None, with_metadata=True, include_comments=False, favor_precision=True
    )
    if found is None or isinstance(found, dict):
        return Article()
    authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    return Article(
        text=found.text or "",
        title=found.title or "",
        authors=authors,
        published_at=parse_date(found.date or ""),
        language=found.language or "",
        publisher=found.sitename or "",
        canonical_url=found.url or "",
    )


def keep_article(page: Document, article: str, also: Collection[Block] = ()) -> Document:
    """The page with those blocks alone that stand in the article's text, or that are named. All of it if none does."""
    lines = {_words(line) for line in article.splitlines()}
    words = [word for line in article.splitlines() for word in _words(line)]
    shingles = {tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}
    named = frozenset(also)
    kept = [
        b
        for b in page.blocks
        if b in named or _stands_in(_words(page.text[b.start : b.end]), lines, shingles)
    ]
    return _select(page, kept) if kept else page


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _stands_in(words: tuple[str, ...], lines: set[tuple[str, ...]], shingles: set[tuple[str, ...]]) -> bool:
    if words in lines:
        return True
    own = [words[i : i + _SHINGLE] for i in range(len(words) - _SHINGLE + 1)]
    return bool(own) and sum(shingle in shingles for shingle in own) >= _ENOUGH * len(own)


def _select(page: Document, kept: list[Block]) -> Document:
    """The kept blocks below each other with what stands in them, every offset moved along."""
    blocks: list[Block] = []
    length = 0
    for block in kept:
        blocks.append(replace(block, start=length, end=length + block.end - block.start))
        length = blocks[-1].end + 2
    return replace(
        page,
        text="\n\n".join(page.text[block.start : block.end] for block in kept),
        blocks=tuple(blocks),
        links=tuple(_moved(page.links, kept, blocks)),
        markers=tuple(_moved(page.markers, kept, blocks)),
    )


def _moved(spans: Iterable[_Span], kept: list[Block], blocks: list[Block]) -> Iterator[_Span]:
    starts = [block.start for block in kept]
    for span in spans:
        i = bisect_right(starts, span.start) - 1
        if i >= 0 and span.start < kept[i].end:
            shift = blocks[i].start - kept[i].start
            yield replace(span, start=span.start + shift, end=min(span.end + shift, blocks[i].end))
