"""Cost: what extraction takes beside what trafilatura takes on the same pages, in the same run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from typing import TypeVar

import trafilatura

from benchmarks.figures import Figure
from benchmarks.pages import LabelledPage, read_pages
from claims.pipeline.articles import find_article
from claims.pipeline.documents import full_text, read_document
from claims.pipeline.encoding import decode
from claims.pipeline.extract import extract
from claims.values import ContentType, Document

Item = TypeVar("Item")

TITLE = "Cost on real pages (CPU time, best of three rounds)"
NEEDS = "html/ground-truth.json"

_ROUNDS = 3


def figures(data: Path) -> Iterator[Figure]:
    """Milliseconds a page of every step, and their ratios to plain trafilatura."""
    pages = list(read_pages(data))
    texts = [decode(page.body, is_html=True) for page in pages]
    documents = [_read(page) for page in pages]
    plain = _milliseconds(trafilatura.extract, texts)
    extracting = _milliseconds(extract, documents)
    reading = _milliseconds(_read, pages)
    finding = _milliseconds(lambda text: find_article(text, ""), texts)
    showing = _milliseconds(lambda page: full_text(page.body, ContentType.HTML), pages)
    yield Figure("trafilatura", plain, "ms/page")
    yield Figure("extract", extracting, "ms/page")
    yield Figure("read_document", reading, "ms/page")
    yield Figure("read_document without its call of trafilatura", reading - finding, "ms/page")
    yield Figure("full_text", showing, "ms/page")
    yield Figure("extract to trafilatura", extracting / plain, "times", most=0.5)
    yield Figure("read_document without trafilatura to trafilatura", (reading - finding) / plain, "times")


def _read(page: LabelledPage) -> Document:
    return read_document(page.body, ContentType.HTML, url=page.url)


def _milliseconds(step: Callable[[Item], object], items: list[Item]) -> float:
    """CPU time an item, of the quickest round."""
    rounds = []
    for _ in range(_ROUNDS):
        start = process_time()
        for item in items:
            step(item)
        rounds.append(process_time() - start)
    return 1000 * min(rounds) / len(items)
