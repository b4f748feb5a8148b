"""Columns: the headings of a table, and the cells of its rows that stand below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from claims.pipeline.extraction.magnitudes import SIZE
from claims.pipeline.watching.figures import Figure, figures_of
from claims.pipeline.watching.folding import letters_of

HEAD_LINES = 4
"""How many lines at the beginning of a table may be its headings."""

HeadedCell = tuple[str, str]
"""A cell with its heading before it."""

_MAX_LINE = 2000
_MAX_UNIT_LETTERS = 6
_YEAR = re.compile(r"(?:19|20)\d\d")
_SIZE_WORD = re.compile(rf"(?<=\d){SIZE}")
_BRACKETED = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_UNIT = re.compile(r"[^\W\d_]+\$?|[$€£¥%‰]")
_ONE = Decimal(1)


@lru_cache(maxsize=4096)
def is_value(cell: str) -> bool:
    """Whether a cell is a figure with its unit, rather than a name with a number."""
    letters = sum(character.isalpha() for character in _SIZE_WORD.sub("", cell))
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


def headed_cells(text: str, start: int, end: int) -> list[HeadedCell]:
    """The cells of the row `text[start:end]`, each with its heading before it; [] if its table has none, or others in number."""
    begin = text.rfind("\n\n", 0, start) + 2
    begin = 0 if begin == 1 else begin
    above = text[begin : min(start, begin + HEAD_LINES * _MAX_LINE)]
    lines = above.split("\n", HEAD_LINES)[:HEAD_LINES]
    head, cells = read_head(lines), cells_of(text[text.rfind("\n", 0, start) + 1 : end])
    return list(zip(head, cells, strict=True)) if len(head) == len(cells) else []


@lru_cache(maxsize=4096)
def figures_in(cell: str) -> tuple[Figure, ...]:
    """The figures of a cell without what it says of their error: "± 0.3"."""
    return figures_of(cell.partition("±")[0])


def cells_below(heading: str, cells: Sequence[HeadedCell]) -> list[HeadedCell]:
    """The headed cells below a heading; without one, those below it with other brackets: "GDP (million US$)" for "GDP"."""
    for key_of in (letters_of, _key_of):
        if found := [cell for cell in cells if key_of(cell[0]) == key_of(heading)]:
            return found
    return []


def is_same_figure(one: HeadedCell, other: HeadedCell) -> bool:
    """Whether two headed cells have the same figures in the same unit, be it in the cell or in its heading.

    Headings with units and sizes have the same ones.
    """
    first, second = figures_in(one[1]), figures_in(other[1])
    if not first and not second:
        return letters_of(one[1]) == letters_of(other[1])
    if [figure.value for figure in first] != [figure.value for figure in second]:
        return False
    return _is_same_unit((one[0], first), (other[0], second))


def _is_same_unit(one: tuple[str, Sequence[Figure]], other: tuple[str, Sequence[Figure]]) -> bool:
    """Whether figures below a heading have the units of others below theirs. A heading may lack the unit that a cell has."""
    units, others = _units_of(one[0]), _units_of(other[0])
    pairs = [(was.unit, now.unit) for was, now in zip(one[1], other[1], strict=True)]
    if all(was == now for was, now in pairs):
        return not (units and others and units != others)
    return all(was == now or (now in units and not was) or (was in others and not now) for was, now in pairs)


def sizes_of(headings: str) -> frozenset[Decimal]:
    """The sizes that headings name: 10**6 for "GDP (million US$)"."""
    figures = (figures_of(f"1 {word}")[:1] for word in _UNIT.findall(headings))
    return frozenset(figure.value for found in figures for figure in found) - {_ONE}


def _units_of(heading: str) -> set[str]:
    """The units and sizes that a heading names: "million" of "GDP (million US$)" as "1000000", "US$" as "USD"."""
    units = set(map(str, sizes_of(heading)))
    for word in _UNIT.findall(heading):
        for figure in (*figures_of(f"1 {word}")[:1], *figures_of(f"{word}1")[:1]):
            units |= {figure.unit} if figure.unit else set()
    return units


def _key_of(heading: str) -> str:
    return letters_of(_BRACKETED.sub("", heading)) or letters_of(heading)
