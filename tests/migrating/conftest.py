"""Databases of their own for tests that migrate."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.migrating.database import ROOT, Database

FIRST_CHECK = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.factories import make_check, make_source
make_check(make_source())
"""


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
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture(scope="session")
def first() -> Iterator[str]:
    """The name of a database with the migrations of the service, and one check."""
    with copy_of("template0") as name:
        subprocess.run(
            [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", FIRST_CHECK],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url_of(name)},
            check=True,
        )
        yield name


@pytest.fixture(scope="session")
def second(first: str) -> Iterator[str]:
    """The name of a database with the next migration, too: its table has the column `note`."""
    with copy_of(first) as name:
        database = Database(url_of(name))
        database.migrate("claims", "0002")
        database.close()
        yield name


@pytest.fixture
def database(first: str) -> Iterator[Database]:
    """A copy of the first."""
    with copy_of(first) as name, closing(Database(url_of(name))) as database:
        yield database


@pytest.fixture
def noted(second: str) -> Iterator[Database]:
    """A copy of the second."""
    with copy_of(second) as name, closing(Database(url_of(name))) as database:
        yield database
