"""AsciiDoc: the footnotes of a text in AsciiDoc, which stand where they are referred to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from claims.pipeline.documents.inline import inline_reference
from claims.values import Document, Marker, Reference

# "footnote:[Port register, https://example.org[register].]", "footnote:fleet[…]", and again "footnote:fleet[]"
_NOTE = re.compile(
    r"footnote(?:ref)?:(?P<name>[\w.-]{0,60})\[(?P<words>(?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,1000}+)\]"
)
_NAMED = re.compile(r"(?P<name>[\w.-]{1,60})(?:,\s*|$)")


def has_footnotes(text: str) -> bool:
    """Returns True if a plain text has a footnote in the form of AsciiDoc."""
    return "footnote" in text and _NOTE.search(text) is not None


def with_footnotes(document: Document) -> Document:
    """Returns the document with its AsciiDoc footnotes as markers, numbered as they would be printed, and their entries as references."""
    markers: list[Marker] = []
    references: dict[str, Reference] = {}
    labels: dict[str, str] = {}
    for note in _NOTE.finditer(document.text):
        name, words = _name_and_words(note)
        label = labels.get(name) or str(len(references) + 1)
        if name:
            labels[name] = label
        if label not in references:
            references[label] = inline_reference(label, words)
        markers.append(Marker(note.start(), note.end(), (label,)))
    starts = [marker.start for marker in markers]
    links = tuple(link for link in document.links if not _is_within(markers, starts, link.start))
    return replace(
        document,
        links=links,
        markers=(*document.markers, *markers),
        references=(*document.references, *references.values()),
    )


def _is_within(markers: Sequence[Marker], starts: Sequence[int], place: int) -> bool:
    """True if `place` stands in a note."""
    i = bisect_right(starts, place) - 1
    return i >= 0 and place < markers[i].end


def _name_and_words(note: re.Match[str]) -> tuple[str, str]:
    """The name of a note and its text: of "footnoteref:[fleet,Port register]" they stand together."""
    if note[0].startswith("footnoteref") and (named := _NAMED.match(note["words"])):
        return named["name"], note["words"][named.end() :]
    return note["name"], note["words"]
