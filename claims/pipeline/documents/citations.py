"""Citations: the markers of a document, and the references that they lead to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from claims.pipeline.documents.author_year import find_author_year_citations
from claims.pipeline.documents.cell_texts import cell_texts
from claims.pipeline.documents.citation_groups import group_citations
from claims.pipeline.documents.citation_markers import find_markers
from claims.pipeline.documents.listed_markers import bare_numbers, named_markers
from claims.pipeline.documents.references import find_references
from claims.pipeline.documents.source_lists import source_entries
from claims.pipeline.documents.spans import SpanIndex
from claims.values import Block, Document, Marker

# Brackets with capitals in a text without any list or other marker: so many are its way to cite.
_MIN_NAMED = 2


def read_citations(document: Document) -> Document:
    """Returns the document with all its markers and references, from markup and from its text.

    A marker leads to a reference by its label alone: one whose entry is not in the document stays unresolved.
    """
    markers = find_markers(document.text, document.blocks, document.markers)
    document = replace(document, markers=markers)
    entries = source_entries(document)
    in_lists = frozenset(entry.block for entry in entries)
    blocks = [
        block for block in document.blocks if block.kind not in {"code", "note"} and block not in in_lists
    ]
    labels = {entry.label for entry in entries if entry.is_printed} | {r.label for r in document.references}
    named = tuple(named_markers(document.text, blocks, labels, _covered(document, markers)))
    if labels or markers or any(entry.label for entry in entries) or len(named) >= _MIN_NAMED:
        markers += named
    if not _has_numbers(markers, blocks):
        markers += tuple(bare_numbers(document.text, blocks, labels, _covered(document, markers)))
    by_author = find_author_year_citations(document, blocks, entries, _covered(document, markers))
    references = find_references(document, entries, by_author.labels)
    markers = tuple(sorted((*markers, *by_author.markers), key=lambda marker: marker.start))
    document = replace(document, markers=markers, references=references)
    markers = group_citations(document, blocks)
    tables = tuple(cell_texts(table, document.text, markers) for table in document.tables)
    return replace(document, markers=markers, tables=tables)


def _covered(document: Document, markers: Iterable[Marker]) -> SpanIndex:
    return SpanIndex(
        [(link.start, link.end) for link in document.links] + [(m.start, m.end) for m in markers]
    )


def _has_numbers(markers: Iterable[Marker], blocks: list[Block]) -> bool:
    """True if markers in the text are numbers: then a number behind a full stop is none."""
    text = SpanIndex((block.start, block.end) for block in blocks)
    return any(
        label.isdecimal() and text.overlaps(marker.start, marker.end)
        for marker in markers
        for label in marker.labels
    )
