"""Prepared statements: kept in their connection, bounded in number, and given up where a pool shares connections."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from structlog.testing import capture_logs

from api.prepared import MOST_PREPARED, PreparedStatements

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def statements() -> PreparedStatements:
    """Without those that other tests prepared in this connection."""
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    return PreparedStatements()


def _prepared_in_connection() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time")
        return [statement.partition(" AS ")[2] for (statement,) in cursor.fetchall()]


def test_a_statement_is_prepared_at_its_first_execution_only(statements: PreparedStatements) -> None:
    with CaptureQueriesContext(connection) as queries:
        rows = [
            statements.rows(connection, "SELECT 7 %% %s::int, %s::text", (number, "100%"))
            for number in (4, 3, 2)
        ]

    assert rows == [[(3, "100%")], [(1, "100%")], [(1, "100%")]]
    assert [query["sql"].split()[0] for query in queries] == ["PREPARE", "EXECUTE", "EXECUTE", "EXECUTE"]
    assert _prepared_in_connection() == ["SELECT 7 % $1::int, $2::text"]


def test_a_connection_keeps_the_statements_that_were_used_last(statements: PreparedStatements) -> None:
    for number in range(MOST_PREPARED):
        statements.rows(connection, f"SELECT {number}")
    statements.rows(connection, "SELECT 0")
    statements.rows(connection, "SELECT 'one more'")

    prepared = _prepared_in_connection()
    assert len(prepared) == MOST_PREPARED
    assert "SELECT 0" in prepared
    assert "SELECT 'one more'" in prepared
    assert "SELECT 1" not in prepared


def test_each_connection_has_its_own_statements(statements: PreparedStatements) -> None:
    assert statements.rows(connection, "SELECT 1") == [(1,)]
    connection.close()
    assert statements.rows(connection, "SELECT 1") == [(1,)]
    assert statements.is_usable


@pytest.mark.parametrize("lost", ["DEALLOCATE ALL", "DISCARD ALL"])
def test_a_statement_that_another_connection_has_is_executed_without_and_so_are_the_next(
    lost: str, statements: PreparedStatements
) -> None:
    statements.rows(connection, "SELECT %s::int", (1,))
    with connection.cursor() as cursor:
        cursor.execute(lost)

    with capture_logs() as logs:
        assert statements.rows(connection, "SELECT %s::int", (2,)) == [(2,)]
        assert statements.rows(connection, "SELECT %s::int", (3,)) == [(3,)]
    assert _prepared_in_connection() == []
    assert [line["event"].partition(":")[0] for line in logs] == ["statements are not prepared any more"]


def test_a_statement_that_another_process_prepared_in_the_connection_is_executed_without(
    statements: PreparedStatements,
) -> None:
    PreparedStatements().rows(connection, "SELECT %s::int", (1,))

    assert statements.rows(connection, "SELECT %s::int", (2,)) == [(2,)]
    assert not statements.is_usable


def test_nothing_is_prepared_within_a_transaction(statements: PreparedStatements) -> None:
    with transaction.atomic():
        assert statements.rows(connection, "SELECT %s::int", (1,)) == [(1,)]

    assert _prepared_in_connection() == []


def test_any_other_error_is_that_of_the_statement(statements: PreparedStatements) -> None:
    with pytest.raises(ProgrammingError, match="no_such_table"):
        statements.rows(connection, "SELECT * FROM no_such_table")

    assert statements.is_usable
