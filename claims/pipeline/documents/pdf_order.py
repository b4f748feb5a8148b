"""PDF order: the lines of a PDF's pages in reading order, without running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from claims.pipeline.documents.pdf_lines import GAP, Line, Page

_EDGE_LINES = 2
_FEW_PAGES = 5
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?i)(?:\w{1,12}\s)?[-–—|\s]{0,4}(?:\d{1,4}|[ivxlc]{1,7})(?:\s?(?:of|/|von|de|sur)\s?\d{1,4})?[-–—|.\s]{0,4}"
)
_MIN_LINES_OF_PAGE = 4
_MIN_COLUMN_WORDS, _MIN_COLUMN_LINES, _MIN_COLUMN_SHARE = 4, 4, 0.3


def ordered_lines(pages: Sequence[Page]) -> list[Line]:
    """Returns the lines of all pages in reading order.

    Page numbers are left out, and running heads except where they stand first.
    """
    pages = [replace(page, lines=_in_columns(page.lines)) for page in pages]
    repeated = _repeated(pages)
    lines: list[Line] = []
    seen: set[str] = set()
    for page in pages:
        edges = {id(line) for line in _edges(page.lines)}
        is_full = len(page.lines) >= _MIN_LINES_OF_PAGE
        for line in page.lines:
            if id(line) not in edges:
                lines.append(line)
            elif is_full and _PAGE_NUMBER.fullmatch(line.text) and any(map(str.isdigit, line.text)):
                continue
            elif _key(line) not in repeated:
                lines.append(line)
            elif _key(line) not in seen:
                seen.add(_key(line))
                lines.append(replace(line, is_edge=True))
    return lines


def _repeated(pages: Sequence[Page]) -> frozenset[str]:
    """The running heads: what stands at the edge of several pages, digits aside."""
    counts = Counter(key for page in pages for key in {_key(line) for line in _edges(page.lines)})
    least = 2 if len(pages) < _FEW_PAGES else 3
    return frozenset(key for key, count in counts.items() if count >= least)


def _edges(lines: Sequence[Line]) -> list[Line]:
    from_below = sorted(lines, key=lambda line: line.base)
    return from_below[:_EDGE_LINES] + from_below[-_EDGE_LINES:]


def _key(line: Line) -> str:
    return _DIGITS.sub("#", line.text.casefold())


def _in_columns(lines: list[Line]) -> list[Line]:
    """The lines of a page; column by column if its content goes from column to column line by line."""
    gaps = list(_column_gaps(lines))
    if len(gaps) < max(_MIN_COLUMN_LINES, _MIN_COLUMN_SHARE * len(lines) / 2):
        return lines
    gutter = _common_place(gaps)
    crossing = [gap for gap in gaps if gap[0] <= gutter <= gap[1]]
    if len(crossing) < max(_MIN_COLUMN_LINES, _MIN_COLUMN_SHARE * len(lines) / 2):
        return lines
    return _by_column([part for line in lines for part in _divided(line, gutter)], gutter)


def _column_gaps(lines: Sequence[Line]) -> Iterator[tuple[float, float]]:
    """Yields the gaps with prose on both sides: inside of lines, and between lines beside each other."""
    for line in lines:
        for left, right in pairwise(line.cells):
            if min(len(left), len(right)) >= _MIN_COLUMN_WORDS:
                yield left[-1].right, right[0].left
    for line, following in pairwise(lines):
        is_beside = following.left > line.right and abs(following.base - line.base) < line.size
        if is_beside and min(len(line.words), len(following.words)) >= _MIN_COLUMN_WORDS:
            yield line.right, following.left


def _common_place(gaps: Sequence[tuple[float, float]]) -> float:
    """The place that most of the gaps cover."""
    steps = sorted(
        [(start, 1) for start, _ in gaps] + [(end, -1) for _, end in gaps],
        key=lambda step: (step[0], -step[1]),
    )
    best, depth, place = 0, 0, steps[0][0]
    for at, step in steps:
        depth += step
        if depth > best:
            best, place = depth, at
    return place


def _divided(line: Line, gutter: float) -> Iterator[Line]:
    words = line.words
    for index, (before, word) in enumerate(pairwise(words), start=1):
        if before.right <= gutter <= word.left and word.left - before.right > GAP * line.size / 2:
            yield replace(line, words=words[:index])
            yield replace(line, words=words[index:])
            return
    yield line


def _by_column(lines: Iterable[Line], gutter: float) -> list[Line]:
    """Sorts lines: bands from top to bottom, in each the left column before the right one.

    A line that crosses the gutter is a band of its own.
    """
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in sorted(lines, key=lambda line: -line.base):
        if line.right <= gutter:
            left.append(line)
        elif line.left >= gutter:
            right.append(line)
        else:
            ordered += [*left, *right, line]
            left, right = [], []
    return [*ordered, *left, *right]
