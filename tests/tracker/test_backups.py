"""A backup has all rows of one moment; a restore writes all of them or none, and sends no old webhooks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.migrating.database import ROOT, Database, copy_of, eventually, url_of
from tests.tracker.command_line import run
from tracker import backups
from tracker.backup_file import BackupError

KEY = "the-secret-key-of-the-service-that-was-backed-up"
FILL = """
from django.utils import timezone
from tests.factories import make_check, make_delivery, make_endpoint, make_event, make_snapshot, make_source
source = make_source("https://example.org/report")
make_check(source, snapshot=make_snapshot(source, "Line — one\\n\\ttwo\\\\."))
make_delivery(make_endpoint(), make_event(seq=7), state="pending", next_attempt_at=timezone.now())
make_event(seq=None)
"""


def manage(name: str, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url_of(name)},
        check=True,
    )


@pytest.fixture(scope="module")
def migrated() -> Iterator[str]:
    """The name of a database with all tables and no rows."""
    with copy_of("template0") as name:
        manage(name, "migrate", "--verbosity=0")
        yield name


@pytest.fixture(scope="module")
def filled(migrated: str) -> Iterator[str]:
    """The name of a database with a source, a pending delivery and an event without a seq."""
    with copy_of(migrated) as name:
        manage(name, "shell", "--verbosity=0", "--command", FILL)
        yield name


@pytest.fixture(scope="module")
def backup(filled: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the database that has rows."""
    path = tmp_path_factory.mktemp("backup") / "claims.backup"
    backups.back_up(path, url_of(filled), KEY)
    return path


@pytest.fixture
def target(migrated: str) -> Iterator[Database]:
    """An empty database."""
    with copy_of(migrated) as name, closing(Database(url_of(name))) as database:
        yield database


def rows_of(url: str) -> dict[str, list[str]]:
    """Each table's rows as text."""
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {
            name: sorted(text for (text,) in connection.execute(_text_of(name)).fetchall())
            for (name,) in tables
            if name != "django_migrations"
        }


def _text_of(table: str) -> sql.Composed:
    return sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(table))


def test_restored_rows_are_those_of_the_backup(filled: str, backup: Path, target: Database) -> None:
    manifest = backups.restore(backup, target.url, send_webhooks=True)

    assert rows_of(target.url) == rows_of(url_of(filled))
    assert manifest.tables["claims_source"].rows == 1
    assert manifest.newest_seq == 7
    assert backups.secret_key_of(backup) == KEY


def test_restored_database_keeps_its_foreign_keys_and_numbers_new_rows_after_old_ones(
    filled: str, backup: Path, target: Database
) -> None:
    count = "SELECT count(*) FROM pg_constraint WHERE contype = 'f'"
    before = target.query(count)

    backups.restore(backup, target.url)

    assert target.query(count) == before
    insert = "INSERT INTO django_content_type (app_label, model) VALUES ('new', 'new') RETURNING id"
    ((key,),) = target.query(insert)
    assert target.query("SELECT max(id) FROM django_content_type") == [(key,)]


def test_restored_copy_has_no_webhooks_to_send_and_numbers_all_events(backup: Path, target: Database) -> None:
    backups.restore(backup, target.url)

    assert target.query("SELECT state, next_attempt_at FROM claims_delivery") == [("cancelled", None)]
    assert target.query("SELECT seq FROM claims_event ORDER BY 1") == [(7,), (8,)]
    assert target.query("SELECT name, seq FROM claims_feedposition") == [("webhooks", 8)]


def test_database_with_rows_is_replaced_only_when_told(backup: Path, target: Database) -> None:
    target.query("INSERT INTO claims_feedposition (name, seq) VALUES ('mine', 3) RETURNING seq")
    before = rows_of(target.url)

    with pytest.raises(
        BackupError, match=r"the database has rows \(claims_feedposition\); --replace deletes"
    ):
        backups.restore(backup, target.url)
    assert rows_of(target.url) == before

    backups.restore(backup, target.url, replace=True)
    assert target.query("SELECT name FROM claims_feedposition") == [("webhooks",)]


