"""A database that is migrated, and manage.py as a process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]


class Database:
    """A database whose migrations are under test; its claims_sourcecheck has one row."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.connection = self.connect(autocommit=True)
        self.processes: list[subprocess.Popen[str]] = []

    def connect(self, *, autocommit: bool) -> psycopg.Connection[tuple[Any, ...]]:
        """Another session."""
        return psycopg.connect(self.url, autocommit=autocommit)

    def query(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        """The rows of a statement."""
        return self.connection.execute(statement, parameters or None).fetchall()

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start `manage.py migrate` with these arguments."""
        process = subprocess.Popen(
            [sys.executable, "manage.py", "migrate", *arguments],
            cwd=ROOT,
            env=os.environ
            | {"DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": "tests.migrating.settings"}
            | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.processes.append(process)
        return process

    def migrate(self, *arguments: str) -> str:
        """The output of a `manage.py migrate` that succeeds."""
        return finished(self.start(*arguments))

    def applied(self) -> list[str]:
        """The names of the migrations of claims that are recorded."""
        return [
            name
            for (name,) in self.query("SELECT name FROM django_migrations WHERE app = 'claims' ORDER BY 1")
        ]

    def oid(self, index: str) -> int | None:
        """The number of an index: a new one if it was built again. None if there is no such index."""
        ((oid,),) = self.query("SELECT to_regclass(%s)::oid::bigint", index)
        return oid  # type: ignore[no-any-return]

    def is_valid(self, index: str) -> bool | None:
        """Whether an index is used by queries; None if there is no such index."""
        rows = self.query("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", index)
        return rows[0][0] if rows else None

    def waits(self, lock_type: str = "%") -> bool:
        """Whether a statement waits for a lock of this type."""
        return bool(
            self.query(
                "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted"
                " AND locktype LIKE %s AND datname = current_database()",
                lock_type,
            )
        )

    def close(self) -> None:
        """End what runs here."""
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.communicate()
        self.connection.close()


def finished(process: subprocess.Popen[str]) -> str:
    """The output of a process that succeeds."""
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    return output


def eventually(condition: Callable[[], object]) -> None:
    """Wait until the condition is true."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def execute(statement: str) -> None:
    """Run a statement on the server of the tests, outside of the new databases."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def copy_of(template: str) -> Iterator[str]:
    """The name of a new database, which is dropped in the end."""
    name = f"migrating_{uuid.uuid4().hex}"
    execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield name
    execute(f"DROP DATABASE {name} WITH (FORCE)")


def url_of(name: str) -> str:
    """The URL of a database on the server of the tests."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
