"""The commands find the servers of the environment, or those of the `make up` that is running."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.migrating.database import url_of
from tests.tracker.command_line import run
from tracker import backups, connection


@pytest.mark.django_db(transaction=True)
def test_backup_beside_make_up_uses_its_servers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, django_db_setup: None
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    name = os.environ.get("PYTEST_XDIST_WORKER", "")
    url = url_of("test_tracker" + (f"_{name}" if name else ""))
    connection.save({"DATABASE_URL": url, "SECRET_KEY": "the key of make up"})

    done = run("backup", str(tmp_path / "claims.backup"))

    assert done.returncode == 0, done.stderr
    assert "the feed up to seq 0. It contains the secret key" in done.stdout
    assert backups.secret_key_of(tmp_path / "claims.backup") == "the key of make up"


def test_without_servers_the_remedy_is_named(tmp_path: Path) -> None:
    done = run("backup", str(tmp_path / "claims.backup"), DATA_DIR=str(tmp_path))

    assert done.returncode == 1
    assert done.stderr == "set DATABASE_URL, or start `make up` (DATA_DIR names its folder)\n"


def test_backup_without_a_secret_key_is_refused(tmp_path: Path) -> None:
    done = run("backup", str(tmp_path / "claims.backup"), DATABASE_URL="postgresql:///none")

    assert done.returncode == 1
    assert "SECRET_KEY is not set" in done.stderr


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<p>no backup</p>")

    done = run("restore", str(path), DATABASE_URL="postgresql:///none")

    assert done.returncode == 1
    assert done.stderr == f"{path} is damaged or not a backup: File is not a zip file\n"


def test_unknown_option_shows_the_usage() -> None:
    done = run("restore", "claims.backup", "--now")

    assert done.returncode == 2
    assert "python -m tracker restore FILE [--replace] [--send-webhooks]" in done.stderr
