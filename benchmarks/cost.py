"""Cost: what extraction takes beside what trafilatura takes on the same pages, in the same run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf
from pathlib import Path
from time import process_time

import trafilatura

from benchmarks.figures import Figure
from benchmarks.pages import LabelledPage, read_pages
from claims.pipeline.documents.articles import find_article
from claims.pipeline.documents.documents import full_text, read_document
from claims.pipeline.documents.encoding import decode
from claims.pipeline.extraction.extract import extract
from claims.values import Document
from claims.vocabulary import ContentType

TITLE = "Cost on real pages (CPU time, best of three rounds)"
NEEDS = "html/ground-truth.json"

_ROUNDS = 3


def figures(data: Path) -> Iterator[Figure]:
    """Milliseconds a page of every step, and their ratios to plain trafilatura."""
    pages = list(read_pages(data))
    texts = [decode(page.body, is_html=True) for page in pages]
    documents = [_read(page) for page in pages]
    plain, extracting, reading, finding, showing = _milliseconds(
        len(pages),
        lambda: [trafilatura.extract(text) for text in texts],
        lambda: [extract(document) for document in documents],
        lambda: [_read(page) for page in pages],
        lambda: [find_article(text, "") for text in texts],
        lambda: [full_text(page.body, ContentType.HTML) for page in pages],
    )
    yield Figure("trafilatura", plain, "ms/page")
    yield Figure("extract", extracting, "ms/page")
    yield Figure("read_document", reading, "ms/page")
    yield Figure("read_document without its call of trafilatura", reading - finding, "ms/page")
    yield Figure("full_text", showing, "ms/page")
    yield Figure("extract to trafilatura", extracting / plain, "times", most=0.5)
    yield Figure("read_document without trafilatura to trafilatura", (reading - finding) / plain, "times")


def _read(page: LabelledPage) -> Document:
    return read_document(page.body, ContentType.HTML, url=page.url)


def _milliseconds(items: int, *steps: Callable[[], object]) -> list[float]:
    """CPU time an item of each step, of its quickest round. The steps take turns, so that a busy machine slows all of them."""
    quickest = [inf] * len(steps)
    for _ in range(_ROUNDS):
        for i, step in enumerate(steps):
            start = process_time()
            step()
            quickest[i] = min(quickest[i], process_time() - start)
    return [1000 * seconds / items for seconds in quickest]
