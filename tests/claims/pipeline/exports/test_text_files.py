"""Rows of JSON as lines and as CSV."""

from __future__ import annotations

import csv
import io

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.pipeline.exports.columns import Column, ColumnType, column_of
from claims.pipeline.exports.text_files import CsvWriter, NdjsonWriter, defused

COLUMNS = [
    Column("name", ColumnType.STRING),
    Column("size", ColumnType.INTEGER),
    Column("share", ColumnType.NUMBER),
    Column("live", ColumnType.BOOLEAN),
    Column("parts", ColumnType.JSON),
]


def csv_of(*rows: str) -> str:
    file = io.BytesIO()
    writer = CsvWriter(file, COLUMNS)
    writer.write(rows)
    writer.close()
    return file.getvalue().decode()


def test_ndjson_is_the_text_that_it_got() -> None:
    file = io.BytesIO()
    writer = NdjsonWriter(file, COLUMNS)

    writer.write(['{"name" : "ü"}', '{"name" : "b"}'])
    writer.write([])
    writer.close()

    assert file.getvalue().decode() == '{"name" : "ü"}\n{"name" : "b"}\n'


def test_csv_has_the_names_first_and_a_line_for_each_object() -> None:
    text = csv_of(
        '{"name": "Heron, \\"the\\" bird", "size": -3, "share": 0.5, "live": true, "parts": [{"a": "=1"}]}',
        '{"name": null, "size": null, "live": false, "parts": null}',
    )

    assert text == (
        'name,size,share,live,parts\r\n"Heron, ""the"" bird",-3,0.5,true,"[{""a"":""=1""}]"\r\n,,,false,\r\n'
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=", "-"])
def test_a_formula_is_a_text_for_a_spreadsheet(text: str) -> None:
    cell = next(
        csv.reader(io.StringIO(csv_of(orjson.dumps({"name": text}).decode()).split("\r\n", 1)[1], newline=""))
    )[0]

    assert cell == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "1-2", " =1", "'=1", "ü"])
def test_any_other_text_is_unchanged(text: str) -> None:
    assert defused(text) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_a_csv_reader_finds_the_texts_again(texts: list[str]) -> None:
    text = csv_of(*(orjson.dumps({"name": each}).decode() for each in texts))

    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]

    assert [row[0] for row in rows] == [defused(each) for each in texts]


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, "string"),
        ({"type": ["string", "null"]}, "string"),
        ({"type": ["string", "null"], "format": "date-time"}, "time"),
        ({"type": "string", "format": "uri"}, "string"),
        ({"const": "claim", "type": "string"}, "string"),
        ({"type": ["integer", "null"]}, "integer"),
        ({"type": "number"}, "number"),
        ({"type": "boolean"}, "boolean"),
        ({"type": "array", "items": {"type": "string"}}, "strings"),
        ({"type": "array", "items": {"type": "object"}}, "json"),
        ({"type": "array"}, "json"),
        ({"type": ["object", "null"]}, "json"),
        ({"anyOf": [{"type": "string"}, {"type": "object"}]}, "json"),
        ({"type": ["string", "integer"]}, "json"),
        ({}, "json"),
    ],
)
def test_the_type_of_a_column_follows_from_its_schema(schema: dict[str, object], kind: str) -> None:
    assert column_of("x", schema) == Column("x", ColumnType(kind))