@pytest.mark.parametrize("position", ["table", "end"])
def test_damaged_backup_is_refused_and_changes_nothing(
    position: str, backup: Path, target: Database, tmp_path: Path
) -> None:
    content = bytearray(backup.read_bytes())
    if position == "table":
        content[content.index(b"tables/claims_source") + 40] ^= 0xFF
    damaged = tmp_path / "damaged.backup"
    damaged.write_bytes(content if position == "table" else content[:-100])
    before = rows_of(target.url)

    with pytest.raises(BackupError, match="damaged"):
        backups.restore(damaged, target.url)

    assert rows_of(target.url) == before


def test_backup_of_another_schema_is_refused_with_its_version(backup: Path, target: Database) -> None:
    target.connection.execute("ALTER TABLE claims_source ADD COLUMN newer text")

    with pytest.raises(BackupError, match=r"other columns; install version 0\.1\.0"):
        backups.restore(backup, target.url)


def test_restore_that_is_killed_in_the_middle_leaves_the_database_as_it_was(
    backup: Path, target: Database
) -> None:
    target.query("INSERT INTO claims_feedposition (name, seq) VALUES ('mine', 3) RETURNING seq")
    before = rows_of(target.url)
    target.connection.execute(
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END';"
        " CREATE TRIGGER wait AFTER INSERT ON claims_source FOR EACH STATEMENT EXECUTE FUNCTION wait()"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "restore", str(backup), "--replace"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": target.url},
    )
    asleep = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
    eventually(lambda: target.query(asleep))

    process.kill()
    process.wait()
    target.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
    eventually(lambda: not target.query(asleep))

    assert rows_of(target.url) == before


def test_backup_is_of_one_moment(target: Database, tmp_path: Path) -> None:
    path = tmp_path / "claims.backup"
    with target.connect(autocommit=False) as blocker:
        blocker.execute("LOCK TABLE claims_source")
        process = subprocess.Popen(
            [sys.executable, "-m", "tracker", "backup", str(path)],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": target.url},
        )
        eventually(lambda: target.waits("relation"))
        target.query(
            "INSERT INTO django_session VALUES ('later', 'than the snapshot', now()) RETURNING session_key"
        )
    assert process.wait(60) == 0

    assert backups.restore(path, target.url, replace=True).tables["django_session"].rows == 0
    assert target.query("SELECT * FROM django_session") == []


def test_backup_is_private_and_replaces_no_file(filled: str, backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in backup.parent.iterdir()] == ["claims.backup"]
    content = backup.read_bytes()

    with pytest.raises(BackupError, match=r"claims\.backup exists; name another file"):
        backups.back_up(backup, url_of(filled), KEY)

    assert backup.read_bytes() == content


def test_unavailable_database_and_missing_folder_are_named(filled: str, backup: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="the database: "):
        backups.restore(backup, f"postgresql:///none?host={tmp_path}")
    with pytest.raises(BackupError, match="No such file or directory"):
        backups.back_up(tmp_path / "none" / "claims.backup", url_of(filled), KEY)


def test_restoring_into_a_database_without_tables_brings_them_and_the_key(
    backup: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret_key").write_text("another")
    with copy_of("template0") as name:
        environment = {"DATABASE_URL": url_of(name), "DATA_DIR": str(tmp_path)}
        restored = run("restore", str(backup), **environment)

        assert restored.returncode == 0, restored.stderr
        with psycopg.connect(url_of(name)) as connection:
            assert connection.execute("SELECT count(*) FROM claims_source").fetchall() == [(1,)]
    assert (tmp_path / "secret_key").read_text() == KEY
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [file.read_text() for file in tmp_path.glob("secret_key.before-*")] == ["another"]
