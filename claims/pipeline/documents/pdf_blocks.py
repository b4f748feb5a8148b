"""PDF blocks: joins the lines of a PDF to paragraphs, headings, list items and rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from claims.pipeline.documents.pdf_lines import Line
from claims.pipeline.documents.source_headings import is_source_heading

_BULLET = re.compile(r"[•▪◦‣●■–—*-]|\(?\d{1,3}[.)]|\[\d{1,3}\]")
_CAPTION = re.compile(r"(?i)(?:figure|fig\.|table|chart|abbildung|tabelle|tableau|figura|tabla)\s?\d")
_SENTENCE_END = re.compile(r"[.!?…。！？:][\"'”’»)\]]{0,3}(?:\[\d{1,3}\]){0,3}$")
_MAX_HEADING_WORDS, _MAX_CELL_WORDS = 20, 4
_LARGER, _SAME_SIZE = 1.12, 0.08
# Distances: lines as multiples of the usual one, indents as multiples of the size, short lines as a share of the width
_NEXT_PARAGRAPH, _INDENT, _SHORT = 1.4, 0.8, 0.12
_EVEN = 1.5  # how much wider than the narrowest gap of a justified line the widest may be
_MAX_BETWEEN, _MAX_PAGES_BETWEEN = 60, 2


@dataclass(slots=True)
class Lines:
    """The lines of one block. `kind` is paragraph, heading, item, row or edge (a running head)."""

    kind: str
    lines: list[Line] = field(default_factory=list)

    @property
    def is_unfinished(self) -> bool:
        """True if its last sentence goes on somewhere else."""
        last = self.lines[-1]
        return last.words[-1].is_cut or not _SENTENCE_END.search(last.text)

    @property
    def right(self) -> float:
        """The right end of its longest line."""
        return max(line.right for line in self.lines)

    def is_as_large_as(self, line: Line) -> bool:
        """True if a line is set as large as its own."""
        return abs(line.size - self.lines[0].size) <= _SAME_SIZE * self.lines[0].size


def join_lines(lines: Sequence[Line]) -> list[Lines]:
    """Returns the blocks that lines in reading order make.

    A sentence that goes on behind a figure, a note or the end of a page is one block; what stands between follows it, or
    precedes it if it stands on the page on which the sentence begins.
    """
    body, leading = _body_size(lines), _usual_leading(lines)
    blocks: list[Lines] = []
    rows = _rows(lines)
    for index, line in enumerate(lines):
        kind = "row" if index in rows else _kind(line, body)
        if blocks and _continues(blocks[-1], kind, line, leading):
            blocks[-1].lines.append(line)
        else:
            blocks.append(Lines(kind, [line]))
    return list(_resumed(blocks))


def _body_size(lines: Sequence[Line]) -> float:
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _usual_leading(lines: Sequence[Line]) -> float:
    """The distance between most lines of a paragraph, as a multiple of their size."""
    distances = Counter[float]()
    for before, line in pairwise(lines):
        distance = before.base - line.base
        if before.page == line.page and 0 < distance < 3 * line.size:
            distances[round(distance / line.size, 1)] += 1
    return distances.most_common(1)[0][0] if distances else 1.2


def _rows(lines: Sequence[Line]) -> set[int]:
    """The indexes of the rows of tables: lines whose gaps stand below each other. Those of justified text do not."""
    rows: set[int] = set()
    for index, (line, following) in enumerate(pairwise(lines)):
        if (
            line.page == following.page
            and _is_row(line)
            and _is_row(following)
            and _are_aligned(line, following)
        ):
            rows |= {index, index + 1}
    return rows


def _is_row(line: Line) -> bool:
    if line.is_edge or len(line.cells) < 2 or len(line.words) > _MAX_CELL_WORDS * len(line.cells):
        return False
    gaps = [word.left - before.right for before, word in pairwise(line.words)]
    is_justified = max(gaps) < _EVEN * min(gaps)
    figures = sum(any(map(str.isdigit, cell[-1].text)) for cell in line.cells)
    return not is_justified or figures * 2 >= len(line.cells)


def _are_aligned(line: Line, other: Line) -> bool:
    gaps = [(left[-1].right, right[0].left) for left, right in pairwise(line.cells)]
    others = [(left[-1].right, right[0].left) for left, right in pairwise(other.cells)]
    return len(gaps) == len(others) and all(
        max(gap[0], beside[0]) < min(gap[1], beside[1]) for gap, beside in zip(gaps, others, strict=True)
    )


def _kind(line: Line, body: float) -> str:
    if line.is_edge:
        return "edge"
    if len(line.words) > 1 and _BULLET.fullmatch(line.words[0].text):
        return "item"
    is_large = line.size > _LARGER * body and len(line.words) <= _MAX_HEADING_WORDS
    if is_large or is_source_heading(line.text):
        return "heading"
    return "paragraph"


def _continues(block: Lines, kind: str, line: Line, leading: float) -> bool:
    last = block.lines[-1]
    if kind in ("row", "edge", "item") or block.kind in ("row", "edge"):
        return False
    if not block.is_as_large_as(line) or (kind == "heading") != (block.kind == "heading"):
        return False
    if last.words[-1].is_cut:
        return True
    distance = last.base - line.base
    is_below = line.page == last.page and distance > 0 and line.left < block.right and line.right > last.left
    if is_below:
        return distance <= _NEXT_PARAGRAPH * leading * line.size and not _begins_below(block, line)
    is_whole = block.kind == "heading" or _CAPTION.match(block.lines[0].text)
    return not is_whole and _goes_on(block, line)


def _begins_below(block: Lines, line: Line) -> bool:
    """True if a line that follows below begins a paragraph: it is indented, or the one before it ended early."""
    last = block.lines[-1]
    is_second = len(block.lines) == 1
    left = last.words[1].left if is_second and block.kind == "item" else last.left
    if line.left > left + _INDENT * line.size and block.kind != "heading":
        return True
    right = max(block.right, line.right)
    width = right - min(last.left, line.left)
    return not block.is_unfinished and last.right < right - _SHORT * width


def _goes_on(block: Lines, line: Line) -> bool:
    """True if a sentence goes on in a line that stands in another column or on another page."""
    first, last = line.words[0].text, block.lines[-1]
    if last.words[-1].is_cut:
        return True
    if not block.is_unfinished:
        return False
    is_full = len(block.lines) > 1 and last.right >= block.right - _SHORT * (block.right - last.left)
    return first[:1].islower() or is_full


def _resumed(blocks: Sequence[Lines]) -> Iterator[Lines]:
    index = 0
    while index < len(blocks):
        block = blocks[index]
        index += 1
        while (end := _resumes_at(blocks, index, block)) is not None:
            between, page = blocks[index:end], block.lines[-1].page
            yield from (other for other in between if other.lines[0].page == page)
            block.lines += blocks[end].lines
            index = end + 1
            later = [other for other in between if other.lines[0].page != page]
            if later:
                yield block
                yield from later
                break
        else:
            yield block


def _resumes_at(blocks: Sequence[Lines], start: int, block: Lines) -> int | None:
    """The index of the block in which a paragraph's sentence goes on behind others, None if it does not."""
    if block.kind not in ("paragraph", "item") or not block.is_unfinished:
        return None
    for index, other in enumerate(blocks[start : start + _MAX_BETWEEN], start):
        first = other.lines[0]
        if first.page - block.lines[-1].page > _MAX_PAGES_BETWEEN:
            return None
        if other.kind == "paragraph" and block.is_as_large_as(first) and not _CAPTION.match(first.text):
            return index if index > start and _goes_on(block, first) else None
        if other.kind not in ("row", "edge") and not _is_aside(other, block):
            return None
    return None


def _is_aside(other: Lines, block: Lines) -> bool:
    """True for notes and captions: they are set smaller, or say what they are."""
    return other.lines[0].size < block.lines[0].size or bool(_CAPTION.match(other.lines[0].text))
