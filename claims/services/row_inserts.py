"""Inserts of many rows: one statement with one JSON array, a fraction of what the parameters of `bulk_create` cost."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import orjson
from django.db import connection, models


def insert_rows(rows: Iterable[models.Model], *, ignore_conflicts: bool = False) -> None:
    """Insert new rows of one model in their order. With `ignore_conflicts`, those that a unique constraint refuses are left
    out. Columns that only the database fills have its values.
    """
    rows = list(rows)
    if not rows:
        return
    fields = _fields(type(rows[0]))
    values = [{field.column: field.pre_save(row, True) for field in fields} for row in rows]
    statement = _statement(type(rows[0])) + (" ON CONFLICT DO NOTHING" if ignore_conflicts else "")
    with connection.cursor() as cursor:
        cursor.execute(statement, [orjson.dumps(values, default=str).decode()])


@cache
def _fields(model: type[models.Model]) -> list[models.Field[object, object]]:
    """The fields whose values a new row has."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.generated and (field.has_default() or not field.has_db_default())
    ]


@cache
def _statement(model: type[models.Model]) -> str:
    types = {f'"{field.column}"': field.db_type(connection) for field in _fields(model)}
    names, columns = ", ".join(types), ", ".join(f"{name} {kind}" for name, kind in types.items())
    return f"INSERT INTO {model._meta.db_table} ({names}) SELECT {names} FROM json_to_recordset(%s) AS given ({columns})"  # noqa: S608 names of our own columns
