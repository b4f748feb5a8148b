"""Claimed figures: the figures of a claim that a passage pinned for it must have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from claims.pipeline.watching.columns import (
    HeadedCell,
    figures_in,
    headed_cells,
    is_same_figure,
    is_value,
    keyed_cells,
)
from claims.pipeline.watching.figures import Figure, compare_figures, figures_of
from claims.pipeline.watching.heading_units import measures_of
from claims.pipeline.watching.rows import is_parted_row
from claims.vocabulary import ValuesState

_SHARES = frozenset({"%", "x", "percentage points", "basis points", "‰"})
_NUMBER = re.compile(r"\d[\d.,'’ \u00a0\u202f]*")
_CURRENCY = re.compile(r"[A-Z]{3}")
_MAGNITUDE = re.compile(
    r"[^A-Za-z]{0,40}?(?:[kKMBT](?![A-Za-z])|(?:thousand|millions?|billions?|trillions?|bn|mn|tn)(?![A-Za-z]))"
)


def expected_figures(
    quantities: Sequence[str], claim_text: str, passage: str, *, text: str = ""
) -> tuple[str, ...]:
    """The claim's figures that must stand in a passage, as the claim has them.

    `quantities` are the numbers of the claim's propositions as written. A claim without any relies on the numbers of its
    text with a sign or a magnitude ("40%", "12 trillion"), and on others as far as the passage has them. A passage that has
    some of the figures may lack the others, which another passage may state, but must not state another value in their
    unit. A row of the source's `text` may have the unit or size in a heading: its figure is expected as the cell has it.
    """
    cells = _cells_in(text, passage)
    optional: list[Figure] = []
    claimed = [_in_cell(figure, cells) for written in quantities for figure in figures_of(written)]
    if not claimed:
        in_text = figures_of(claim_text)
        claimed = [_in_cell(measured, cells) for figure in in_text for measured in _measured(figure)]
        optional = [figure for figure in in_text if not _measured(figure)]
    stated = [figure for figure in (*claimed, *optional) if _stands(figure, passage)]
    if any(figure in stated for figure in claimed):
        claimed = [figure for figure in claimed if figure in stated or _has_rival(figure, claimed, passage)]
    return _as_written([*claimed, *stated])


def _cells_in(text: str, passage: str) -> list[HeadedCell]:
    """The cells of a passage that is a row, or JSON, with their headings."""
    start = text.find(passage) if is_parted_row(passage) else -1
    return headed_cells(text, start, start + len(passage)) if start >= 0 else keyed_cells(passage)


def _in_cell(figure: Figure, cells: Sequence[HeadedCell]) -> Figure:
    """A figure as the cell of a row has it, whose heading has its size or unit, or names none: 48.3 for "48.3 million"."""
    if any(figure in figures_in(cell) for _, cell in cells):
        return figure
    for heading, cell in cells:
        stated = figures_in(cell) if is_value(cell) else ()
        is_bare = len(stated) == 1 and not stated[0].unit and stated[0].value in cell_values(figure)
        if (is_bare and not any(measures_of(heading))) or (
            len(stated) == 1 and is_same_figure(("", figure.verbatim), (heading, cell))
        ):
            return stated[0]
    return figure


def stated_figures(claimed: Sequence[Figure], passage: str) -> tuple[str, ...]:
    """The figures of a passage that are those of its claim, as the passage has them.

    A cell of a row may have its unit in its heading: "112" is the figure of "112 metres", and "2136" that of "2,136 billion".
    """
    stated = figures_of(passage)
    same = tuple(figure.verbatim for figure in stated if figure in claimed)
    if not is_parted_row(passage):
        return same
    bare = frozenset().union(*map(cell_values, claimed))
    return _as_written(
        [figure for figure in stated if figure in claimed or (not figure.unit and figure.value in bare)]
    )


def cell_values(figure: Figure) -> frozenset[Decimal]:
    """The values that a figure may have in a cell whose heading has its size: 267.6 for "267.6 billion"."""
    bare = figures_of("".join(_NUMBER.findall(figure.verbatim)[:1]))
    return frozenset({figure.value, *(number.value for number in bare)})


def _measured(figure: Figure) -> tuple[Figure, ...]:
    """The figure if it has a sign or a magnitude, without the word that follows it; otherwise none."""
    if figure.unit in _SHARES or _CURRENCY.fullmatch(figure.unit):
        return (figure,)
    magnitude = _MAGNITUDE.match(figure.verbatim)
    return figures_of(magnitude[0]) if magnitude else ()


def _stands(figure: Figure, passage: str) -> bool:
    return compare_figures(passage, passage, [figure.verbatim]).state is ValuesState.PRESENT


def _has_rival(figure: Figure, claimed: Sequence[Figure], passage: str) -> bool:
    """Whether the passage states another value in the figure's unit, which is none of the claim's."""
    return bool(figure.unit) and any(
        rival.unit == figure.unit and rival not in claimed for rival in figures_of(passage)
    )


def _as_written(figures: Sequence[Figure]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(figure.verbatim for figure in figures))
