"""Columns: the headings of a table, and the cells of its rows that stand below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from claims.pipeline.extraction.magnitudes import SIZE
from claims.pipeline.watching.figures import Figure, figures_of
from claims.pipeline.watching.folding import letters_of
from claims.pipeline.watching.heading_units import has_other_unit, is_resized, units_of

HEAD_LINES = 4
"""How many lines at the beginning of a table may be its headings."""

HeadedCell = tuple[str, str]
"""A cell with its heading before it."""

_HeadedFigures = tuple[str, Sequence[Figure]]
_MAX_LINE = 2000
_MAX_UNIT_LETTERS = 6
_YEAR = re.compile(r"(?:19|20)\d\d")
_SIZE_WORD = re.compile(rf"(?<=\d){SIZE}")
_PAIR = re.compile(
    r'"(?P<key>[^"\n]{1,100})"\s{0,9}:\s{0,9}(?:"(?P<text>[^"\n]{0,300})"|(?P<other>-?\d[\d.eE+-]{0,40}|true|false|null))'
)
_BRACKETED = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")


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

    A year is a heading. A line with fewer cells than the next one that has no figure either stands above two headings; one
    that has a cell twice is the upper level of the next one: "English MMLU", "English ARC".
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
        elif len(cells) == len(head) and any(one == other != "" for one, other in pairwise(head)):
            head = [" ".join(dict.fromkeys(filter(None, levels))) for levels in zip(head, cells, strict=True)]
    return head


def keyed_cells(words: str) -> list[HeadedCell]:
    """The values of JSON that is written out, each with its key before it."""
    return [(pair["key"], pair["text"] or pair["other"] or "") for pair in _PAIR.finditer(words)]


def headed_cells(text: str, start: int, end: int) -> list[HeadedCell]:
    """The cells of the row `text[start:end]`, each with its heading before it; [] if its table has none, or others in number.

    Of a line of JSON they are its values with their keys.
    """
    if keyed := keyed_cells(text[start:end]):
        return keyed
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

    Headings with units have the same ones; 48.3 below "million" is 48300 below "thousand".
    """
    first, second = figures_in(one[1]), figures_in(other[1])
    if not first and not second:
        return letters_of(one[1]) == letters_of(other[1])
    if [figure.value for figure in first] != [figure.value for figure in second]:
        return _is_resized((one[0], first), (other[0], second))
    return _is_same_unit((one[0], first), (other[0], second))


def is_in_other_unit(one: HeadedCell, other: HeadedCell) -> bool:
    """Whether two headed cells have the same figures, whose headings name different units or sizes."""
    return is_same_figure(("", one[1]), ("", other[1])) and has_other_unit(one[0], other[0])


def _is_resized(one: _HeadedFigures, other: _HeadedFigures) -> bool:
    """Whether figures below a heading with another size have the same value and the same unit."""
    if len(one[1]) != len(other[1]) or any(figure.value == 0 for figure in other[1]):
        return False
    ratios = {was.value / now.value for was, now in zip(one[1], other[1], strict=True)}
    return len(ratios) == 1 and is_resized(one[0], other[0], ratios.pop()) and _have_units(one, other)


def _is_same_unit(one: _HeadedFigures, other: _HeadedFigures) -> bool:
    """Whether figures below a heading have the units of others below theirs."""
    if all(was.unit == now.unit for was, now in zip(one[1], other[1], strict=True)):
        return not has_other_unit(one[0], other[0])
    return _have_units(one, other)


def _have_units(one: _HeadedFigures, other: _HeadedFigures) -> bool:
    """Whether each figure has the unit of its counterpart. A heading may have the unit that its cell lacks."""
    units, others = units_of(one[0]), units_of(other[0])
    return all(
        was.unit == now.unit or (now.unit in units and not was.unit) or (was.unit in others and not now.unit)
        for was, now in zip(one[1], other[1], strict=True)
    )


def _key_of(heading: str) -> str:
    return letters_of(_BRACKETED.sub("", heading)) or letters_of(heading)
