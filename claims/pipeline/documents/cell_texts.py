"""Cell texts: what the cells of a table say without the markers and signs of notes in them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from claims.values import Cell, Marker, Table

_NOTE_SIGNS = re.compile(r"(?<=\w)\s?[*†‡§]{1,3}$")


def cell_texts(table: Table, text: str, markers: Sequence[Marker]) -> Table:
    """Returns the table with the text of its cells, markers and signs of notes left out. `markers` are in order."""
    starts = [marker.start for marker in markers]
    texts: dict[Cell, Cell] = {}

    def with_text(cell: Cell) -> Cell:
        if cell not in texts:
            within = markers[bisect_left(starts, cell.start) : bisect_left(starts, cell.end)]
            texts[cell] = replace(cell, text=_without(text, cell, within))
        return texts[cell]

    return replace(table, rows=tuple(tuple(cell and with_text(cell) for cell in row) for row in table.rows))


def _without(text: str, cell: Cell, markers: Sequence[Marker]) -> str:
    parts, offset = [], cell.start
    for marker in markers:
        parts.append(text[offset : marker.start])
        offset = max(offset, marker.end)
    parts.append(text[offset : cell.end])
    return _NOTE_SIGNS.sub("", " ".join("".join(parts).split()))
