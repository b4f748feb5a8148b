"""Entity names: a lock on whose name is whose, shared by those who read it to write claims, exclusive for merges."""

from __future__ import annotations

from django.db import connection

_LOCK = 0x656E746974696573  # "entities"


def hold() -> None:
    """Keep the entities of all names until the transaction ends."""
    _execute("SELECT pg_advisory_xact_lock_shared(%s)")


def change() -> None:
    """Wait for the transactions that hold the names, and make later ones wait until this transaction ends."""
    _execute("SELECT pg_advisory_xact_lock(%s)")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [_LOCK])
