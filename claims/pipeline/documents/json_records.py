"""JSON records: the cells of a JSON object by their keys, and what is too large for a cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

_MAX_CELL = 120
_MAX_DEPTH = 4
_NAMING_KEYS = ("name", "title", "full_name", "label", "model", "id")
LISTED_TOGETHER = 20
"""How many values of a list stand in one cell, or in one line."""


class JsonNumber(str):
    """A number as it is written."""

    __slots__ = ()


class JsonRecord(NamedTuple):
    """The cells of a record by their keys, and what is too large for a cell."""

    cells: dict[tuple[str, ...], str]
    rest: list[tuple[tuple[str, ...], Any]]

    @property
    def name(self) -> str:
        """What it is called: the value of a key that names, or else its first cell that is no figure, date or address."""
        by_key = {key[-1].lower(): self.cells[key] for key in reversed(list(self.cells))}
        named = next((by_key[key] for key in ("", *_NAMING_KEYS) if by_key.get(key)), "")
        return named or next((cell for cell in self.cells.values() if _is_name(cell)), "")


def _is_name(cell: str) -> bool:
    letters = sum(map(str.isalpha, cell))
    return letters > sum(map(str.isdigit, cell)) and "://" not in cell


def read_record(record: Mapping[str, Any]) -> JsonRecord:
    """The cells of an object, those of its objects with the keys that lead to them."""
    cells: dict[tuple[str, ...], str] = {}
    rest: list[tuple[tuple[str, ...], Any]] = []
    pending: list[tuple[tuple[str, ...], Any]] = [((key,), record[key]) for key in reversed(list(record))]
    while pending:
        key, value = pending.pop()
        if isinstance(value, dict) and len(key) < _MAX_DEPTH:
            pending += [((*key, inner), value[inner]) for inner in reversed(list(value))]
        elif isinstance(value, dict) or (cell := _cell_of(value)) is None:
            rest.append((key, value))
        else:
            cells[key] = cell
    return JsonRecord(cells, rest)


def _cell_of(value: Any) -> str | None:
    """A value as a cell; None if it is too large for one, or has parts of its own."""
    if isinstance(value, list):
        if any(isinstance(item, dict | list) for item in value) or len(value) > LISTED_TOGETHER:
            return None
        value = ", ".join(map(cell_text, value))
    cell = cell_text(value)
    is_short = len(cell) <= _MAX_CELL and not (isinstance(value, str) and "\n" in value.strip())
    return cell if is_short else None


def cell_text(value: Any) -> str:
    """A value as the text of a cell, "" for null."""
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(str(value).split()) if value is not None else ""
