"""Rows of JSON as Parquet."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pyarrow.parquet as reader
import pytest

from claims.pipeline.exports import parquet
from claims.pipeline.exports.columns import Column, ColumnType

COLUMNS = [
    Column("name", ColumnType.STRING),
    Column("size", ColumnType.INTEGER),
    Column("share", ColumnType.NUMBER),
    Column("live", ColumnType.BOOLEAN),
    Column("at", ColumnType.TIME),
    Column("names", ColumnType.STRINGS),
    Column("parts", ColumnType.JSON),
]


def test_values_have_the_types_of_their_columns() -> None:
    file = io.BytesIO()
    writer = parquet.ParquetWriter(file, COLUMNS)

    writer.write(
        [
            '{"name": "=1", "size": 9007199254740993, "share": 0.5, "live": true, "at": "2025-01-31T12:00:00.000001Z",'
            ' "names": ["a", "b"], "parts": {"x": [1, null]}}',
            '{"name": null, "other": 1}',
        ]
    )
    writer.close()

    assert reader.read_table(io.BytesIO(file.getvalue())).to_pylist() == [
        {
            "name": "=1",
            "size": 9007199254740993,
            "share": 0.5,
            "live": True,
            "at": datetime(2025, 1, 31, 12, 0, 0, 1, tzinfo=UTC),
            "names": ["a", "b"],
            "parts": '{"x":[1,null]}',
        },
        dict.fromkeys(column.name for column in COLUMNS),
    ]


def test_rows_are_written_in_groups_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP_BYTES", 100)
    file = io.BytesIO()
    writer = parquet.ParquetWriter(file, COLUMNS)

    for number in range(10):
        writer.write([f'{{"name": "Heron-{number}", "size": {number}}}'] * 5)
    writer.close()

    metadata = reader.ParquetFile(io.BytesIO(file.getvalue())).metadata
    assert (metadata.num_rows, metadata.num_row_groups) == (50, 10)
