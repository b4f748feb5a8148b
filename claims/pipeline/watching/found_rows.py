"""Found rows: where a row of a table stands in a text, by what it names and by the figures that its claim relies on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from claims.pipeline.watching.columns import (
    HeadedCell,
    cells_below,
    cells_of,
    figures_in,
    headed_cells,
    is_in_other_unit,
    is_same_figure,
    is_value,
    keyed_cells,
)
from claims.pipeline.watching.figures import figures_of
from claims.pipeline.watching.folding import Folded, fold, letters_of
from claims.pipeline.watching.other_measures import is_other_measure
from claims.pipeline.watching.rows import MAX_ROW_CHARACTERS, Row, read_row
from claims.pipeline.watching.said_ranks import says_rank
from claims.values import CitedClaim, PassageMatch
from claims.vocabulary import PassageState

NO_CLAIM = CitedClaim("")
_MAX_ROWS = 200
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class _FoundRow:
    start: int
    end: int
    row: Row


@dataclass(frozen=True, slots=True)
class _Earlier:
    """An earlier text, "" if there is none, and its rows with the row's names."""

    text: str
    rows: list[_FoundRow]


def find_row(
    text: str,
    row: Row,
    before: str = "",
    *,
    prefix: str = "",
    expected: Sequence[str] = (),
    claim: CitedClaim = NO_CLAIM,
) -> PassageMatch | None:
    """Where the row stands in a text: intact with its figures, altered with others; None if nothing has its names.

    Of `expected`, the figures that its claim relies on, only those in the row matter; without one, all figures of the row do.
    Each must stand below the heading below which it stood `before`, in the same unit; if that is not known, below the heading
    that is a name of the claim, if one is. A row with such a figure that lost a name which the claim does not say is still
    the row. The row's rank counts if the claim says it. Of several rows with its names, the one counts that stands in the
    order in which it stood `before` (of equal ones, behind `prefix`); otherwise one with its figures, or with more of its other
    figures than any other.
    """
    rank = row.rank if says_rank(claim.text, row.rank) else 0
    wanted = _relied_on(row, expected, has_rank=rank > 0)
    rows = _rows_of(text, row, wanted, claim)
    if not rows:
        return None
    earlier = _Earlier(before, list(_rows_named(fold(before), row.names)) if before else [])
    chosen = _chosen(rows, row, wanted, earlier, prefix)
    if chosen is None:
        first = rows[0]
        return PassageMatch(PassageState.AMBIGUOUS, text[first.start : first.end], first.start, first.end)
    now = headed_cells(text, chosen.start, chosen.end)
    were = _headed_before(earlier, row, wanted)
    stand, others, has_other_unit = _by_columns(now, were, wanted, claim)
    others = others or (_below_names(now, wanted, claim) if wanted is not row else [])
    wording = text[chosen.start : chosen.end]
    if others and _has_values(chosen.row, wanted):
        wording = "\t\t".join([*_name_cells(wording), *others])
    has_rank = not rank or chosen.row.rank in (0, rank)
    has_others = _holds(chosen.row.values, [value for value in wanted.values if value not in stand])
    state = PassageState.INTACT if has_rank and has_others and not others else PassageState.ALTERED
    return PassageMatch(state, wording, chosen.start, chosen.end, 1.0, has_other_unit)


def stands_as_before(text: str, before: str, row: Row) -> bool:
    """Whether the rows with a row's names, one at least, stand in both texts with the same cells below the same headings."""
    now, were = (
        [(headed_cells(page, one.start, one.end), one.row) for one in _rows_named(fold(page), row.names)]
        for page in (text, before)
    )
    return bool(now) and now == were


def has_figures(text: str, row: Row, expected: Sequence[str]) -> bool:
    """Whether a row of a text with a row's names has its figures, of `expected` ones these."""
    wanted = _relied_on(row, expected, has_rank=False)
    return any(_has_values(one.row, wanted) for one in _rows_named(fold(text), row.names))


def is_only_row(text: str, row: Row) -> bool:
    """Whether a text has a single row with a row's names."""
    return len(list(_rows_named(fold(text), row.names))) == 1


def _rows_of(text: str, row: Row, wanted: Row, claim: CitedClaim) -> list[_FoundRow]:
    """The rows with the row's names; if there is none, and only some figures matter, those with the names that its claim says."""
    rows = list(_rows_named(fold(text), row.names))
    return rows if rows or wanted is row else list(_rows_named(fold(text), _said(row.names, claim)))


def _headed_before(earlier: _Earlier, row: Row, wanted: Row) -> list[HeadedCell]:
    """The cells of the row in an earlier text, with their headings; [] if it has not the wanted figures or no headings."""
    rows = sorted(earlier.rows, key=lambda one: not _has_values(one.row, row))
    headed = (headed_cells(earlier.text, one.start, one.end) for one in rows)
    return next(
        (cells for cells in headed if cells and all(_columns_of(value, cells) for value in wanted.values)), []
    )


def _columns_of(value: str, cells: Sequence[HeadedCell]) -> list[HeadedCell]:
    return [cell for cell in cells if is_same_figure(("", value), cell)]


