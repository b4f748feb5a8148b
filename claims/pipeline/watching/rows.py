"""Rows: a row of a table or leaderboard, known by what it names and by its figures, wherever it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from claims.pipeline.watching.columns import cells_of, headed_cells, is_value
from claims.pipeline.watching.figures import figures_of
from claims.pipeline.watching.folding import Folded, fold, letters_of
from claims.values import CitedClaim, PassageMatch
from claims.vocabulary import PassageState

_SEPARATOR = re.compile(r"\s*\t[\s|]*|\s*\|\s*")
_RANK = re.compile(r"\W{0,3}\d{1,4}\W{0,2}(?:st|nd|rd|th)?\W{0,2}")
_MAX_CHARACTERS = 2000
_MAX_ROWS = 200
_MAX_UNPARTED = 40
_TOKENS = (2, 8)
_YEAR = re.compile(r"(?:19|20)\d\d")
_PAIR = re.compile(
    r'"[^"\n]{1,100}"\s{0,5}:\s{0,5}(?:"(?P<text>[^"\n]{0,300})"|(?P<other>-?\d[\d.eE+-]{0,40}|true|false|null))'
)
NO_CLAIM = CitedClaim("")


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
    """The row that a passage is; None if it is none. It has a name and a figure, and is parted by tabs or bars, or is JSON."""
    words = text.strip().strip("|").strip()
    if len(words) > _MAX_CHARACTERS:
        return None
    if len(pairs := list(_PAIR.finditer(words))) > 1:
        return _row_of([pair["text"] or pair["other"] or "" for pair in pairs], words)
    if "\n" in words:
        return None
    if _SEPARATOR.search(words):
        return _row_of([cell for cell in _SEPARATOR.split(words) if cell], words)
    return _unparted_row(words)


def is_parted_row(text: str) -> bool:
    """Whether a text is a row whose cells are parted by tabs or bars."""
    return bool(_SEPARATOR.search(text)) and read_row(text) is not None


def find_row(
    text: str, row: Row, before: str = "", *, expected: Sequence[str] = (), claim: CitedClaim = NO_CLAIM
) -> PassageMatch | None:
    """Where the row stands in a text: intact with its figures, altered with others; None if nothing has its names.

    Of `expected`, the figures that its claim relies on, only those in the row matter; without one, all figures of the row do.
    They must stand below the heading that is a name of the claim, if one is. A row with such a figure that lost a name which
    the claim does not say is still the row. Of several rows with its names, the one counts that stands in the order in which it stood `before`;
    otherwise one with its figures, or with more of its other figures than any other.
    """
    wanted = _relied_on(row, expected)
    rows = list(_rows_named(fold(text), row.names))
    if not rows and wanted is not row:
        rows = list(_rows_named(fold(text), _said(row.names, claim)))
    if not rows:
        return None
    chosen = (
        _same_in_order(rows, wanted, before)
        or next((one for one in rows if _has_values(one.row, wanted)), None)
        or _most_alike(rows, row)
    )
    if chosen is None:
        first = rows[0]
        return PassageMatch(PassageState.AMBIGUOUS, text[first.start : first.end], first.start, first.end)
    wording, state = text[chosen.start : chosen.end], PassageState.ALTERED
    if _has_values(chosen.row, wanted):
        cells = headed_cells(text, chosen.start, chosen.end) if wanted is not row else []
        below = [cell for heading, cell in cells if is_value(cell) and _is_named(heading, claim)]
        if not below or _holds(below, wanted.values):
            state = PassageState.INTACT
        else:
            wording = "\t\t".join([*_name_cells(wording), *below])
    return PassageMatch(state, wording, chosen.start, chosen.end, 1.0)


def without_rank(text: str) -> str:
    """A row without its rank; any other text as it is."""
    row = read_row(text)
    return row.text if row else text


def _row_of(cells: list[str], words: str) -> Row | None:
    if len(cells) < 2:
        return None
    figures = [cell for cell in cells if is_value(cell)]
    if len(figures) > 1 and cells[0] == figures[0] and _RANK.fullmatch(cells[0]):
        figures, words = figures[1:], words[len(cells[0]) :].lstrip(" \t|")
    names = tuple(letters_of(cell) for cell in cells if not is_value(cell) and letters_of(cell))
    return Row(names, tuple(figures), words) if names and figures else None


def _unparted_row(words: str) -> Row | None:
    """ "Halo-2 71.4": a name and its figures without signs between them."""
    tokens = words.split()
    if not _TOKENS[0] <= len(tokens) <= _TOKENS[1] or len(words) > _MAX_UNPARTED or not is_value(tokens[-1]):
        return None
    first = next(i for i in range(len(tokens)) if all(map(is_value, tokens[i:])))
    name = " ".join(tokens[:first])
    is_name = bool(first) and name[:1].isupper() and not any(token.islower() for token in tokens[:first])
    return _row_of([name, *tokens[first:]], words) if is_name else None


def _relied_on(row: Row, expected: Sequence[str]) -> Row:
    """The row with those of its figures alone that are expected; as it is if it has none of them but years."""
    values = {figure.value for written in expected for figure in figures_of(written)}
    cells = tuple(cell for cell in row.values if values & {figure.value for figure in figures_of(cell)})
    return row if all(map(_YEAR.fullmatch, cells)) else replace(row, values=cells)


def _said(names: Sequence[str], claim: CitedClaim) -> tuple[str, ...]:
    """Those of the names that a claim says."""
    words = letters_of(claim.text)
    return tuple(name for name in names if name in words)


def _is_named(heading: str, claim: CitedClaim) -> bool:
    letters = letters_of(heading)
    return bool(letters) and letters in map(letters_of, claim.names)


def _name_cells(words: str) -> list[str]:
    return [cell for cell in cells_of(words) if cell and not is_value(cell)]


def _rows_named(page: Folded, names: Sequence[str]) -> Iterator[_FoundRow]:
    """The rows of a page that hold all of the names, in their order; none without a name."""
    offset, end, longest = -1, -1, max(names, key=len, default="")
    if not longest:
        return
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
        if other and not Counter(names) - Counter(other.names):
            words = page.text[start:end]
            yield _FoundRow(start + len(words) - len(words.lstrip()), start + len(words.rstrip()), other)


def _same_in_order(rows: list[_FoundRow], row: Row, before: str) -> _FoundRow | None:
    """The row that is as far down as it was, if as many have its names."""
    were = list(_rows_named(fold(before), row.names)) if before else []
    places = [i for i, one in enumerate(were) if _has_values(one.row, row)]
    return rows[places[0]] if len(were) == len(rows) and len(places) == 1 else None


def _most_alike(rows: list[_FoundRow], row: Row) -> _FoundRow | None:
    """The only row, or the one that has more of the row's figures than each of the others."""
    if len(rows) == 1:
        return rows[0]
    values = Counter(map(_value_of, row.values))
    shared = [(values & Counter(map(_value_of, one.row.values))).total() for one in rows]
    most = max(shared)
    return rows[shared.index(most)] if shared.count(most) == 1 else None


def _has_values(row: Row, wanted: Row) -> bool:
    """Whether a row has the figures of another, in whichever writing."""
    return _holds(row.values, wanted.values)


def _holds(cells: Sequence[str], values: Sequence[str]) -> bool:
    return not Counter(map(_value_of, values)) - Counter(map(_value_of, cells))


def _value_of(cell: str) -> object:
    figures = figures_of(cell)
    return tuple((figure.value, figure.unit) for figure in figures) or letters_of(cell)
