"""Head rows: which rows of a table go on with its head, and the head of each column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from claims.pipeline.documents.draft import Draft
from claims.values import Cell

_MAX_HEAD = 200
_NUMBER = re.compile(r"[\W_]{0,5}\d[\d\s.,:]{0,20}(?:\W{0,3}\w{0,3})?[\W_]{0,5}|[-–—]|n/?a|", re.IGNORECASE)


def is_second_head(grid: Sequence[Sequence[Cell | None]], draft: Draft) -> bool:
    """True if the first row goes on with the head above it: it has no label, and words above numbers."""
    words = [draft.text(cell.start, cell.end) if cell else "" for cell in grid[0]]
    named = [i for i, word in enumerate(words) if word]
    if len(grid) < 2 or len(named) < 2 or words[0] or any(_NUMBER.fullmatch(words[i]) for i in named):
        return False
    return _are_numbers((row[i] for row in grid[1:20] for i in named if i < len(row)), draft)


def has_words_above_numbers(grid: Sequence[Sequence[Cell | None]], draft: Draft) -> bool:
    """True if the first row is a head without markup."""
    first = [draft.text(cell.start, cell.end) if cell else "" for cell in grid[0]]
    if len(first) < 2 or not all(first[1:]) or any(_NUMBER.fullmatch(words) for words in first[1:]):
        return False
    return _are_numbers((cell for row in grid[1:20] for cell in row[1:]), draft)


def _are_numbers(cells: Iterable[Cell | None], draft: Draft) -> bool:
    """True if most of these cells hold numbers or nothing."""
    kinds = Counter(_NUMBER.fullmatch(draft.text(cell.start, cell.end)) is not None for cell in cells if cell)
    return kinds[True] > kinds[False]


def joined_heads(rows: Sequence[Sequence[Cell | None]], draft: Draft) -> tuple[str, ...]:
    """The head of each column, those of several rows joined: "KerbBench easy"."""
    heads: list[str] = []
    spread = [_spread(row, rows[i + 1]) if i + 1 < len(rows) else row for i, row in enumerate(rows)]
    for column in range(max(map(len, rows), default=0)):
        cells = dict.fromkeys(row[column] for row in spread if column < len(row))
        words = (draft.text(cell.start, cell.end) for cell in cells if cell)
        heads.append(" ".join(" ".join(words).split())[:_MAX_HEAD])
    return tuple(heads)


def _spread(row: Sequence[Cell | None], below: Sequence[Cell | None]) -> list[Cell | None]:
    """A row of a head, its cells spread to the right over empty ones as far as those in the row below are filled."""
    cells: list[Cell | None] = []
    for i, cell in enumerate(row):
        is_empty = cell is None or cell.start == cell.end
        cells.append(
            cells[-1] if is_empty and i and _has_text(below, i) and _has_text(below, i - 1) else cell
        )
    return cells


def _has_text(row: Sequence[Cell | None], column: int) -> bool:
    cell = row[column] if column < len(row) else None
    return cell is not None and cell.start < cell.end
