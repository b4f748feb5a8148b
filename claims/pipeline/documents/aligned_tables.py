"""Aligned tables: tables of plain texts whose columns are parted by spaces alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.values import Cell, Table

_LINE = re.compile(r"^[^\S\n]*+\S[^\n]*", re.MULTILINE)
_PARTED = re.compile(r"\S(?: {2,}|\t)\S")
_CELL = re.compile(r"[^\s|]+(?: [^\s|]+)*")
_RULE = re.compile(r"(?=[^\n]*?[=—-]{3})[\s=+—-]*+")
_VALUE = re.compile(r"[~≈<>±+−–-]?[$€£¥]?\d[\d.,:/]*(?:\s?[%A-Za-zµ°/]{1,8})?[*†]?|[-–—]|n/?a", re.IGNORECASE)
_LEAST_COLUMNS = 3
_LEAST_ROWS = 2
_MAX_COLUMNS = 60
_MAX_LINE = 400

Line = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """A table of a plain text: where the lines above its rows begin, the head of each column, and of each row where its line and its cells begin and end."""

    above: tuple[int, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[int, int, int], ...]
    table: Table


def find_aligned_tables(text: str) -> Iterator[AlignedTable]:
    """Returns the tables whose head and rows have one number of cells, three or more, parted by two spaces or more.

    The cells of the head hold no numbers, and each row has one. A line of signs may stand between them.
    """
    lines: list[Line] = []
    for line in _LINE.finditer(text) if _PARTED.search(text) else ():
        if lines and not _follows(text, lines[-1], line.start()):
            yield from _tables(text, lines)
            lines = []
        lines.append(line.span())
    yield from _tables(text, lines)


def _follows(text: str, before: Line, start: int) -> bool:
    return text.count("\n", before[1], start) < 2


def _tables(text: str, lines: Sequence[Line]) -> Iterator[AlignedTable]:
    """The tables among lines that no empty line parts."""
    cells = [_cells(text, line) for line in lines]
    i = 0
    while i < len(lines):
        first = i + 2 if i + 1 < len(lines) and _RULE.fullmatch(text, *lines[i + 1]) else i + 1
        last = first
        if len(cells[i]) >= _LEAST_COLUMNS and not any(_is_value(text, cell) for cell in cells[i]):
            while last < len(lines) and _is_row(text, cells[last], len(cells[i])):
                last += 1
        if last - first >= _LEAST_ROWS:
            yield _table(text, lines[i:first], cells[i], lines[first:last], cells[first:last])
        i = max(i + 1, last)


def _cells(text: str, line: Line) -> list[Line]:
    """The places of the cells of a line; none where it is too long to be a row."""
    if line[1] - line[0] > _MAX_LINE:
        return []
    return [cell.span() for cell in _CELL.finditer(text, *line)][: _MAX_COLUMNS + 1]


def _is_value(text: str, cell: Line) -> bool:
    return _VALUE.fullmatch(text, *cell) is not None


def _is_row(text: str, cells: Sequence[Line], width: int) -> bool:
    return len(cells) == width and any(_is_value(text, cell) for cell in cells)


def _table(
    text: str,
    above: Sequence[Line],
    names: Sequence[Line],
    lines: Sequence[Line],
    rows: Sequence[Sequence[Line]],
) -> AlignedTable:
    grid = [tuple(Cell("", *cell, is_head=True) for cell in names)]
    grid += [tuple(Cell("", *cell) for cell in row) for row in rows]
    return AlignedTable(
        tuple(line[0] for line in above),
        tuple(text[slice(*name)] for name in names),
        tuple((line[0], row[0][0], row[-1][1]) for line, row in zip(lines, rows, strict=True)),
        Table(tuple(grid), head_rows=1, start=names[0][0], end=lines[-1][1]),
    )
