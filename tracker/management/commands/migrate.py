"""Django's migrate, for a database that is in use: one at a time, with a short lock timeout and retries."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import structlog
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import errors

logger = structlog.get_logger(__name__)

LOCK = 0x6D696772
"""The advisory lock that a migrating process holds."""

MAX_PAUSE_SECONDS = 30
_POLL_SECONDS = 1


class LockError(CommandError):
    """A lock was not available; the message says which transaction may hold it."""


class Command(migrate.Command):
    """Overrides Django's command, so that `manage.py migrate`, the role and the tests all run this one.

    Statements have no time limit, but none waits longer than the lock timeout: a statement that waits for a lock makes
    all later ones on that table wait as well. Migrations that were applied before a failure stay applied.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        """Those of Django, the lock timeout and the number of attempts."""
        super().add_arguments(parser)
        parser.add_argument(
            "--lock-timeout",
            type=int,
            default=5,
            metavar="SECONDS",
            help="how long a statement waits for a lock (5)",
        )
        parser.add_argument(
            "--attempts", type=int, default=20, help="how often to try if a lock is not available (20)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate. Raises CommandError if a lock was not available in any of the attempts."""
        connection = connections[options["database"]]
        attempts = options["attempts"]
        for attempt in range(1, attempts):
            try:
                return self._migrate(connection, *args, **options)
            except LockError as error:
                pause = min(2 ** (attempt - 1), MAX_PAUSE_SECONDS)
                logger.warning(
                    "migrate tries again",
                    attempt=f"{attempt} of {attempts}",
                    pause=f"{pause} s",
                    reason=str(error),
                )
                time.sleep(pause)
        return self._migrate(connection, *args, **options)

    def _migrate(self, connection: BaseDatabaseWrapper, *args: Any, **options: Any) -> None:
        try:
            with _exclusive_session(connection, lock_timeout=options["lock_timeout"]):
                super().handle(*args, **options)
        except OperationalError as error:
            if not isinstance(error.__cause__, (errors.LockNotAvailable, errors.DeadlockDetected)):
                raise
            self.stdout.write(" no lock")  # ends the line "Applying …...", before the error on stderr
            self.stdout.flush()
            reason = str(error).partition("\n")[0]
            raise LockError(f"{reason}; {_oldest_transaction(connection)}") from error


@contextmanager
def _exclusive_session(connection: BaseDatabaseWrapper, *, lock_timeout: int) -> Iterator[None]:
    """Hold the advisory lock and the time limits of a migration for the block.

    The lock is polled: a statement that waited for it would hold a snapshot, and a concurrent index of the other process
    would wait for that.
    """
    with connection.cursor() as cursor:
        waits = False
        while not _locks(cursor):
            if not waits:
                logger.warning("another migrate is running; waiting for its end")
            waits = True
            time.sleep(_POLL_SECONDS)
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{lock_timeout}s"])
        with suppress(DatabaseError):  # not on every platform: a statement ends when its client has gone
            cursor.execute("SET client_connection_check_interval = '2s'")
    try:
        yield
    finally:
        with suppress(InterfaceError, OperationalError), connection.cursor() as cursor:  # it may be lost
            cursor.execute("RESET statement_timeout")
            cursor.execute("RESET idle_in_transaction_session_timeout")
            cursor.execute("RESET lock_timeout")
            cursor.execute("RESET client_connection_check_interval")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _locks(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
    return bool(cursor.fetchone()[0])


def _oldest_transaction(connection: BaseDatabaseWrapper) -> str:
    """A few words about the transaction that is most likely to hold the lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, state, extract(epoch FROM now() - xact_start)::int FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
            " ORDER BY xact_start LIMIT 1"
        )
        row = cursor.fetchone()
    if row is None:
        return "no other transaction is open now"
    pid, state, seconds = row
    return f"the oldest transaction is that of server process {pid} ({state}), open for {seconds} s"
