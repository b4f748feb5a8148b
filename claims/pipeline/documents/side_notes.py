"""Side notes: notes that stand in the running text of an HTML page and are shown in its margin."""

from __future__ import annotations

import re

from lxml import etree

from claims.pipeline.documents.html_notes import is_aside

_TOGGLE = re.compile(r"(?:^|\s)(?:margin-toggle|sidenote-(?:number|toggle)|side-?note-label)(?:\s|$)")
_MAX_SIGN = 8
_DROPPED = "x-side-note"


def is_toggle(label: etree._Element) -> bool:
    """Returns True for a `<label>` that shows or hides a side note."""
    return _TOGGLE.search(label.get("class", "")[:200]) is not None


def sign_of_side_note(note: etree._Element) -> str:
    """Returns what the label before a side note prints, "⊕" or "3"; "" if it prints nothing."""
    element = note.getprevious()
    for _ in range(2):  # a checkbox may stand between them
        if element is not None and element.tag == "label" and is_toggle(element):
            return "".join(element.itertext()).strip()[:_MAX_SIGN]
        element = element.getprevious() if element is not None else None
    return ""


def without_side_notes(source: str, tree: etree._Element) -> str:
    """Returns the source of a page without its side notes, as whose words the sentence around them is not found in the page.

    The tree of the page is changed: read it before.
    """
    notes = [element for element in tree.iter("span", "aside", "small", "div", "label") if is_aside(element)]
    if not notes:
        return source
    for note in notes:
        note.tag = _DROPPED
    etree.strip_elements(tree, _DROPPED, with_tail=False)
    return str(etree.tostring(tree, encoding="unicode", method="html"))
