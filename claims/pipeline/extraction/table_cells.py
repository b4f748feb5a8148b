"""Table cells: a document's tables, row by row and cell by cell."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from claims.values import Block, Cell, Document

_BAR = re.compile(r"(?:(?<=\s)|^)\|(?=\s|$)")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]?\s+(?=[A-Z\d])|[.!?][\"'”’)]?$")
_LIST_NUMBER = re.compile(r"\(?\d{1,3}[.)]\s")
_DATE = re.compile(r"\W{0,3}(?:19|20)\d\d\b|\b(?:19|20)\d\d\W{0,3}$")
_NUMBER = re.compile(r"\W{0,3}\d[\d.,]*\W{0,3}[%A-Z]?\W{0,3}$")
_CAPTION = re.compile(r"(?:table|tab\.|tabelle|tableau|tabla|tabela|таблица|表)\s?\d{1,3}\b", re.IGNORECASE)
_MIN_WORDS = 8
MAX_COLUMNS = 60
"""Columns of a table that are read."""
MAX_ROWS = 3000
"""Rows of a document whose cells are read; the later ones are plain text."""


Row = Sequence[Cell | None]


@dataclass(frozen=True, slots=True)
class _Captions:
    """Where the tables of a document begin, in order, and the caption of each, "" if it has none."""

    starts: tuple[int, ...] = ()
    words: tuple[str, ...] = ()

    def at(self, place: int) -> str:
        """The caption of the last table that begins before or at `place`."""
        i = bisect_right(self.starts, place)
        return self.words[i - 1] if i else ""


@dataclass(frozen=True, slots=True)
class TableRows:
    """The head of every column, and the cells of every row; `starts` is where each row's text begins in the document.

    A row may have fewer cells than the table has columns. A cell that spans several rows stands before the later ones.
    `caption` is the text above or below the table that says what it is of.
    """

    head: tuple[str, ...]
    rows: tuple[Row, ...]
    starts: tuple[int, ...]
    caption: str = ""

    @property
    def width(self) -> int:
        """The number of its columns."""
        return min(MAX_COLUMNS, max((len(self.head), *map(len, self.rows))))

    def column(self, index: int) -> list[str]:
        """The text of a column's cells, those that are empty left out."""
        cells = (row[index] for row in self.rows if index < len(row))
        return [cell.text for cell in cells if cell and cell.text]


def tables_of(document: Document) -> Iterator[TableRows]:
    """The tables of a document: its rows that stand below each other and have one head; those beyond `MAX_ROWS` left out."""
    grids, captions = _rows_of_grids(document), _captions(document)
    rows: list[Block] = []
    for block in islice(document.blocks, _end_of_rows(document.blocks)):
        if rows and not (
            block.kind == "row" and block.head == rows[-1].head and block.start - rows[-1].end <= 1
        ):
            yield _table(document.text, rows, grids, captions)
            rows = []
        if block.kind == "row":
            rows.append(block)
    if rows:
        yield _table(document.text, rows, grids, captions)


def _captions(document: Document) -> _Captions:
    """The captions of the document's tables."""
    blocks = document.blocks
    starts = [block.start for block in blocks]
    tables = sorted(document.tables, key=lambda table: table.start)
    words = tuple(
        table.caption or _caption_below(document.text, blocks, bisect_left(starts, table.end))
        for table in tables
    )
    return _Captions(tuple(table.start for table in tables), words)


def _caption_below(text: str, blocks: Sequence[Block], i: int) -> str:
    """The block `i` if it says which table is above it; not where another table follows it, whose caption it may be."""
    if i >= len(blocks) or blocks[i].kind != "paragraph":
        return ""
    if i + 1 < len(blocks) and blocks[i + 1].kind in {"row", "code"}:
        return ""
    words = text[blocks[i].start : blocks[i].end]
    return words if _CAPTION.match(words) else ""


def rows_beyond(document: Document) -> Iterator[Block]:
    """The rows of a document whose cells are not read."""
    end = _end_of_rows(document.blocks)
    return (block for block in islice(document.blocks, end, None) if block.kind == "row")


def _end_of_rows(blocks: Sequence[Block]) -> int:
    """The number of blocks before the first row that is not read."""
    rows = (i for i, block in enumerate(blocks) if block.kind == "row")
    return next(islice(rows, MAX_ROWS, None), len(blocks))


def row_cells(text: str, start: int = 0) -> tuple[Cell, ...]:
    """The cells of a row's text that stands at `start`; bars between spaces part them, and empty cells count."""
    cells: list[Cell] = []
    begin = 0
    for bar in _BAR.finditer(text):
        cells.append(_cell(text, begin, bar.start(), start))
        begin = bar.end()
    cells.append(_cell(text, begin, len(text), start))
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
    return Cell(text[start : longest.end], start, longest.end)


def _rows_of_grids(document: Document) -> dict[int, Row]:
    """The rows of the tables that the reader laid out as grids, by the start of their block."""
    blocks = [block for block in document.blocks if block.kind == "row"]
    starts = [block.start for block in blocks]
    grids: dict[int, Row] = {}
    for row in chain.from_iterable(table.rows for table in document.tables):
        # The cells of the rows above come first: the last cell is one of the row itself. Head rows have blocks of another kind.
        last = max((cell.start for cell in row if cell and cell.text), default=-1)
        i = bisect_right(starts, last) - 1
        if i >= 0 and last < blocks[i].end:
            grids[starts[i]] = row[:MAX_COLUMNS]
    return grids


def _table(text: str, rows: Sequence[Block], grids: Mapping[int, Row], captions: _Captions) -> TableRows:
    return TableRows(
        rows[0].head,
        tuple(grids.get(row.start) or row_cells(text[row.start : row.end], row.start) for row in rows),
        tuple(row.start for row in rows),
        captions.at(rows[0].start),
    )


def _cell(text: str, start: int, end: int, offset: int) -> Cell:
    words = text[start:end]
    start += offset + len(words) - len(words.lstrip())
    return Cell(words.strip(), start, start + len(words.strip()))
