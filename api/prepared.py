"""Prepared statements: PostgreSQL parses and plans them once in a connection, which for a page of 100 rows takes a quarter of the time to execute them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
import structlog
from django.db import ProgrammingError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.errors import DuplicatePreparedStatement, InvalidSqlStatementName

logger = structlog.get_logger(__name__)

MOST_PREPARED = 30
"""Statements that a connection keeps prepared; one takes 100 to 500 KiB of memory of the server."""


class PreparedStatements:
    """Executes statements as prepared ones, until PostgreSQL does not know one that was prepared.

    A pool that shares connections between transactions has that effect: the statement is in another of its connections.
    """

    def __init__(self) -> None:
        self.is_usable = True
        self._names: WeakKeyDictionary[psycopg.Connection[Any], list[str]] = WeakKeyDictionary()

    def rows(
        self, connection: BaseDatabaseWrapper, statement: str, params: Sequence[Any] = ()
    ) -> list[tuple[Any, ...]]:
        """What a statement with `%s` for each parameter returns. Within a transaction, which an error would abort, it is not prepared."""
        with connection.cursor() as cursor:
            if not (
                transaction.get_autocommit(connection.alias) and self._execute(cursor, statement, params)
            ):
                cursor.execute(statement, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def _execute(self, cursor: Any, statement: str, params: Sequence[Any]) -> bool:
        """Whether the statement could be executed as a prepared one."""
        if not self.is_usable:
            return False
        name, definition = _prepared(statement, len(params))
        places = f"({', '.join(['%s'] * len(params))})" if params else ""
        try:
            self._prepare(cursor, name, definition)
            cursor.execute(f"EXECUTE {name}{places}", params)
        except ProgrammingError as error:
            if not isinstance(error.__cause__, DuplicatePreparedStatement | InvalidSqlStatementName):
                raise
            self.is_usable = False
            logger.warning(
                "statements are not prepared any more: a pool shares the connections of the database"
            )
        return self.is_usable

    def _prepare(self, cursor: Any, name: str, definition: str) -> None:
        """Prepare a statement in the connection of a cursor if it is not; the one that was not used for the longest time goes."""
        names = self._names.setdefault(cursor.connection, [])
        if name in names:
            names.remove(name)
        else:
            cursor.execute(definition)
            if len(names) == MOST_PREPARED:
                cursor.execute(f"DEALLOCATE {names.pop(0)}")
        names.append(name)


@lru_cache(maxsize=1000)
def _prepared(statement: str, count: int) -> tuple[str, str]:
    """The name of a statement with so many parameters, and the statement that prepares it."""
    name = f"tracker_{sha256(statement.encode()).hexdigest()[:32]}"
    return name, f"PREPARE {name} AS {statement % tuple(f'${index + 1}' for index in range(count))}"
