"""Statements: the sentences, items and rows of a document, each with the citations that it carries."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice, pairwise
from typing import TypeVar

from claims.pipeline.documents.source_lists import source_blocks
from claims.pipeline.extraction.datelines import behind_dateline
from claims.pipeline.extraction.sentences import Sentence, cut, split_sentences
from claims.pipeline.extraction.table_cells import abstract_in
from claims.values import Block, Cell, Document, Link, Marker

_Span = TypeVar("_Span", Marker, Link)

_LINKS_BEFORE = 8
# The paragraphs among which the one is that a report begins with: a line of its author, a summary may come before.
_OPENING = 3
_DASH = re.compile(r"\s[-–—]\s(?=\S)")


@dataclass(frozen=True, slots=True)
class Statement:
    """`text` is the document's text from `start` to `end`. `labels` stand at it, `reached` were carried back to it."""

    text: str
    start: int
    end: int
    block: Block
    labels: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    is_first: bool = False
    is_last: bool = False

    @property
    def markers(self) -> tuple[str, ...]:
        """The labels of all that supports the statement."""
        return self.labels or self.reached


def find_statements(document: Document) -> tuple[Statement, ...]:
    """All statements of a document in reading order, its source list left out."""
    sources = frozenset(source_blocks(document))
    markers = tuple(sorted(document.markers, key=lambda marker: marker.start))
    links = tuple(sorted(document.links, key=lambda link: link.start))
    opening = frozenset(islice((block for block in document.blocks if block.kind == "paragraph"), _OPENING))
    by_block: list[list[Statement]] = []
    for block in document.blocks:
        if block.kind == "code" or block in sources:
            continue
        stretch = _within(markers, block), _within(links, block)
        statements = list(_statements(document.text, block, *stretch, is_opening=block in opening))
        if statements:
            by_block.append(statements)
        elif by_block:  # markers that are a block of their own belong to the statement before
            labels = (label for marker in _within(markers, block) for label in marker.labels)
            urls = (link.url for link in _within(links, block))
            last = by_block[-1][-1]
            by_block[-1][-1] = replace(
                last,
                labels=tuple(dict.fromkeys((*last.labels, *labels))),
                links=tuple(dict.fromkeys((*last.links, *urls))),
            )
    if _cites_by_paragraph(by_block):
        by_block = list(_reach_back(by_block))
    return tuple(statement for statements in by_block for statement in statements)


def _statements(
    text: str, block: Block, markers: Sequence[Marker], links: Sequence[Link], *, is_opening: bool = False
) -> Iterator[Statement]:
    if block.kind == "row":
        abstract = abstract_in(text[block.start : block.end])
        if abstract:
            yield from _sentences_of_cell(text, block, abstract, markers, links)
            return
        sentences = list(cut(text, Sentence(block.start, block.end, block.end)))
    else:
        start = _behind_title(text, block, links)
        start = behind_dateline(text, start, block.end, is_opening=is_opening)
        sentences = list(split_sentences(text, start, block.end, markers))
    marker_starts, link_starts = [m.start for m in markers], [link.start for link in links]
    for i, sentence in enumerate(sentences):
        first = block.start if i == 0 else sentence.start  # the title's link belongs to the first sentence
        stretch = slice(bisect_left(marker_starts, sentence.start), bisect_left(marker_starts, sentence.tail))
        labels = (label for marker in markers[stretch] for label in marker.labels)
        # A link may begin before the sentence that it ends in.
        near = slice(
            max(0, bisect_left(link_starts, first) - _LINKS_BEFORE), bisect_left(link_starts, sentence.tail)
        )
        urls = (link.url for link in links[near] if link.end > first)
        yield Statement(
            text=text[sentence.start : sentence.end],
            start=sentence.start,
            end=sentence.end,
            block=block,
            labels=tuple(dict.fromkeys(labels)),
            links=tuple(dict.fromkeys(urls)),
            is_first=i == 0,
            is_last=i == len(sentences) - 1,
        )


def _sentences_of_cell(
    text: str, row: Block, cell: Cell, markers: Sequence[Marker], links: Sequence[Link]
) -> Iterator[Statement]:
    """The sentences of an abstract in a row. Links in the other cells belong to each of them."""
    block = replace(row, kind="paragraph", start=row.start + cell.start, end=row.start + cell.end, head=())
    inside = [link for link in links if block.start <= link.start < block.end]
    beside = tuple(link.url for link in links if not block.start <= link.start < block.end)
    for statement in _statements(
        text, block, [m for m in markers if block.start <= m.start < block.end], inside
    ):
        yield replace(statement, links=tuple(dict.fromkeys((*statement.links, *beside))))


def _behind_title(text: str, block: Block, links: Sequence[Link]) -> int:
    """Where "[Title](url) - What it says." begins to say something."""
    title = next((link for link in links if link.start == block.start and link.end < block.end), None)
    dash = _DASH.match(text, title.end, block.end) if title else None
    return dash.end() if dash else block.start


def _within(spans: Sequence[_Span], block: Block) -> Sequence[_Span]:
    first = bisect_left(spans, block.start, key=lambda span: span.start)
    last = bisect_left(spans, block.end, key=lambda span: span.start)
    return spans[first:last]


def _cites_by_paragraph(by_block: list[list[Statement]]) -> bool:
    """True if the document's markers close paragraphs and lists rather than sentences."""
    votes = 0
    for statements in by_block:
        if len(statements) > 1 and any(statement.labels for statement in statements):
            votes += 1 if _is_closed(statements) else -1
    for items in _lists(by_block):
        if (
            len(items) > 1
            and [bool(item[-1].labels) for item in items].count(True) == 1
            and items[-1][-1].labels
        ):
            votes += 1
    return votes > 0


def _is_closed(statements: list[Statement]) -> bool:
    """True if an uncited sentence comes before the marker at the paragraph's end."""
    return bool(statements[-1].labels) and not statements[-2].labels


def _lists(by_block: list[list[Statement]]) -> Iterator[list[list[Statement]]]:
    for kind, group in groupby(by_block, key=lambda statements: statements[0].block.kind):
        if kind == "item":
            yield list(group)


def _reach_back(by_block: list[list[Statement]]) -> Iterator[list[Statement]]:
    """Carries the marker that closes a list to its items and their lead-in, and one that closes a paragraph to its sentences."""
    carried: dict[int, tuple[str, ...]] = {}
    for items in _lists(by_block):
        cited = [item for item in items if any(statement.labels for statement in item)]
        if len(items) > 1 and len(cited) == 1 and items[-1][-1].labels:
            carried.update((item[0].block.start, items[-1][-1].labels) for item in items)
    for before, after in pairwise(by_block):
        is_lead_in = before[0].block.kind == "paragraph" and before[-1].text.endswith((":", "："))
        if is_lead_in and after[0].block.start in carried and after[0].block.kind == "item":
            carried[before[0].block.start] = carried[after[0].block.start]
    for statements in by_block:
        yield list(reversed(list(_carry(statements, carried.get(statements[0].block.start, ())))))


def _carry(statements: list[Statement], labels: tuple[str, ...]) -> Iterator[Statement]:
    """From the last to the first: who has no labels takes those that follow."""
    for statement in reversed(statements):
        if statement.labels:
            labels = statement.labels if labels or statement.is_last else labels
            yield statement
        else:
            yield replace(statement, reached=labels)