def _renamed(was: HeadedCell, value: str, now: Sequence[HeadedCell]) -> list[HeadedCell]:
    """The cells with a figure that stood below a heading that is not there any more."""
    return [cell for cell in now if is_same_figure(("", value), cell) or is_same_figure(was, cell)]


def _by_columns(
    now: Sequence[HeadedCell], were: Sequence[HeadedCell], wanted: Row, claim: CitedClaim
) -> tuple[set[str], list[str], bool]:
    """The wanted figures that stand below the heading that they had, what stands there in place of others, and whether one
    of these is the same figure in another unit."""
    stand, others, has_other = set(), [], False
    for value in dict.fromkeys(wanted.values):
        below = _counterparts(value, now, were, claim)
        if any(_stands_in(was, cell, claim) for was, cell in below):
            stand.add(value)
        else:
            others += [cell if cell != was[1] else f"{heading} {cell}" for was, (heading, cell) in below]
            has_other = has_other or any(is_in_other_unit(was, cell) for was, cell in below)
    return stand, others, has_other


def _stands_in(was: HeadedCell, cell: HeadedCell, claim: CitedClaim) -> bool:
    """Whether a cell has the figure that another had, below a heading that names nothing else than the claim says."""
    return is_same_figure(was, cell) and not is_other_measure(was[0], cell[0], claim.text)


def _counterparts(
    value: str, now: Sequence[HeadedCell], were: Sequence[HeadedCell], claim: CitedClaim
) -> list[tuple[HeadedCell, HeadedCell]]:
    """The cells with a figure as they were, each with one that stands below its heading now, or below another if that is gone."""
    columns = _columns_of(value, were)
    columns = [cell for cell in columns if _is_said(cell[0], claim)] or columns
    below = [(was, cell) for was in columns for cell in cells_below(was[0], now)]
    return below or [(was, cell) for was in columns or [("", value)] for cell in _renamed(was, value, now)]


def _below_names(now: Sequence[HeadedCell], wanted: Row, claim: CitedClaim) -> list[str]:
    """What stands below the headings that are names of the claim, if it is not what the claim says."""
    below = [cell for heading, cell in now if is_value(cell) and _is_named(heading, claim)]
    values, others = (Counter(map(_numbers_of, cells)) for cells in (wanted.values, below))
    return below if values - others and others - values else []


def _chosen(rows: list[_FoundRow], row: Row, wanted: Row, earlier: _Earlier, prefix: str) -> _FoundRow | None:
    """The row of those with its names that is the row; None if several may be."""
    return (
        _same_in_order(rows, row, earlier, prefix)
        or _same_in_order(rows, wanted, earlier, prefix)
        or next((one for one in rows if _has_values(one.row, wanted)), None)
        or _most_alike(rows, row)
    )


def _relied_on(row: Row, expected: Sequence[str], *, has_rank: bool) -> Row:
    """The row with those of its figures alone that are expected; as it is if its claim relies on none but years, nor on its rank."""
    values = {figure.value for written in expected for figure in figures_of(written)}
    cells = tuple(cell for cell in row.values if values & {figure.value for figure in figures_of(cell)})
    return row if all(map(_YEAR.fullmatch, cells)) and not has_rank else replace(row, values=cells)


def _said(names: Sequence[str], claim: CitedClaim) -> tuple[str, ...]:
    """Those of the names that a claim says."""
    words = letters_of(claim.text)
    return tuple(name for name in names if name in words)


def _is_named(heading: str, claim: CitedClaim) -> bool:
    letters = letters_of(heading)
    return bool(letters) and letters in map(letters_of, claim.names)


def _is_said(heading: str, claim: CitedClaim) -> bool:
    """Whether a claim says the words of a heading."""
    letters = letters_of(heading)
    return bool(letters) and letters in letters_of(claim.text)


def _name_cells(words: str) -> list[str]:
    cells = cells_of(words) or [cell for _, cell in keyed_cells(words)]
    return [cell for cell in cells if cell and not is_value(cell)]


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
        other = read_row(page.text[start:end]) if end - start <= MAX_ROW_CHARACTERS else None
        if other and not Counter(names) - Counter(other.names):
            words = page.text[start:end]
            yield _FoundRow(start + len(words) - len(words.lstrip()), start + len(words.rstrip()), other)


def _same_in_order(rows: list[_FoundRow], row: Row, earlier: _Earlier, prefix: str) -> _FoundRow | None:
    """The row that is as far down as it was, if as many have its names; of several like it, the one behind the prefix."""
    were = earlier.rows
    places = [i for i, one in enumerate(were) if _has_values(one.row, row)]
    if len(places) > 1 and prefix.strip():
        places = [i for i in places if earlier.text[: were[i].start].rstrip().endswith(prefix.rstrip())]
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


def _numbers_of(cell: str) -> object:
    return tuple(figure.value for figure in figures_in(cell)) or letters_of(cell)


def _value_of(cell: str) -> object:
    figures = figures_in(cell)
    return tuple((figure.value, figure.unit) for figure in figures) or letters_of(cell)
