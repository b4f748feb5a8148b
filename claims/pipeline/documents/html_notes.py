"""HTML notes: which anchors of a page refer to notes, and which elements are these notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from claims.pipeline.documents.links import link_url
from claims.pipeline.documents.note_signs import is_sign, label_of

_INLINE = frozenset((
    "a", "sup", "sub", "td", "th", "span", "b", "strong", "i", "em", "u", "font", "small", "cite", "label", "mark", "code", "bdi",
))  # fmt: skip
# Notes that stand in the running text, shown beside it or on request.
_ASIDES = re.compile(
    r"(?:^|\s)(?:ltx_note_outer|side-?note|margin-?note|footnote-inline-content|footnote_tooltip|footnote-tooltip|modern-footnotes-footnote__note|easy-footnote-content|littlefoot__content)(?:\s|$)"
)
_PAGE_TAGS = frozenset(("html", "body", "article", "main", "section"))
_SECTION_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "table", "article", "main", "body", "nav"))
_MAX_DEPTH = 8
_MAX_ELEMENTS = 300
_MAX_NOTE = 6000


@dataclass(slots=True)
class PageNotes:
    """The notes of a page: labels of the anchors that refer to one, labels of the elements that are one, anchors that lead back."""

    references: dict[etree._Element, str] = field(default_factory=dict)
    notes: dict[etree._Element, str] = field(default_factory=dict)
    backlinks: set[etree._Element] = field(default_factory=set)
    _targets: dict[str, etree._Element] = field(default_factory=dict)
    _taken: Counter[str] = field(default_factory=Counter)

    def take_label(self, label: str) -> str:
        """Returns `label`, or "label (2)" and so on if another note has it."""
        self._taken[label] += 1
        number = self._taken[label]
        return label if number == 1 else f"{label} ({number})"

    def external_url(self, href: str) -> str:
        """Returns the first URL in the element that an internal link leads to, "" if there is none."""
        target = self._targets.get(_fragment(href))
        if target is None:
            return ""
        links = (str(link.get("href", "")) for link in _block_of(target).iter("a"))
        return next((href for href in links if href.startswith(("http://", "https://"))), "")


def is_aside(element: etree._Element) -> bool:
    """True for a note that stands in the running text."""
    return _ASIDES.search(element.get("class", "")[:200]) is not None


def find_notes(tree: etree._Element, url: str = "") -> PageNotes:
    """Returns the notes that the page's own links lead to.

    An anchor refers to a note if its text is a label and it is raised, bracketed, named as a note, or linked back from it.
    """
    anchors = [(anchor, href) for anchor in tree.iter("a") if (href := _internal(anchor, url))]
    notes = PageNotes()
    if not anchors:
        return notes
    notes._targets = _elements_by_id(tree, {_fragment(href) for _, href in anchors})
    labelled = [(a, _fragment(href), label) for a, href in anchors if (label := label_of(a))]
    linked_back = _linked_back(labelled, {_fragment(href) for _, href in anchors})
    blocks = {name: _block_of(target) for name, target in notes._targets.items()}
    small = {name for name, block in blocks.items() if _is_note_sized(block)}
    references = [
        (anchor, fragment, label)
        for anchor, fragment, label in labelled
        if fragment in small and (anchor in linked_back or is_sign(anchor, f"#{fragment}"))
    ]
    _pair(notes, references, blocks)
    return notes


def _linked_back(labelled: list[tuple[etree._Element, str, str]], fragments: set[str]) -> set[etree._Element]:
    """The anchors that another link of the page leads to."""
    return {anchor for anchor, _, _ in labelled if not fragments.isdisjoint(_identities(anchor))}


def _pair(
    notes: PageNotes, references: list[tuple[etree._Element, str, str]], blocks: dict[str, etree._Element]
) -> None:
    """Labels the notes as their references are printed; a second note with the same label gets a label of its own.

    An anchor in a note that was referred to before, or that leads to an earlier reference, leads back.
    """
    labels: dict[str, str] = {}
    for anchor, fragment, label in references:
        if _block_of(anchor) in notes.notes or _is_reference(notes, notes._targets[fragment]):
            notes.backlinks.add(anchor)
        elif not _contains(blocks[fragment], anchor):
            if fragment not in labels:
                labels[fragment] = notes.take_label(label)
                block = blocks[fragment]
                notes.notes[notes._targets[fragment] if block in notes.notes else block] = labels[fragment]
                text = block.getnext() if block.tag == "dt" else None
                if text is not None and text.tag == "dd":
                    notes.notes[text] = labels[fragment]
            notes.references[anchor] = labels[fragment]


def _is_reference(notes: PageNotes, target: etree._Element) -> bool:
    return any(anchor in notes.references for anchor in islice(target.iter("a"), 3))


def _contains(block: etree._Element, anchor: etree._Element) -> bool:
    return any(element is block for element in islice(anchor.iterancestors(), _MAX_DEPTH))


def _is_note_sized(block: etree._Element) -> bool:
    """False for sections of the page: a note is short and has no headings."""
    elements = list(islice(block.iter(etree.Element), _MAX_ELEMENTS + 1))
    return len(elements) <= _MAX_ELEMENTS and (
        sum(len(e.text or "") + len(e.tail or "") for e in elements) < _MAX_NOTE
        and not any(element.tag in _SECTION_TAGS for element in elements)
    )


def _internal(anchor: etree._Element, url: str) -> str:
    """The "#id" of a link within the page, "" for other links."""
    href = str(anchor.get("href", "")).strip()
    page, _, fragment = href.partition("#")
    if not fragment or not page:
        return f"#{fragment}" if fragment else ""
    if not url or link_url(page, url) != url.partition("#")[0]:
        return ""
    anchor.set(
        "href", f"#{fragment}"
    )  # for the readers of the tree a link within the page is one, however it is written
    return f"#{fragment}"


def _fragment(href: str) -> str:
    return href[1:]


def _identities(anchor: etree._Element) -> Iterator[str]:
    """The ids that a link back to an anchor may name: its own and those of the elements close around it."""
    element: etree._Element | None = anchor
    for _ in range(3):
        if element is None or element.tag not in _INLINE:
            return
        yield from filter(None, (element.get("id"), element.get("name")))
        element = element.getparent()


def _elements_by_id(tree: etree._Element, wanted: set[str]) -> dict[str, etree._Element]:
    elements: dict[str, etree._Element] = {}
    for element in tree.iter(etree.Element):
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name in wanted:
                elements.setdefault(name, element)
    return elements


def _block_of(element: etree._Element) -> etree._Element:
    """The nearest element around that is no inline element; the row of a cell."""
    for _ in range(_MAX_DEPTH):
        parent = element.getparent()
        if parent is None or parent.tag in _PAGE_TAGS or element.tag not in _INLINE:
            return element
        element = parent
    return element
