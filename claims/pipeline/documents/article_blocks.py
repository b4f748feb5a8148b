"""Article blocks: selects the blocks of a page that belong to its article."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import replace
from itertools import takewhile
from typing import TypeVar

from claims.pipeline.documents.spans import SpanIndex
from claims.values import Block, Cell, Document, Link, Marker, Table

_Span = TypeVar("_Span", Link, Marker, Cell)

# A note's raised number stands at the word in one text and in brackets in the other.
_WORD = re.compile(r"[^\W\d_]+|\d+")
_SHINGLE = 4
_MIN_SHARE = 0.75
_NEAR = 3
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]{0,3}\s*+\Z")
_LEAST_WORDS = 3
_EMPTY = Cell("", 0, 0)


def keep_article(
    page: Document, article: str, also: Collection[Block] = (), notes: Collection[Block] = ()
) -> Document:
    """Returns the page reduced to the blocks that occur in the article's text and those in `also`; the whole page if none occur.

    A short paragraph may be missing in the article's text because much of it is links: see `_with_linking_sentences`.

    Of `notes`, those are kept that stand within the article or close to it.
    """
    lines = {_words(line) for line in article.splitlines()}
    words = [word for line in article.splitlines() for word in _words(line)]
    shingles = {tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}
    always = frozenset(also)
    signs = _Spans(page.markers)
    kept = [
        b
        for b in page.blocks
        if b in always
        or _occurs(_words(page.text[b.start : b.end]), lines, shingles)
        or (signs.within(b) and _occurs(_words(signs.without(page.text, b)), lines, shingles))
    ]
    if always.issuperset(kept):
        return page
    kept = _with_linking_sentences(page, kept, always)
    kept = _with_near_notes(page, kept, frozenset(notes), always) if notes else kept
    return _select(page, _with_whole_tables(page, kept))


class _Spans:
    """The links or markers of a page, asked for those in a block."""

    def __init__(self, spans: Collection[Link | Marker]) -> None:
        self._spans = sorted((span.start, span.end) for span in spans)

    def within(self, block: Block) -> list[tuple[int, int]]:
        """The places of the spans that begin in the block."""
        return self._spans[
            bisect_left(self._spans, (block.start, 0)) : bisect_left(self._spans, (block.end, 0))
        ]

    def without(self, text: str, block: Block) -> str:
        """The text of the block without its spans."""
        parts, start = [], block.start
        for first, end in self.within(block):
            parts.append(text[start : max(start, first)])
            start = max(start, end)
        return "".join((*parts, text[start : block.end]))


def _with_linking_sentences(page: Document, kept: list[Block], apart: Collection[Block]) -> list[Block]:
    """Adds the paragraphs between the article's blocks, and directly behind its last one, that say something around their links.

    "Steel output hit 9 Mt. (Post, Herald)" has as many words in links as a menu. Of what follows the article, only
    paragraphs with a citation or a link to another site count.
    """
    links = _Spans((*page.links, *page.markers))
    abroad = SpanIndex(
        [(link.start, link.end) for link in page.links if link.url.startswith("http")]
        + [(marker.start, marker.end) for marker in page.markers]
    )

    def says_something(block: Block) -> bool:
        around = links.without(page.text, block)
        return (
            block.kind == "paragraph"
            and bool(links.within(block))
            and len(_WORD.findall(around)) >= _LEAST_WORDS
            and _SENTENCE_END.search(around[-20:].strip(" ()[],;→")) is not None
        )

    chosen = frozenset(kept)
    places = [i for i, block in enumerate(page.blocks) if block in chosen and block not in apart]
    between = (block for block in page.blocks[places[0] : places[-1]] if says_something(block))
    behind = takewhile(
        lambda block: says_something(block) and abroad.overlaps(block.start, block.end),
        page.blocks[places[-1] + 1 :],
    )
    chosen |= frozenset((*between, *behind))
    return [block for block in page.blocks if block in chosen]


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
