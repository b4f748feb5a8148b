"""JSON tables: a JSON value as lines of text, with a row for each record below its keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from claims.pipeline.documents.json_records import (
    LISTED_TOGETHER,
    JsonNumber,
    cell_text,
    read_record,
)

_GAP = "\t\t"
_EMPTY = "–"
_MAX_ROW = 1000
_MAX_EMPTINESS = 4
_MAX_KEYS_OF_TABLE = 50


def json_lines(value: Any, path: tuple[str, ...], owner: str = "") -> Iterator[str]:
    """The lines of a JSON value; `path` are the keys and names that lead to it, `owner` is the name of the record with it."""
    if isinstance(value, dict):
        yield from _mapping_lines(value, path, owner)
    elif not isinstance(value, list):
        yield table_line([*path[-1:], cell_text(value)])
    elif value and all(isinstance(item, dict) for item in value):
        yield from _table(value, path, owner)
    elif any(isinstance(item, dict | list) for item in value):
        yield from _titled(path)
        for item in value:
            yield from [table_line(map(cell_text, item))] if _is_row(item) else json_lines(item, path, owner)
    else:
        yield from _titled(path)
        for at in range(0, len(value), LISTED_TOGETHER):
            yield ", ".join(map(cell_text, value[at : at + LISTED_TOGETHER]))


def _is_row(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(cell, dict | list) for cell in value)


def _mapping_lines(mapping: Mapping[str, Any], path: tuple[str, ...], owner: str) -> Iterator[str]:
    mapping = _with_heads(mapping)
    values = list(mapping.values())
    if len(values) > 1 and all(isinstance(value, JsonNumber) for value in values):
        yield from _titled(path)
        yield from (table_line([key, value]) for key, value in mapping.items())
    elif _are_alike(values):
        yield from _table([{"": key, **value} for key, value in mapping.items()], path)
    elif values and all(isinstance(value, dict | list) for value in values):
        for key, value in mapping.items():
            yield from json_lines(value, (*path, key), owner)
    else:
        yield from _table([mapping], path, owner)


def _with_heads(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    """The mapping with the names of columns that it lists above the rows of the same width: {"columns": […], "data": [[…], …]}."""
    if len(mapping) > _MAX_KEYS_OF_TABLE:
        return mapping
    heads = [key for key, value in mapping.items() if _is_row(value) and len(value) > 1]
    tables = [
        key
        for key, value in mapping.items()
        if isinstance(value, list) and value and all(map(_is_row, value))
    ]
    pairs = [
        (head, table) for head in heads for table in tables if len(mapping[head]) == len(mapping[table][0])
    ]
    if len(pairs) != 1:
        return mapping
    head, table = pairs[0]
    rest = {key: value for key, value in mapping.items() if key != head}
    return {**rest, table: [mapping[head], *mapping[table]]}


def _are_alike(values: Sequence[Any]) -> bool:
    """Whether the values of a mapping are records of one kind: "Heron-2": {"score": 89.4}, "Kestrel": {"score": 85.5}."""
    if len(values) < 2 or not all(isinstance(value, dict) and value for value in values):
        return False
    keys = Counter(key for value in values for key in value)
    return 2 * max(keys.values()) > len(values)


def _table(records: Sequence[Mapping[str, Any]], path: tuple[str, ...], owner: str = "") -> Iterator[str]:
    """The lines of records. If none of them has a name, each begins with that of their owner."""
    shape = _shape_of(records)
    if shape.headings:
        yield from _titled(path)
        yield from _long_rows(records, shape, owner) if shape.is_long else _rows(records, shape, owner)
    for record in map(read_record, records):
        for key, value in record.rest:
            yield from _rest_lines(value, (*path, record.name, *key), record.name)


def _rows(records: Sequence[Mapping[str, Any]], shape: _Shape, owner: str) -> Iterator[str]:
    names = [owner] if owner and not shape.has_names else []
    yield table_line([*names, *shape.headings.values()])
    for record in map(read_record, records):
        yield table_line([*names, *(record.cells.get(key, "") for key in shape.headings)])


def _long_rows(records: Sequence[Mapping[str, Any]], shape: _Shape, owner: str) -> Iterator[str]:
    for record in map(read_record, records):
        name = record.name or owner
        yield from (
            table_line([name, shape.headings[key], cell]) for key, cell in record.cells.items() if cell
        )


class _Shape(NamedTuple):
    """The headings of a table by their keys, whether each value has a line of its own, for its records are long or unlike,
    and whether a record has a name."""

    headings: dict[tuple[str, ...], str]
    is_long: bool
    has_names: bool


def _shape_of(records: Sequence[Mapping[str, Any]]) -> _Shape:
    keys: dict[tuple[str, ...], None] = {}
    longest = cells = 0
    has_names = False
    for record in map(read_record, records):
        keys.update(dict.fromkeys(record.cells))
        longest = max(longest, sum(map(len, record.cells.values())))
        cells += len(record.cells)
        has_names = has_names or record.name != ""
    last = Counter(key[-1] for key in keys)
    headings = {key: key[-1] if last[key[-1]] == 1 else ".".join(key) for key in keys}
    is_long = longest > _MAX_ROW or len(keys) * len(records) > _MAX_EMPTINESS * cells
    return _Shape(headings, is_long, has_names)


def _rest_lines(value: Any, path: tuple[str, ...], owner: str) -> Iterator[str]:
    if isinstance(value, str):
        yield from _titled(path)
        yield from filter(None, map(str.strip, value.splitlines()))
    else:
        yield from json_lines(value, path, owner)


def _titled(path: tuple[str, ...]) -> Iterator[str]:
    """What leads to a table, in a paragraph of its own."""
    yield ""
    if any(path):
        yield " / ".join(filter(None, path))
        yield ""


def table_line(cells: Iterable[str]) -> str:
    """The cells of a row with two tabs between them, a dash for an empty one."""
    return _GAP.join(" ".join(cell.split()) or _EMPTY for cell in cells)
