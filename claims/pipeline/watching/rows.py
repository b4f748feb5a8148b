"""Rows: a row of a table or leaderboard, known by what it names and by its figures, wherever it stands."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

from claims.pipeline.watching.columns import is_value, keyed_cells
from claims.pipeline.watching.folding import letters_of

_SEPARATOR = re.compile(r"\s*\t[\s|]*|\s*\|\s*")
_RANK = re.compile(r"\W{0,3}(?!(?:19|20)\d\d)\d{1,4}\W{0,2}(?:st|nd|rd|th)?\W{0,2}")
MAX_ROW_CHARACTERS = 2000
_MAX_UNPARTED = 40
_NOTE = re.compile(r"(?:\[(?:note |n )?\w{1,3}\])+$", re.IGNORECASE)
_TOKENS = (2, 8)
_THOUSANDS = re.compile(r"\d,\d{3}(?!\d)")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the letters of the cells that name something, and its other cells that hold figures, as written.

    `text` is the row without its rank, `rank` its number, 0 without one.
    """

    names: tuple[str, ...]
    values: tuple[str, ...]
    text: str
    rank: int = 0


def read_row(text: str) -> Row | None:
    """The row that a passage is; None if it is none. It has a name and a figure, and is parted by tabs or bars, or is JSON."""
    words = text.strip().strip("|").strip()
    if len(words) > MAX_ROW_CHARACTERS:
        return None
    if len(keyed := keyed_cells(words)) > 1:
        return _row_of([cell for _, cell in keyed], words)
    if "\n" in words:
        return None
    if _SEPARATOR.search(words):
        return _row_of([cell for cell in _SEPARATOR.split(words) if cell], words)
    return _row_of(_separated_cells(words), words) or _unparted_row(words)


def is_parted_row(text: str) -> bool:
    """Whether a text is a row whose cells are parted by tabs or bars."""
    return bool(_SEPARATOR.search(text)) and read_row(text) is not None


def without_rank(text: str) -> str:
    """A row without its rank; any other text as it is."""
    row = read_row(text)
    return row.text if row else text


def with_parted_cells(text: str) -> str:
    """A line of CSV that is a row with tabs between its cells; any other text as it is."""
    cells = [] if _SEPARATOR.search(text) else _separated_cells(text)
    return "\t\t".join(cells) if _row_of(cells, text) else text


def _row_of(cells: list[str], words: str) -> Row | None:
    if len(cells) < 2:
        return None
    figures, rank = [cell for cell in cells if is_value(cell)], 0
    if len(figures) > 1 and cells[0] == figures[0] and _RANK.fullmatch(cells[0]):
        figures, words = figures[1:], words[len(cells[0]) :].lstrip(" \t|")
        rank = int("".join(filter(str.isdecimal, cells[0])))
    named = (letters_of(_NOTE.sub("", cell)) for cell in cells if not is_value(cell))
    names = tuple(filter(None, named))
    return Row(names, tuple(figures), words, rank) if names and figures else None


def _separated_cells(words: str) -> list[str]:
    """ "Halo-2,71.4,60.2": the cells of a line of CSV. Behind the commas of a sentence is a space, those of a number part thousands."""
    if len(words) > MAX_ROW_CHARACTERS or len(words.splitlines()) > 1:
        return []
    for sign in ";,":
        if words.count(sign) > 1 and not (sign == "," and _THOUSANDS.search(words)):
            cells = next(csv.reader([words], delimiter=sign))
            if len(cells) > 2 and not any(cell[:1].isspace() for cell in cells):
                return cells
    return []


def _unparted_row(words: str) -> Row | None:
    """ "Halo-2 71.4": a name and its figures without signs between them."""
    tokens = words.split()
    if not _TOKENS[0] <= len(tokens) <= _TOKENS[1] or len(words) > _MAX_UNPARTED or not is_value(tokens[-1]):
        return None
    first = next(i for i in range(len(tokens)) if all(map(is_value, tokens[i:])))
    name = " ".join(tokens[:first])
    is_name = bool(first) and name[:1].isupper() and not any(token.islower() for token in tokens[:first])
    return _row_of([name, *tokens[first:]], words) if is_name else None
