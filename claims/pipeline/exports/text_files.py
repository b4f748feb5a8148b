"""Text files: objects as lines of JSON, and as CSV that a spreadsheet does not execute."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, BinaryIO

import orjson

from claims.pipeline.exports.columns import Column, ColumnType

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_TEXTS = {ColumnType.STRING, ColumnType.TIME}


class NdjsonWriter:
    """One object a line, as the API returns it. `file` is not closed."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column]) -> None:
        self._file = file

    def write(self, rows: Sequence[str]) -> None:
        """Add the JSON of some objects, which has no line breaks."""
        self._file.write("".join(f"{row}\n" for row in rows).encode())

    def close(self) -> None:
        """Do nothing: the last line is written."""


class CsvWriter:
    """RFC 4180 in UTF-8, with the names of the columns in the first line; null is an empty cell. `file` is not closed.

    An apostrophe is put before a text that a spreadsheet would take for a formula.
    """

    def __init__(self, file: BinaryIO, columns: Sequence[Column]) -> None:
        self._file, self._columns = file, columns
        self._write([[column.name for column in columns]])

    def write(self, rows: Sequence[str]) -> None:
        """Add the JSON of some objects as lines."""
        objects = map(orjson.loads, rows)
        self._write(
            [[_cell(value.get(column.name), column.type) for column in self._columns] for value in objects]
        )

    def close(self) -> None:
        """Do nothing: the last line is written."""

    def _write(self, lines: Sequence[Sequence[str]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(lines)
        self._file.write(text.getvalue().encode())


def _cell(value: Any, kind: ColumnType) -> str:
    if value is None:
        return ""
    if kind in _TEXTS:
        return defused(value)
    if kind in (ColumnType.INTEGER, ColumnType.NUMBER):
        return str(value)
    return orjson.dumps(value).decode()


def defused(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
