"""Note signs: how the anchors of an HTML page that refer to a note, or lead back from one, are labelled and drawn."""

from __future__ import annotations

import re

from lxml import etree

from claims.pipeline.documents.links import is_note

_LABEL = re.compile(
    r"[\[(【]?\s?\^?(?P<label>\d{1,3}|[a-z]{1,2}|[A-Z]|[ivx]{1,5}|[*†‡§]{1,3}|(?i:note|nb|n|fn|ref)\.? ?\d{1,3})\s?[\])】]?\.?"
)
# The key of a work: "[Knu84]", "[ABC+19]"
_KEY = re.compile(r"\[(?P<key>[A-Z][A-Za-z+&]{0,20}[-:]?\d{2,4}[a-z]?)\]")
_ARROWS = re.compile(
    r"[\s\ufe0e\ufe0f]*(?:[↩↑^⤴⬆⏎←↵🔙]+|back|return|jump(?: back)? up\^?|zurück|retour)?[\s\ufe0e\ufe0f]*",
    re.IGNORECASE,
)
_NOTE_CLASS = re.compile(
    r"footnote|noteref|endnote|sdfootnote|sdendnote|footnoteanchor|\bfn\b|\bltx_ref\b", re.IGNORECASE
)
# "Smith et al., 2024", "IEA 2025": an author and a year
_WORK = re.compile(r"[^\W\d_][^\d()\[\]]{1,50}[,\s]\s?(?:19|20)\d\d[a-z]?")
_OPENS = re.compile(r"[(\[;,]\s?(?:see|see also|cf\.?|e\.g\.,?)?$")
_MAX_WORDS = 60


def label_of(element: etree._Element) -> str:
    """Returns the label that is all of an element's text, "" if there is other text: "3", "ii", in brackets "Knu84", "Smith, 2024"."""
    words = text_of(element)
    if match := _LABEL.fullmatch(words):
        return match["label"]
    if match := _KEY.fullmatch(words):
        return match["key"]
    is_work = element.tag == "a" and _WORK.fullmatch(words) is not None and _is_in_brackets(element)
    return words if is_work else ""


def text_of(element: etree._Element) -> str:
    """Returns the text of a small element, up to 60 characters."""
    return "".join(element.itertext())[:_MAX_WORDS].strip() if len(element) < 20 else ""


def is_sign(anchor: etree._Element, href: str) -> bool:
    """True if an anchor is drawn or named as the sign of a note."""
    parent = anchor.getparent()
    return (
        is_note(href)
        or text_of(anchor)[:1] in {"[", "【"}
        or any(element.tag == "sup" for element in anchor.iter("sup"))
        or (parent is not None and (parent.tag == "sup" or stands_in_brackets(anchor)))
        or _NOTE_CLASS.search(anchor.get("class", "")[:200]) is not None
        or anchor.get("role") == "doc-noteref"
    )


def is_backlink(anchor: etree._Element) -> bool:
    """True for an internal link in a note whose text is an arrow, a label or empty."""
    words = text_of(anchor)
    return bool(_ARROWS.fullmatch(words) or _LABEL.fullmatch(words))


def _is_in_brackets(anchor: etree._Element) -> bool:
    """True for the anchors in "in 2025 (<a>IEA, 2025</a>)" and "(see <a>Smith 2024</a>, p. 7; <a>Tan 2023</a>)"."""
    before, after = _around(anchor)
    return _OPENS.search(before[-12:]) is not None and after[:1] in {")", "]", ";", ","}


def _around(anchor: etree._Element) -> tuple[str, str]:
    """The text directly before and behind an anchor, without white space at the anchor."""
    parent, previous = anchor.getparent(), anchor.getprevious()
    before = (previous.tail if previous is not None else parent.text if parent is not None else "") or ""
    return before.rstrip(" \n"), (anchor.tail or "").lstrip(" \n")


def stands_in_brackets(anchor: etree._Element) -> bool:
    """True for the anchors in "[<a>1</a>]" and "[<a>1</a>, <a>2</a>]"."""
    before, after = _around(anchor)
    return (
        before[-1:] in {"[", ",", ";", "(", "–", "-"}
        and after[:1] in {"]", ",", ";", ")", "–", "-"}
        and (before[-1:] == "[" or after[:1] == "]" or len(before) == 1)
    )
