"""Records: the text of JSON, JSON Lines, CSV and TSV as tables, a record a line below its headings."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import PurePosixPath
from typing import Any, NamedTuple

_JSON, _JSON_LINES, _CSV = "json", "json lines", "csv"
_MEDIA_TYPES = {
    "application/json": _JSON,
    "text/json": _JSON,
    "application/x-ndjson": _JSON_LINES,
    "application/jsonl": _JSON_LINES,
    "application/json-lines": _JSON_LINES,
    "text/csv": _CSV,
    "application/csv": _CSV,
    "text/tab-separated-values": _CSV,
}
RECORD_TYPES = frozenset(_MEDIA_TYPES)
"""Media types that name a form of records; others end in "+json"."""

_SUFFIXES = {
    ".json": _JSON,
    ".geojson": _JSON,
    ".jsonl": _JSON_LINES,
    ".ndjson": _JSON_LINES,
    ".csv": _CSV,
    ".tsv": _CSV,
}
_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 20
_GAP = "\t\t"
_EMPTY = "–"
_MAX_CELL = 120
_MAX_ROW = 1000
_MAX_EMPTINESS = 4
_MAX_GROWTH = 4
_MAX_DEPTH = 4
_LISTED_TOGETHER = 20
_NAMING_KEYS = ("name", "title", "full_name", "label", "model", "id")


def records_text(source: str, media_type: str, url: str = "") -> str | None:
    """Returns the text of a source that has records, by its media type or the end of its URL's path; None if it has none.

    A table has a line of headings and a line for each record, with two tabs between its cells and a dash for an empty one.
    A record of more than 1,000 characters has a line for each of its values, with its name and the value's key before it.
    Text that is longer than a cell has lines of its own. What cannot be read as what it is called is None, too.
    """
    kind = _kind_of(media_type, url)
    if kind is None:
        return None
    try:
        return _joined(_READERS[kind](source.removeprefix("\ufeff")), _MAX_GROWTH * len(source) + _MAX_ROW)
    except (ValueError, RecursionError, csv.Error):
        return None


def _joined(lines: Iterable[str], most: int) -> str:
    """The lines as one text. Raises ValueError for more than `most` characters."""
    text = StringIO()
    for line in lines:
        if text.tell() > most:
            raise ValueError("The names of the records are repeated too often.")
        text.write(f"{line}\n")
    return text.getvalue().strip("\n")


def _kind_of(media_type: str, url: str) -> str | None:
    media_type = media_type.partition(";")[0].strip().lower()
    if media_type in _MEDIA_TYPES:
        return _MEDIA_TYPES[media_type]
    if media_type.endswith("+json"):
        return _JSON
    path = url.partition("?")[0].partition("#")[0].lower()
    return _SUFFIXES.get(PurePosixPath(path).suffix) if media_type in ("", "text/plain") else None


def _read_csv(source: str) -> Iterator[str]:
    lines = source.splitlines(keepends=True)
    delimiter = max(_DELIMITERS, key=lambda sign: _evenness(lines[:_SAMPLE_LINES], sign))
    for row in csv.reader(lines, delimiter=delimiter):
        yield _line(row)


def _evenness(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """How many of the lines have the most frequent number of cells above one, and that number."""
    widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    return count, width


def _read_json(source: str) -> Iterator[str]:
    yield from _lines_of(_loaded(source), ())


def _read_json_lines(source: str) -> Iterator[str]:
    yield from _lines_of([_loaded(line) for line in source.splitlines() if line.strip()], ())


_READERS = {_JSON: _read_json, _JSON_LINES: _read_json_lines, _CSV: _read_csv}


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


def _loaded(source: str) -> Any:
    return json.loads(source, parse_int=_Number, parse_float=_Number, parse_constant=str, strict=False)


def _lines_of(value: Any, path: tuple[str, ...], owner: str = "") -> Iterator[str]:
    """The lines of a JSON value; `path` are the keys and names that lead to it, `owner` is the name of the record with it."""
    if isinstance(value, dict):
        yield from _mapping_lines(value, path, owner)
    elif not isinstance(value, list):
        yield _line([*path[-1:], _cell(value)])
    elif value and all(isinstance(item, dict) for item in value):
        yield from _table(value, path, owner)
    elif any(isinstance(item, dict | list) for item in value):
        yield from _titled(path)
        for item in value:
            yield from [_line(map(_cell, item))] if _is_row(item) else _lines_of(item, path, owner)
    else:
        yield from _titled(path)
        for at in range(0, len(value), _LISTED_TOGETHER):
            yield ", ".join(map(_cell, value[at : at + _LISTED_TOGETHER]))


def _is_row(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(cell, dict | list) for cell in value)


def _mapping_lines(mapping: Mapping[str, Any], path: tuple[str, ...], owner: str) -> Iterator[str]:
    mapping = _with_heads(mapping)
    values = list(mapping.values())
    if len(values) > 1 and all(isinstance(value, _Number) for value in values):
        yield from _titled(path)
        yield from (_line([key, value]) for key, value in mapping.items())
    elif _are_alike(values):
        yield from _table([{"": key, **value} for key, value in mapping.items()], path)
    elif values and all(isinstance(value, dict | list) for value in values):
        for key, value in mapping.items():
            yield from _lines_of(value, (*path, key), owner)
    else:
        yield from _table([mapping], path, owner)


def _with_heads(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    """The mapping with the names of columns that it lists above the rows of the same width: {"columns": […], "data": [[…], …]}."""
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


class _Record(NamedTuple):
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


def _table(records: Sequence[Mapping[str, Any]], path: tuple[str, ...], owner: str = "") -> Iterator[str]:
    """The lines of records. If none of them has a name, each begins with that of their owner."""
    shape = _shape_of(records)
    names = [owner] if owner and not shape.has_names else []
    if shape.headings:
        yield from _titled(path)
    if shape.headings and not shape.is_long:
        yield _line([*names, *shape.headings.values()])
    for record in map(_record, records):
        if shape.is_long:
            cells = ((shape.headings[key], cell) for key, cell in record.cells.items() if cell)
            yield from (_line([record.name or owner, heading, cell]) for heading, cell in cells)
        elif shape.headings:
            yield _line([*names, *(record.cells.get(key, "") for key in shape.headings)])
    for record in map(_record, records):
        for key, value in record.rest:
            yield from _rest_lines(value, (*path, record.name, *key), record.name)


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
    for record in map(_record, records):
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
        yield from _lines_of(value, path, owner)


def _record(record: Mapping[str, Any]) -> _Record:
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
    return _Record(cells, rest)


def _cell_of(value: Any) -> str | None:
    """A value as a cell; None if it is too large for one, or has parts of its own."""
    if isinstance(value, list):
        if any(isinstance(item, dict | list) for item in value) or len(value) > _LISTED_TOGETHER:
            return None
        value = ", ".join(map(_cell, value))
    cell = _cell(value)
    is_short = len(cell) <= _MAX_CELL and not (isinstance(value, str) and "\n" in value.strip())
    return cell if is_short else None


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(str(value).split()) if value is not None else ""


def _titled(path: tuple[str, ...]) -> Iterator[str]:
    """What leads to a table, in a paragraph of its own."""
    yield ""
    if any(path):
        yield " / ".join(filter(None, path))
        yield ""


def _line(cells: Iterable[str]) -> str:
    return _GAP.join(" ".join(cell.split()) or _EMPTY for cell in cells)
