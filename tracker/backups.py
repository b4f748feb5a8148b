"""Backups: all rows and the secret key are written to one file, and restored into a migrated database."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors, sql

from tracker import roles
from tracker.backup_file import BackupError, Manifest, Reader, key_hash, reading, writing

Connection = psycopg.Connection[tuple[Any, ...]]

_LOCK_ATTEMPTS = 6
_LOCK_SECONDS = 10
# Rows that `migrate` writes to an empty database.
_OF_MIGRATE = {"django_migrations", "django_content_type", "auth_permission"}

_TABLES = """
SELECT relname, array_agg(attname::text ORDER BY attnum)
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
  AND relname <> 'django_migrations'
GROUP BY relname ORDER BY relname
"""
_FOREIGN_KEYS = """
SELECT relname, conname, pg_get_constraintdef(pg_constraint.oid)
FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
WHERE contype = 'f' AND conparentid = 0 AND relnamespace = current_schema()::regnamespace ORDER BY relname, conname
"""
_IDENTITIES = """
SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND attidentity <> ''
"""
# What a copy of the service must not send again: the original has sent it since.
_KEEP_SILENT = (
    "UPDATE claims_delivery SET state = 'cancelled', next_attempt_at = NULL WHERE state = 'pending'",
    "UPDATE claims_event SET seq = numbered.seq FROM ("
    "SELECT id, (SELECT coalesce(max(seq), 0) FROM claims_event) + row_number() OVER (ORDER BY id) AS seq"
    " FROM claims_event WHERE seq IS NULL) AS numbered WHERE claims_event.id = numbered.id",
    "INSERT INTO claims_feedposition (name, seq)"
    " SELECT 'webhooks', coalesce(max(seq), 0) FROM claims_event"
    " ON CONFLICT (name) DO UPDATE SET seq = excluded.seq",
)


def back_up(path: Path, database_url: str, secret_key: str) -> Manifest:
    """Write all rows, as one snapshot of the database has them, and the key to a new file. Raises BackupError.

    The service may run meanwhile. Only reading locks are taken.
    """
    if not secret_key:
        raise BackupError("SECRET_KEY is not set; nothing could read the secrets of a backup without it")
    with _connected(database_url) as connection, writing(path) as writer:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        _without_time_limits(connection)
        manifest = Manifest(
            version=_version(),
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            migrations=_migrations(connection),
            newest_seq=_newest_seq(connection),
            key_sha256=key_hash(secret_key),
        )
        for name, columns in connection.execute(_TABLES).fetchall():
            statement = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(
                _names(columns), sql.Identifier(name)
            )
            with connection.cursor() as cursor, cursor.copy(statement) as rows:
                writer.add_table(name, columns, rows)
        writer.finish(manifest, secret_key)
    return manifest


def restore(path: Path, database_url: str, *, replace: bool = False, send_webhooks: bool = False) -> Manifest:
    """Write the rows of a backup to a migrated database, in one transaction. Returns its manifest.

    A database that has rows is refused without `replace`. Deliveries that were pending are cancelled, and events without
    deliveries get none, unless `send_webhooks`. Raises BackupError; the database is then as it was.
    """
    with reading(path) as reader:
        reader.check()
        with _connected(database_url) as connection:
            _require_same_schema(connection, reader.manifest)
            _lock(connection, list(reader.manifest.tables))
            if not replace:
                _require_empty(connection, reader.manifest)
            _write(connection, reader)
            if not send_webhooks:
                for statement in _KEEP_SILENT:
                    connection.execute(statement)
        return reader.manifest


def secret_key_of(path: Path) -> str:
    """The secret key in a backup. Raises BackupError."""
    with reading(path) as reader:
        return reader.secret_key()


def _write(connection: Connection, reader: Reader) -> None:
    """Replace all rows. Foreign keys are added again afterwards, which checks each of them in one pass."""
    tables = reader.manifest.tables
    foreign_keys = connection.execute(_FOREIGN_KEYS).fetchall()
    for table, name, _ in foreign_keys:
        connection.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name))
        )
    connection.execute(sql.SQL("TRUNCATE {}").format(_names(list(tables))))
    for name, table in tables.items():
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), _names(table.columns))
        with connection.cursor() as cursor, cursor.copy(statement) as rows:
            for block in reader.blocks(name):
                rows.write(block)
    for table_name, column in connection.execute(_IDENTITIES).fetchall():
        connection.execute(
            sql.SQL("SELECT setval(pg_get_serial_sequence({}, {}), max({}), true) FROM {}").format(
                sql.Literal(table_name),
                sql.Literal(column),
                sql.Identifier(column),
                sql.Identifier(table_name),
            )
        )
    for table_name, name, definition in foreign_keys:
        connection.execute(
            sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                sql.Identifier(table_name), sql.Identifier(name), sql.SQL(definition)
            )
        )


def _require_same_schema(connection: Connection, manifest: Manifest) -> None:
    remedy = f"install version {manifest.version} of the service, restore, then upgrade"
    if _migrations(connection) != manifest.migrations:
        raise BackupError(f"the backup has another schema (version {manifest.version}); {remedy}")
    columns = {name: sorted(names) for name, names in connection.execute(_TABLES).fetchall()}
    if columns != {name: sorted(table.columns) for name, table in manifest.tables.items()}:
        raise BackupError(f"the tables of the backup have other columns; {remedy}")


def _require_empty(connection: Connection, manifest: Manifest) -> None:
    for name in sorted(manifest.tables.keys() - _OF_MIGRATE):
        found = connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(name)))
        if found.fetchone():
            raise BackupError(f"the database has rows ({name}); --replace deletes them all")


def _lock(connection: Connection, tables: list[str]) -> None:
    """Lock all tables. A service that is running can be in the way for some seconds. Raises BackupError."""
    for attempt in range(1, _LOCK_ATTEMPTS + 1):
        _without_time_limits(connection)
        connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'")
        try:
            connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(_names(tables)))
        except (errors.LockNotAvailable, errors.DeadlockDetected) as error:
            connection.rollback()
            if attempt == _LOCK_ATTEMPTS:
                raise BackupError("the database is in use; stop web, worker and beat") from error
            time.sleep(1)
        else:
            return


@contextmanager
def _connected(database_url: str) -> Iterator[Connection]:
    """A connection that commits in the end. Raises BackupError for the errors of the database."""
    try:
        with psycopg.connect(database_url, connect_timeout=5) as connection:
            yield connection
    except psycopg.Error as error:
        raise BackupError(f"the database: {str(error).strip().partition(chr(10))[0]}") from error


def _without_time_limits(connection: Connection) -> None:
    connection.execute("SET LOCAL statement_timeout = 0")
    connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def _migrations(connection: Connection) -> list[list[str]]:
    try:
        rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    except errors.UndefinedTable:
        raise BackupError("the database has no tables; run `python -m tracker migrate`") from None
    return [[app, name] for app, name in rows]


def _newest_seq(connection: Connection) -> int:
    ((newest,),) = connection.execute("SELECT coalesce(max(seq), 0) FROM claims_event").fetchall()
    return int(newest)


def _names(names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _version() -> str:
    project = tomllib.loads((roles.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
