"""Captures as the sandbox would return them, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claims.models import Article, Citation
from claims.services.articles import store
from claims.values import Actor, Capture, ClaimCandidate, Document, Original, Reference
from claims.vocabulary import ClaimKind
from tests.factories import NOW

WORKER = Actor("worker", "capture")
ORIGINAL = Original(b"Kestrel sleeps.", "text/plain", "utf-8", "")


def sentence(
    quote: str, *, markers: Sequence[str] = (), links: Sequence[str] = (), **values: Any
) -> ClaimCandidate:
    """A sentence that says something; its place follows from the capture that it stands in."""
    return ClaimCandidate(
        quote, 0, 0, ClaimKind.ATTRIBUTE, markers=tuple(markers), links=tuple(links), **values
    )


def capture_of(
    *sentences: ClaimCandidate, references: Sequence[tuple[str, str | None]] = (), **document: Any
) -> Capture:
    """A document of these sentences, one a line, with a source list of labels and URLs."""
    text = "\n".join(candidate.quote for candidate in sentences)
    placed, start = [], 0
    for candidate in sentences:
        end = start + len(candidate.quote)
        values = {name: getattr(candidate, name) for name in ClaimCandidate.__slots__}
        placed.append(ClaimCandidate(**{**values, "start": start, "end": end}))
        start = end + 1
    listed = tuple(Reference(label, url) for label, url in references)
    return Capture(
        Document(text=text, references=listed, **document), tuple(placed), text, extractor_version="rules-7"
    )


def save(article: Article, capture: Capture, *, now: Any = NOW) -> store.Stored:
    return store.save_capture(article, capture, ORIGINAL, actor=WORKER, now=now)


def cited() -> list[tuple[str, str | None]]:
    """Label and URL of each citation, in the order of the text."""
    rows = Citation.objects.select_related("source").order_by("appearance__start", "position")
    return [(row.label, row.source and row.source.cited_url) for row in rows]
