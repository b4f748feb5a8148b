"""Tables: collects the cells of a table while it is written, and resolves their spans into a grid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from claims.pipeline.documents.draft import Draft
from claims.pipeline.documents.head_rows import has_words_above_numbers, is_second_head, joined_heads
from claims.values import Block, Cell, Table

_MAX_SPAN = 200
# Places that spans may fill beyond the cells themselves: a few attributes can't grow a table without bound.
_MAX_FILLED = 20_000
_CAPTION = re.compile(r"(?:table|tab\.|tabelle|tableau|tabla|tabela|таблица|表)\s?\d{1,3}\b", re.IGNORECASE)


@dataclass(slots=True)
class _Row:
    cells: list[tuple[Cell, int, int]] = field(default_factory=list)
    is_in_head: bool = False
    block: int = -1


@dataclass(slots=True)
class TableWriter:
    """Notes rows and cells in the order in which they are written. `close()` adds the table to the draft."""

    draft: Draft
    caption: str = ""
    _rows: list[_Row] = field(default_factory=list)
    _opened: tuple[int, bool, int, int] | None = None

    def open_row(self, *, is_in_head: bool = False) -> None:
        """Starts a row."""
        self._rows.append(_Row(is_in_head=is_in_head))

    def open_cell(self, *, is_head: bool = False, columns: int = 1, rows: int = 1) -> None:
        """Starts a cell at the draft's position. A span of 0 rows reaches to the end of the table."""
        self.close_cell()
        rows = rows if 0 < rows < 65_534 else 65_534
        self._opened = (self.draft.position, is_head, min(max(columns, 1), _MAX_SPAN), rows)

    def close_cell(self) -> None:
        """Ends the open cell, if there is one."""
        if self._opened and self._rows:
            position, is_head, columns, rows = self._opened
            start, end = self.draft.written_since(position)
            self._rows[-1].cells.append((Cell("", start, end, is_head), columns, rows))
        self._opened = None

    def close_row(self) -> None:
        """Ends the row; its block is the last one of the draft, if it has text."""
        self.close_cell()
        blocks = self.draft.blocks
        if self._rows and blocks and any(c.start < c.end for c, _, _ in self._rows[-1].cells):
            self._rows[-1].block = len(blocks) - 1

    def close(self) -> None:
        """Adds the table to the draft and gives the blocks of its rows their heads."""
        rows = [row for row in self._rows if row.cells]
        if not any(row.block >= 0 for row in rows):
            return
        grid = _grid(rows)
        head_rows = _count_head_rows(rows, grid, self.draft)
        self._head_blocks(rows, grid, head_rows)
        cells = [cell for row in rows for cell, _, _ in row.cells if cell.start < cell.end]
        table = Table(
            rows=grid,
            head_rows=head_rows,
            head_columns=_count_head_columns(grid[head_rows:]),
            caption=self.caption or self._caption_before(rows),
            start=min(cell.start for cell in cells),
            end=max(cell.end for cell in cells),
        )
        self.draft.tables.append(table)

    def _head_blocks(self, rows: list[_Row], grid: Sequence[Sequence[Cell | None]], head_rows: int) -> None:
        head = joined_heads(grid[:head_rows], self.draft)
        for i, row in enumerate(rows):
            if row.block < 0:
                continue
            block = self.draft.blocks[row.block]
            if i >= head_rows and _is_head_group(row):
                head = joined_heads([grid[i]], self.draft)
            is_head = i < head_rows or all(cell.is_head for cell, _, _ in row.cells)
            self.draft.blocks[row.block] = replace(
                block, kind="code" if is_head else "row", head=() if is_head else head
            )

    def _caption_before(self, rows: list[_Row]) -> str:
        """The block above the table, if it says which table it is."""
        first = next(row.block for row in rows if row.block >= 0)
        if first == 0:
            return ""
        block: Block = self.draft.blocks[first - 1]
        words = self.draft.text(block.start, block.end)
        return words if _CAPTION.match(words) else ""


def _grid(rows: list[_Row]) -> tuple[tuple[Cell | None, ...], ...]:
    """The cells at each place, by the algorithm of the HTML standard (4.9.12), with a bound on what spans fill."""
    budget = _MAX_FILLED
    grid: list[tuple[Cell | None, ...]] = []
    hanging: dict[int, tuple[Cell, int]] = {}
    for row in rows:
        places: dict[int, Cell] = {}
        for column, (cell, remaining) in list(hanging.items()):
            places[column] = cell
            hanging[column] = (cell, remaining - 1)
            if remaining == 1:
                del hanging[column]
        column = 0
        for cell, columns, span in row.cells:
            while column in places:
                column += 1
            width = columns if columns - 1 <= budget else 1
            budget -= width - 1
            for covered in range(column, column + width):
                places[covered] = cell
                if span > 1 and budget > 0:
                    hanging[covered] = (cell, span - 1)
            column += width
        length = max(places, default=-1) + 1
        budget -= max(0, length - len(row.cells))
        if budget <= 0:
            hanging.clear()
        grid.append(tuple(places.get(i) for i in range(length)))
    return tuple(grid)


def _count_head_rows(rows: list[_Row], grid: Sequence[Sequence[Cell | None]], draft: Draft) -> int:
    """The rows before the first one with data: in <thead>, or of nothing but <th>, or of words above numbers."""
    count = 0
    for row in rows:
        is_title = count > 0 and len(row.cells) == 1
        if not row.is_in_head and (is_title or not all(cell.is_head for cell, _, _ in row.cells)):
            break
        count += 1
    if count == len(rows):
        return 1 if count > 1 else 0
    if count:
        return count + is_second_head(grid[count:], draft)
    return int(len(rows) > 2 and has_words_above_numbers(grid, draft))


def _count_head_columns(rows: Sequence[Sequence[Cell | None]]) -> int:
    """The columns at the left in which every row has a <th>."""
    count = 0
    while rows and all(len(row) > count + 1 and (cell := row[count]) and cell.is_head for row in rows):
        count += 1
    return count


def _is_head_group(row: _Row) -> bool:
    """True for a row of several <th>: a new head within the table. A single one is a title of the rows below."""
    return len(row.cells) > 1 and all(cell.is_head for cell, _, _ in row.cells)
