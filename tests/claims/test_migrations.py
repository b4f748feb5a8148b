"""Migrations are complete, named and reversible."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

import api
import claims


@pytest.mark.django_db
def test_the_models_and_the_migrations_agree() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


@pytest.mark.parametrize("app", [claims, api])
def test_every_migration_says_what_it_does(app: object) -> None:
    folder = Path(app.__file__).parent / "migrations"

    assert [path.name for path in folder.glob("0*.py") if "_auto_" in path.name] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("label", ["claims", "api"])
def test_the_migrations_can_be_taken_back_and_done_again(label: str) -> None:
    call_command("migrate", label, "zero", verbosity=0)

    call_command("migrate", verbosity=0)
