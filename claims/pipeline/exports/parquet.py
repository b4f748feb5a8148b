"""Parquet: a file with a declared schema, in row groups. Only a process that writes one imports this: it takes 50 MB."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

import orjson
import pyarrow as pa
from pyarrow import parquet

from claims.pipeline.exports.columns import Column, ColumnType

GROUP_BYTES = 16 * 1024 * 1024
"""The JSON of the objects of a row group; more of them are another group."""

_TYPES = {
    ColumnType.STRING: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.TIME: pa.timestamp("us", tz="UTC"),
    ColumnType.STRINGS: pa.list_(pa.string()),
    ColumnType.JSON: pa.string(),
}


def schema_of(columns: Sequence[Column]) -> Any:
    """The Arrow schema. A column whose cells are JSON says so in its metadata (`content: application/json`)."""
    return pa.schema(
        [
            pa.field(
                column.name,
                _TYPES[column.type],
                metadata={"content": "application/json"} if column.type is ColumnType.JSON else None,
            )
            for column in columns
        ]
    )


class ParquetWriter:
    """A Parquet file, compressed with Zstandard. `file` is not closed."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column]) -> None:
        self._columns, self._schema = columns, schema_of(columns)
        self._writer = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._batches: list[Any] = []
        self._bytes = 0

    def write(self, rows: Sequence[str]) -> None:
        """Add the JSON of some objects."""
        self._bytes += sum(map(len, rows))
        objects = [orjson.loads(row) for row in rows]
        arrays = [
            _array([each.get(column.name) for each in objects], column.type) for column in self._columns
        ]
        self._batches.append(pa.record_batch(arrays, schema=self._schema))
        if self._bytes >= GROUP_BYTES:
            self._write_group()

    def close(self) -> None:
        """Write the last row group and the footer."""
        self._write_group()
        self._writer.close()

    def _write_group(self) -> None:
        if self._batches:
            table = pa.Table.from_batches(self._batches, self._schema)
            self._writer.write_table(table, row_group_size=max(table.num_rows, 1))
        self._batches, self._bytes = [], 0


def _array(values: Sequence[Any], kind: ColumnType) -> Any:
    if kind is ColumnType.JSON:
        values = [None if value is None else orjson.dumps(value).decode() for value in values]
    if kind is ColumnType.TIME:
        return pa.array(values, pa.string()).cast(_TYPES[kind])
    return pa.array(values, _TYPES[kind])
