"""Records: the text of JSON, JSON Lines, CSV and TSV as tables, a record a line below its headings."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import PurePosixPath

from claims.pipeline.documents.html_tree import without_invisible
from claims.pipeline.documents.json_records import JsonNumber
from claims.pipeline.documents.json_source import ends_early, load_json
from claims.pipeline.documents.json_tables import json_lines, table_line

_JSON, _JSON_LINES, _CSV = "json", "json lines", "csv"
_MEDIA_TYPES = {
    "application/json": _JSON,
    "text/json": _JSON,
    "application/x-ndjson": _JSON_LINES,
    "application/jsonl": _JSON_LINES,
    "application/json-lines": _JSON_LINES,
    "text/csv": _CSV,
    "text/x-csv": _CSV,
    "text/comma-separated-values": _CSV,
    "application/csv": _CSV,
    "application/vnd.ms-excel": _CSV,  # of a text; spreadsheets are known by their first bytes
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
_UNSAID = ("", "text/plain", "application/octet-stream", "binary/octet-stream")
_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 20
_MAX_GROWTH, _LEAST = 4, 1000


def is_records(media_type: str, url: str = "") -> bool:
    """Whether a source is called records, by its media type or the end of its URL's path."""
    return _kind_of(media_type, url) is not None


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
        return _joined(_READERS[kind](source.removeprefix("\ufeff")), _MAX_GROWTH * (len(source) + _LEAST))
    except (ValueError, RecursionError, csv.Error):
        return None


def is_cut_short(source: str, media_type: str, url: str = "") -> bool:
    """Whether a source that is called JSON, or JSON Lines, ends before it is complete."""
    kind = _kind_of(media_type, url)
    if kind not in {_JSON, _JSON_LINES}:
        return False
    return ends_early(source.rstrip().rpartition("\n")[2] if kind == _JSON_LINES else source)


def _joined(lines: Iterable[str], most: int) -> str:
    """The lines as one text. Raises ValueError for more than `most` characters."""
    text = StringIO()
    for line in lines:
        if text.tell() > most:
            raise ValueError("The names of the records are repeated too often.")
        text.write(f"{line}\n")
    return without_invisible(text.getvalue()).strip("\n")


def _kind_of(media_type: str, url: str) -> str | None:
    media_type = media_type.partition(";")[0].strip().lower()
    if media_type in _MEDIA_TYPES:
        return _MEDIA_TYPES[media_type]
    if media_type.endswith("+json"):
        return _JSON
    path = url.partition("?")[0].partition("#")[0].lower()
    return _SUFFIXES.get(PurePosixPath(path).suffix) if media_type in _UNSAID else None


def _read_csv(source: str) -> Iterator[str]:
    lines = source.splitlines(keepends=True)
    delimiter = max(_DELIMITERS, key=lambda sign: _evenness(lines[:_SAMPLE_LINES], sign))
    for row in csv.reader(lines, delimiter=delimiter):
        yield table_line(row)


def _evenness(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """How many of the lines have the most frequent number of cells above one, and that number."""
    widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    return count, width


def _read_json(source: str) -> Iterator[str]:
    yield from json_lines(load_json(source, number=JsonNumber), ())


def _read_json_lines(source: str) -> Iterator[str]:
    yield from json_lines(
        [load_json(line, number=JsonNumber) for line in source.splitlines() if line.strip()], ()
    )


_READERS = {_JSON: _read_json, _JSON_LINES: _read_json_lines, _CSV: _read_csv}
