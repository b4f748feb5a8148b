"""Databases of their own for tests that migrate."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.migrating.database import ROOT, Database, copy_of, url_of

FIRST_CHECK = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.factories import make_check, make_source
make_check(make_source())
"""


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
