"""Article text: how much of a page's article is kept, and how little else, beside plain trafilatura.

The measure is that of the article extraction benchmark that Scrapinghub published: shingles of four words as
multisets, precision and recall of each document, their means over all documents, and the F1 of the two means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean

import trafilatura

from benchmarks.figures import Figure
from benchmarks.pages import LabelledPage, read_pages
from claims.pipeline.documents.documents import read_document
from claims.pipeline.documents.encoding import decode
from claims.vocabulary import ContentType

TITLE = "Article text of real pages (F1 of four-word shingles)"
NEEDS = "html/ground-truth.json"

_WORD = re.compile(r"\w+")
_SHINGLE = 4


def figures(data: Path) -> Iterator[Figure]:
    """F1 of our articles and of trafilatura's, on the same pages."""
    pages = list(read_pages(data))
    yield Figure("ours", _f1(pages, _ours), least=0.955)
    yield Figure("trafilatura fast", _f1(pages, _trafilatura_fast))
    yield Figure("trafilatura default", _f1(pages, _trafilatura))


def _ours(page: LabelledPage) -> str:
    return read_document(page.body, ContentType.HTML, url=page.url).text


def _trafilatura_fast(page: LabelledPage) -> str:
    return trafilatura.extract(decode(page.body, is_html=True), include_comments=False, fast=True) or ""


def _trafilatura(page: LabelledPage) -> str:
    return trafilatura.extract(decode(page.body, is_html=True), include_comments=False) or ""


def _f1(pages: list[LabelledPage], extractor: Callable[[LabelledPage], str]) -> float:
    """The F1 of mean precision (over what was extracted at all) and mean recall."""
    precisions, recalls = [], []
    for page in pages:
        right, found = _shingles(page.article), _shingles(extractor(page))
        shared = (right & found).total()
        precisions += [shared / found.total()] if found else []
        recalls += [shared / right.total()] if right else []
    precision, recall = mean(precisions), mean(recalls)
    return 2 * precision * recall / (precision + recall)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    """Every four words in a row; a shorter text is one shingle."""
    words = _WORD.findall(text)
    starts = range(max(1, len(words) - _SHINGLE + 1)) if words else ()
    return Counter(tuple(words[start : start + _SHINGLE]) for start in starts)
