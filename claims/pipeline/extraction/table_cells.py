"""Table cells: a document's tables, row by row and cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.values import Block, Document

_BAR = re.compile(r"(?:(?<=\s)|^)\|(?=\s|$)")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]?\s+(?=[A-Z\d])|[.!?][\"'”’)]?$")
_LIST_NUMBER = re.compile(r"\(?\d{1,3}[.)]\s")
_DATE = re.compile(r"\W{0,3}(?:19|20)\d\d\b|\b(?:19|20)\d\d\W{0,3}$")
_NUMBER = re.compile(r"\W{0,3}\d[\d.,]*\W{0,3}[%A-Z]?\W{0,3}$")
_MIN_WORDS = 8
MAX_COLUMNS = 60
"""Columns of a table that are read."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `text` stands from `start` to `end`, counted from the row's first character."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """The head of every column, and the cells of every row. A row may have fewer cells than the table has columns."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    starts: tuple[int, ...]

    @property
    def width(self) -> int:
        """The number of its columns."""
        return min(MAX_COLUMNS, max((len(self.head), *map(len, self.rows))))

    def column(self, index: int) -> list[str]:
        """The text of a column's cells, those that are empty left out."""
        return [row[index].text for row in self.rows if index < len(row) and row[index].text]


def tables_of(document: Document) -> Iterator[Table]:
    """The tables of a document: its rows that stand below each other and have one head."""
    rows: list[Block] = []
    for block in document.blocks:
        if rows and not (
            block.kind == "row" and block.head == rows[-1].head and block.start - rows[-1].end <= 1
        ):
            yield _table(document.text, rows)
            rows = []
        if block.kind == "row":
            rows.append(block)
    if rows:
        yield _table(document.text, rows)


def row_cells(text: str) -> tuple[Cell, ...]:
    """The cells of a row's text, which bars between spaces part; empty cells count."""
    cells: list[Cell] = []
    start = 0
    for bar in _BAR.finditer(text):
        cells.append(_cell(text, start, bar.start()))
        start = bar.end()
    cells.append(_cell(text, start, len(text)))
    return tuple(cells[:MAX_COLUMNS])


def abstract_in(text: str) -> Cell | None:
    """The cell of a row that is written as a text, without its number; None for a row of values or of dates.

    Such a cell has several sentences and the rest of the row is short.
    """
    if not _SENTENCE_END.search(text):
        return None
    cells = row_cells(text)
    longest = max(cells, key=lambda cell: len(cell.text))
    others = [cell.text for cell in cells if cell is not longest and cell.text]
    if any(_DATE.search(cell) or _NUMBER.match(cell) for cell in others):
        return None
    ends = len(_SENTENCE_END.findall(longest.text))
    is_text = (
        ends > 1 and len(longest.text.split()) >= _MIN_WORDS and 2 * sum(map(len, others)) < len(longest.text)
    )
    if not is_text:
        return None
    number = _LIST_NUMBER.match(longest.text)
    start = longest.start + (number.end() if number else 0)
    return Cell(start, longest.end, text[start : longest.end])


def _table(text: str, rows: Sequence[Block]) -> Table:
    return Table(
        rows[0].head,
        tuple(row_cells(text[row.start : row.end]) for row in rows),
        tuple(row.start for row in rows),
    )


def _cell(text: str, start: int, end: int) -> Cell:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return Cell(start, max(start, start + len(words.strip())), words.strip())
