"""Statements: an object by its key, and the next rows of a whole table or of the feed, as SQL that is made once in a process.

Django would make it again for each request, which takes longer than to send it and to read its rows. Its limit is part of it:
PostgreSQL takes a limit that is a parameter for a tenth of all rows, and plans the statement anew each time.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from api.links import absolute_url
from api.prepared import PreparedStatements
from api.projection import Projection, row_json
from claims.reading import connection_for_reading

_prepared = PreparedStatements()


def read_object(projection: Projection, key: uuid.UUID, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """The text of the JSON of the object with this key, the key, and these columns; empty without such an object."""
    return _execute(_object_statement(projection, tuple(columns), absolute_url("")), key)


def read_page(
    projection: Projection, sort: str, after: tuple[str, uuid.UUID] | None, limit: int
) -> list[tuple[Any, ...]]:
    """The first rows in this order (`-` means descending) after a sort value and a key, or of all.

    For each the text of its JSON object, its key, and its sort value as text.
    """
    statement = _page_statement(projection, sort, after is not None, limit, absolute_url(""))
    return _execute(statement, *(after or ()))


def read_feed(
    projection: Projection, after: int, newest: int, hidden: list[str], limit: int
) -> list[tuple[str, int]]:
    """The first events after a seq and up to the newest one, without those of hidden subjects: for each the text of its JSON, and its seq."""
    return _execute(_feed_statement(projection, limit, absolute_url("")), after, newest, hidden)


def read_ends_of_feed() -> tuple[int, int]:
    """The oldest and the newest seq; 1 and 0 without events."""
    [ends] = _execute("SELECT coalesce(min(seq), 1), coalesce(max(seq), 0) FROM claims_event")
    oldest, newest = ends
    return oldest, newest


def _execute(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    return _prepared.rows(connection_for_reading(), statement, params)


@lru_cache(maxsize=1000)
def _object_statement(projection: Projection, columns: tuple[str, ...], root: str) -> str:
    others = "".join(f", {_column(projection, name)}" for name in columns)
    return f"{_select(projection, root, f', row.id{others}')} WHERE row.id = %s"


@lru_cache(maxsize=1000)
def _page_statement(projection: Projection, sort: str, is_after: bool, limit: int, root: str) -> str:
    column = _column(projection, sort.removeprefix("-"))
    operator, direction = ("<", "DESC") if sort.startswith("-") else (">", "ASC")
    condition = f" WHERE ({column}, row.id) {operator} (%s, %s)" if is_after else ""
    order = f"ORDER BY {column} {direction}, row.id {direction}"
    return f"{_select(projection, root, f', row.id, {column}::text')}{condition} {order} LIMIT {limit}"


@lru_cache(maxsize=1000)
def _feed_statement(projection: Projection, limit: int, root: str) -> str:
    condition = "row.seq > %s AND row.seq <= %s AND row.subject_type <> ALL(%s)"
    return f"{_select(projection, root, ', row.seq')} WHERE {condition} ORDER BY row.seq LIMIT {limit}"


def _select(projection: Projection, root: str, columns: str) -> str:
    table = projection.resource.model._meta.db_table
    return f"SELECT {row_json(projection, 'row.id', root)}{columns} FROM {table} AS row"


def _column(projection: Projection, name: str) -> str:
    column: Any = projection.resource.model._meta.get_field(name)
    return f'row."{column.column}"'
