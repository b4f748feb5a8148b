"""Articles: selects the blocks of a page that belong to its article, and reads the article's metadata."""

from __future__ import annotations

import logging
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import trafilatura

from claims.pipeline.documents.dates import parse_date
from claims.values import Block, Cell, Document, Link, Marker, Table

_Span = TypeVar("_Span", Link, Marker, Cell)

# A note's raised number stands at the word in one text and in brackets in the other.
_WORD = re.compile(r"[^\W\d_]+|\d+")
_SHINGLE = 4
_MIN_SHARE = 0.75
_NEAR = 3
# trafilatura pads a table for each of its spans
_WIDE_SPANS = re.compile(r"""\b(?:col|row)span\s{0,3}=\s{0,3}["']?\d{2,9}["']?""", re.IGNORECASE)
# trafilatura's second attempt compares each paragraph of a page with many of the others.
_MAX_TAGS = 20_000
_EMPTY = Cell("", 0, 0)

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


def keep_article(
    page: Document, article: str, also: Collection[Block] = (), notes: Collection[Block] = ()
) -> Document:
    """Returns the page reduced to the blocks that occur in the article's text and those in `also`; the whole page if none do.

    Of `notes`, those are kept that stand within the article or close to it.
    """
    lines = {_words(line) for line in article.splitlines()}
    words = [word for line in article.splitlines() for word in _words(line)]
    shingles = {tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}
    always = frozenset(also)
    kept = [
        b for b in page.blocks if b in always or _occurs(_words(page.text[b.start : b.end]), lines, shingles)
    ]
    kept = _with_near_notes(page, kept, frozenset(notes), always) if notes else kept
    return _select(page, _with_whole_tables(page, kept)) if kept else page


def _with_near_notes(
    page: Document, kept: list[Block], notes: Collection[Block], apart: Collection[Block]
) -> list[Block]:
    """Adds the notes from a few blocks before the article's first block to a few behind its last one."""
    chosen = frozenset(kept)
    places = [i for i, block in enumerate(page.blocks) if block in chosen and block not in apart]
    if not places:
        return kept
    near = range(places[0] - _NEAR, places[-1] + _NEAR + 1)
    return [block for i, block in enumerate(page.blocks) if block in chosen or (i in near and block in notes)]


def _with_whole_tables(page: Document, kept: list[Block]) -> list[Block]:
    """Adds the other rows of the tables of which a row is kept."""
    if not page.tables:
        return kept
    starts = [block.start for block in page.blocks]
    chosen = set(kept)
    for table in page.tables:
        rows = page.blocks[bisect_left(starts, table.start) : bisect_left(starts, table.end)]
        if any(row in chosen for row in rows if row.kind == "row"):
            chosen.update(rows)
    return [block for block in page.blocks if block in chosen]


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
    shift = _Shift(kept, blocks)
    return replace(
        page,
        text="\n\n".join(page.text[block.start : block.end] for block in kept),
        blocks=tuple(blocks),
        links=tuple(filter(None, map(shift.span, page.links))),
        markers=tuple(filter(None, map(shift.span, page.markers))),
        tables=tuple(filter(None, map(shift.table, page.tables))),
    )


class _Shift:
    """Moves spans from the blocks of the page to the same blocks of the article; None outside of them."""

    def __init__(self, kept: list[Block], blocks: list[Block]) -> None:
        self._kept, self._blocks = kept, blocks
        self._starts = [block.start for block in kept]

    def span(self, span: _Span) -> _Span | None:
        i = bisect_right(self._starts, span.start) - 1
        if i < 0 or span.start >= self._kept[i].end:
            return None
        shift = self._blocks[i].start - self._kept[i].start
        return replace(span, start=span.start + shift, end=min(span.end + shift, self._blocks[i].end))

    def table(self, table: Table) -> Table | None:
        """A table is in the article with all its rows or not at all."""
        cells = {
            cell: self.span(cell) for row in table.rows for cell in row if cell and cell.start < cell.end
        }
        ends = [(cell.start, cell.end) for cell in cells.values() if cell]
        if not ends:
            return None
        rows = tuple(tuple(cells.get(cell, _EMPTY) if cell else None for cell in row) for row in table.rows)
        return replace(table, rows=rows, start=min(ends)[0], end=max(end for _, end in ends))
