"""Columns: the headings of a table, and the cells of its rows that stand below them."""

from __future__ import annotations

import re

from claims.pipeline.watching.figures import figures_of

HEAD_LINES = 4
"""How many lines at the beginning of a table may be its headings."""

_MAX_LINE = 2000
_MAX_UNIT_LETTERS = 6
_YEAR = re.compile(r"(?:19|20)\d\d")


def is_value(cell: str) -> bool:
    """Whether a cell is a figure with its unit, rather than a name with a number."""
    letters = sum(character.isalpha() for character in cell)
    return any(character.isdigit() for character in cell) and (
        letters == 0 or (letters <= _MAX_UNIT_LETTERS and bool(figures_of(cell)))
    )


def cells_of(line: str) -> list[str]:
    """The cells of a line that tabs or bars part, empty ones too; none if nothing parts it."""
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t\t" if "\t\t" in line else "\t")]
    return [cell.strip() for cell in line.strip().strip("|").split("|")] if "|" in line else []


def read_head(lines: list[str]) -> list[str]:
    """The headings of a table that begins with these lines: the cells of the first line without a figure; [] if it has none.

    A year is a heading. A line with fewer cells than the next one that has no figure either stands above two headings.
    """
    head: list[str] = []
    for line in lines[:HEAD_LINES]:
        cells = cells_of(line) if len(line) <= _MAX_LINE else []
        if len(cells) < 2:
            continue
        if any(is_value(cell) and not _YEAR.search(cell) for cell in cells):
            break
        if len(cells) > len(head):
            head = cells
    return head


def headed_cells(text: str, start: int, end: int) -> list[tuple[str, str]]:
    """The cells of the row `text[start:end]`, each with its heading before it; [] if its table has none, or others in number."""
    begin = text.rfind("\n\n", 0, start) + 2
    begin = 0 if begin == 1 else begin
    above = text[begin : min(start, begin + HEAD_LINES * _MAX_LINE)]
    lines = above.split("\n", HEAD_LINES)[:HEAD_LINES]
    head, cells = read_head(lines), cells_of(text[text.rfind("\n", 0, start) + 1 : end])
    return list(zip(head, cells, strict=True)) if len(head) == len(cells) else []
