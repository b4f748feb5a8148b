"""Pages: the sources of the demo's article, and their later variants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import Template

_TEXTS = Path(__file__).parent / "texts"
FIRST = "first"
GONE = "gone"


@dataclass(frozen=True, slots=True)
class Variant:
    """How a page differs from its file: edits of the text, and another frame."""

    edits: Sequence[tuple[str, str]] = ()
    navigation: Sequence[str] = ("News", "About", "Contact")
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its variants by name."""

    title: str
    publisher: str
    variants: Mapping[str, Variant] = field(default_factory=lambda: {FIRST: Variant()})


_REDESIGNED = Variant(
    navigation=("Start", "Models", "Prices", "Jobs", "Help"),
    notice="<aside>Page made at 06:14:52. Advertisement: Lakeside Bicycles, now open on Sundays.</aside>",
)

PAGES: Mapping[str, Page] = {
    "introducing-meridane-3": Page("Introducing Meridane-3", "Meridane Labs"),
    "model-card": Page(
        "Model card of Meridane-3", "Meridane Labs", {FIRST: Variant(), "redesigned": _REDESIGNED}
    ),
    "gridreason-board": Page(
        "The board", "GridReason", {FIRST: Variant(), "edited": Variant(edits=[("71.4%", "68.9%")])}
    ),
    "oakhall-report": Page("Meridane-3 under test", "Oakhall Group"),
    "polydoc-results": Page("Results of the spring round", "PolyDoc"),
    "single-card": Page("What a single card can carry", "Small Machines"),
    "help-desk": Page("The help desk that answers faster", "The Harbour Post"),
    "vellmar-archive": Page("The archive reads its letters", "City of Vellmar"),
}
"""The pages by path. Each can be GONE as well."""


def render(name: str, variant: str) -> bytes:
    """The page as HTML in UTF-8. Raises KeyError for an unknown page or variant."""
    page = PAGES[name]
    chosen = page.variants[variant]
    article = _read(f"{name}.html").strip()
    for before, after in chosen.edits:
        article = article.replace(before, after)
    links = " ".join(f'<a href="/{escape(word.lower())}">{escape(word)}</a>' for word in chosen.navigation)
    parts = {"title": page.title, "publisher": page.publisher, "notice": chosen.notice}
    return Template(_read("frame.html")).substitute(parts, navigation=links, article=article).encode()


def article(site: str) -> str:
    """The article as Markdown; its list of sources points to `site`, a URL without a trailing slash."""
    return Template(_read("article.md")).substitute(site=site)


def _read(path: str) -> str:
    return (_TEXTS / path).read_text(encoding="utf-8")
