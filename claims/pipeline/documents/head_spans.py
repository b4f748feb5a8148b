"""Head spans: writes the heads of HTML tables that reach over several columns or rows above or beside each of these."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MAX_TABLES = 300
_MAX_HEAD = 20_000  # characters
_MAX_ROWS, _MAX_COLUMNS = 3, 60
_TABLE = re.compile(r"<table(?=[\s>])", re.IGNORECASE)
_ROW = re.compile(r"<tr(?:\s[^<>]{0,500})?>", re.IGNORECASE)
_ROW_END = re.compile(r"</tr\s{0,5}>", re.IGNORECASE)
_CELL_BEGIN = re.compile(r"<t[hd](?=[\s>])", re.IGNORECASE)
_CELL = re.compile(
    r"<(?P<kind>t[hd])(?P<attributes>\s[^<>]{0,500})?>(?P<words>.{0,500}?)</t[hd]\s{0,5}>",
    re.IGNORECASE | re.DOTALL,
)
_SPAN = re.compile(r"(?<![\w-])(?P<side>col|row)span\s{0,5}=\s{0,5}[\"']?(?P<number>\d{1,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Head:
    """A cell of a head, and how many columns and rows it reaches over."""

    words: str
    columns: int
    rows: int


def spread_heads(source: str) -> str:
    """The source with each cell of a head of two or three rows once in every column and row of the head that it reaches over.

    "English" above "MMLU" and "ARC" is written above both, so that every row has as many cells as the table has columns.
    """
    if "colspan" not in source.casefold():
        return source
    parts: list[str] = []
    at = 0
    for count, table in enumerate(_TABLE.finditer(source)):
        if count == _MAX_TABLES:
            break
        head = _head_rows(source, table.end()) if table.start() >= at else []
        if len(head) > 1 and any(cell.columns > 1 for _, _, cells in head for cell in cells):
            parts += [source[at : head[0][0]], *map(_written, _grid([cells for _, _, cells in head]))]
            at = head[-1][1]
    return "".join([*parts, source[at:]])


def _head_rows(source: str, start: int) -> list[tuple[int, int, list[_Head]]]:
    """Where the rows of a table's head begin and end, with their cells: those before the first one with data."""
    rows: list[tuple[int, int, list[_Head]]] = []
    last = start + _MAX_HEAD
    while len(rows) <= _MAX_ROWS and (row := _ROW.search(source, start, last)):
        end = _ROW_END.search(source, row.end(), last)
        cells = _cells(source[row.end() : end.start()]) if end else []
        if not end or not cells:
            break
        rows.append((row.start(), end.end(), cells))
        start = end.end()
    return rows if len(rows) <= _MAX_ROWS else []


def _cells(row: str) -> list[_Head]:
    """The cells of a row of nothing but heads; [] for another."""
    begun = len(_CELL_BEGIN.findall(row))
    cells = list(_CELL.finditer(row)) if begun <= _MAX_COLUMNS else []
    if len(cells) != begun or any(cell["kind"].lower() == "td" for cell in cells):
        return []
    spans = [
        {span["side"].lower(): int(span["number"]) for span in _SPAN.finditer(cell["attributes"] or "")}
        for cell in cells
    ]
    return [
        _Head(cell["words"], max(span.get("col", 1), 1), max(span.get("row", 1), 1))
        for cell, span in zip(cells, spans, strict=True)
    ]


def _grid(rows: Sequence[Sequence[_Head]]) -> list[list[str]]:
    """The words at each place of a head (HTML standard, 4.9.12)."""
    places: dict[tuple[int, int], str] = {}
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while (at, column) in places:
                column += 1
            width = min(cell.columns, _MAX_COLUMNS - column)
            for below in range(at, min(at + cell.rows, len(rows))):
                places |= {(below, column + i): cell.words for i in range(width)}
            column += width
    width = max((column for _, column in places), default=-1) + 1
    return [[places.get((at, column), "") for column in range(width)] for at in range(len(rows))]


def _written(row: Sequence[str]) -> str:
    return "".join(["<tr>", *(f"<th>{words}</th>" for words in row), "</tr>"])
