"""Rows: a row of a table or leaderboard, known by what it names and by its figures, wherever it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from claims.pipeline.watching.figures import figures_of
from claims.pipeline.watching.folding import Folded, fold, letters_of
from claims.values import PassageMatch
from claims.vocabulary import PassageState

_SEPARATOR = re.compile(r"\s*\t[\s|]*|\s*\|\s*")
_RANK = re.compile(r"\W{0,3}\d{1,4}\W{0,2}(?:st|nd|rd|th)?\W{0,2}")
_MAX_CHARACTERS = 2000
_MAX_ROWS = 200
_MAX_UNIT_LETTERS = 6
_MAX_UNPARTED = 40
_TOKENS = (2, 8)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the letters of the cells that name something, and its other cells that hold figures, as written.

    `text` is the row without its rank.
    """

    names: tuple[str, ...]
    values: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class _FoundRow:
    start: int
    end: int
    row: Row


def read_row(text: str) -> Row | None:
    """The row that a passage is; None if it is none. It has a name and a figure, and is parted by tabs or bars."""
    words = text.strip().strip("|").strip()
    if len(words) > _MAX_CHARACTERS or "\n" in words:
        return None
    if _SEPARATOR.search(words):
        return _row_of([cell for cell in _SEPARATOR.split(words) if cell], words)
    return _unparted_row(words)


def is_parted_row(text: str) -> bool:
    """Whether a text is a row whose cells are parted by tabs or bars."""
    return bool(_SEPARATOR.search(text)) and read_row(text) is not None


def find_row(text: str, row: Row, before: str = "") -> PassageMatch | None:
    """Where the row stands in a text: intact with its figures, altered with others; None if nothing has its names.

    Of several rows with its names, the one counts that stands in the order in which it stood `before`; otherwise one with its
    figures.
    """
    rows = list(_rows_named(fold(text), row))
    if not rows:
        return None
    chosen = _same_in_order(rows, row, before) or next(
        (one for one in rows if _has_values(one.row, row)), None
    )
    if chosen is None and len(rows) > 1:
        return PassageMatch(
            PassageState.AMBIGUOUS, text[rows[0].start : rows[0].end], rows[0].start, rows[0].end
        )
    chosen = chosen or rows[0]
    is_same = _has_values(chosen.row, row)
    state = PassageState.INTACT if is_same else PassageState.ALTERED
    return PassageMatch(state, text[chosen.start : chosen.end], chosen.start, chosen.end, 1.0)


def without_rank(text: str) -> str:
    """A row without its rank; any other text as it is."""
    row = read_row(text)
    return row.text if row else text


def _row_of(cells: list[str], words: str) -> Row | None:
    if len(cells) < 2:
        return None
    figures = [cell for cell in cells if _is_value(cell)]
    if len(figures) > 1 and cells[0] == figures[0] and _RANK.fullmatch(cells[0]):
        figures, words = figures[1:], words[len(cells[0]) :].lstrip(" \t|")
    names = tuple(letters_of(cell) for cell in cells if not _is_value(cell) and letters_of(cell))
    return Row(names, tuple(figures), words) if names and figures else None


def _unparted_row(words: str) -> Row | None:
    """ "Halo-2 71.4": a name and its figures without signs between them."""
    tokens = words.split()
    if not _TOKENS[0] <= len(tokens) <= _TOKENS[1] or len(words) > _MAX_UNPARTED or not _is_value(tokens[-1]):
        return None
    first = next(i for i in range(len(tokens)) if all(map(_is_value, tokens[i:])))
    name = " ".join(tokens[:first])
    is_name = bool(first) and name[:1].isupper() and not any(token.islower() for token in tokens[:first])
    return _row_of([name, *tokens[first:]], words) if is_name else None


def _is_value(cell: str) -> bool:
    """Whether a cell is a figure with its unit, rather than a name with a number."""
    letters = sum(character.isalpha() for character in cell)
    return any(character.isdigit() for character in cell) and (
        letters == 0 or (letters <= _MAX_UNIT_LETTERS and bool(figures_of(cell)))
    )


def _rows_named(page: Folded, row: Row) -> Iterator[_FoundRow]:
    """The rows of a page that hold all names of a row, in their order."""
    offset, end, longest = -1, -1, max(row.names, key=len)
    for _ in range(_MAX_ROWS):
        offset = page.letters.find(longest, offset + 1)
        if offset < 0:
            return
        place = page.place(offset)
        if place < end:
            continue
        start = page.text.rfind("\n", 0, place) + 1
        end = page.text.find("\n", place)
        end = len(page.text) if end < 0 else end
        other = read_row(page.text[start:end]) if end - start <= _MAX_CHARACTERS else None
        if other and not Counter(row.names) - Counter(other.names):
            words = page.text[start:end]
            yield _FoundRow(start + len(words) - len(words.lstrip()), start + len(words.rstrip()), other)


def _same_in_order(rows: list[_FoundRow], row: Row, before: str) -> _FoundRow | None:
    """The row that is as far down as it was, if as many have its names."""
    were = list(_rows_named(fold(before), row)) if before else []
    places = [i for i, one in enumerate(were) if _has_values(one.row, row)]
    return rows[places[0]] if len(were) == len(rows) and len(places) == 1 else None


def _has_values(row: Row, wanted: Row) -> bool:
    """Whether a row has the figures of another, in whichever writing."""
    return not Counter(map(_value_of, wanted.values)) - Counter(map(_value_of, row.values))


def _value_of(cell: str) -> object:
    figures = figures_of(cell)
    return tuple((figure.value, figure.unit) for figure in figures) or letters_of(cell)
