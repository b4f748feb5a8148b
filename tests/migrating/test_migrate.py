"""The command `migrate` beside sessions that use the tables."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.migrating.database import ROOT, Database, eventually, finished

READ_CHECKS = "SELECT count(*) FROM claims_sourcecheck"
TOUCH_CHECK = "UPDATE claims_sourcecheck SET elapsed_ms = elapsed_ms + 1"


def test_an_open_transaction_delays_a_migration_and_nothing_else(database: Database) -> None:
    with database.connect(autocommit=False) as reader, database.connect(autocommit=True) as writer:
        reader.execute(READ_CHECKS)
        process = database.start("--lock-timeout=1")

        for _ in range(2):  # attempts; each makes the writer wait until it gives up
            eventually(lambda: database.waits("relation"))
            writer.execute(TOUCH_CHECK)
        assert database.applied() == ["0001_initial"]
        reader.rollback()

        output = finished(process)

    assert "migrate tries again" in output
    assert "attempt='1 of 20'" in output
    assert (
        "canceling statement due to lock timeout; the oldest transaction is that of server process" in output
    )
    assert "(idle in transaction), open for" in output
    assert database.applied()[-1] == "0005_limits"


def test_a_migration_gives_up_in_one_line_that_names_the_open_transaction(database: Database) -> None:
    with database.connect(autocommit=False) as reader:
        reader.execute(READ_CHECKS)

        process = database.start("--lock-timeout=1", "--attempts=1")
        output, _ = process.communicate(timeout=120)

        assert process.returncode == 1
        (reason,) = (line for line in output.splitlines() if "Error" in line)
        assert reason.startswith(
            "LockError: canceling statement due to lock timeout; the oldest transaction is that of server process "
            f"{reader.info.backend_pid} (idle in transaction), open for "
        )
    assert database.applied() == ["0001_initial"]


def test_a_statement_waits_five_seconds_for_a_lock_and_has_no_other_limit(database: Database) -> None:
    output = database.migrate()

    assert "statement_timeout is 0\n" in output
    assert "lock_timeout is 5s\n" in output


def test_the_second_of_two_finds_nothing_to_do(database: Database) -> None:
    with database.connect(autocommit=False) as reader:
        reader.execute(READ_CHECKS)
        first = database.start()
        eventually(lambda: database.waits("relation"))
        second = database.start()
        assert second.stdout is not None
        while "another migrate is running" not in (line := second.stdout.readline()):
            assert line

    assert "Applying claims.0005_limits..." in finished(first)
    assert "No migrations to apply." in finished(second)


def test_a_session_has_its_limits_again_after_a_migration(database: Database) -> None:
    script = """
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
with connection.cursor() as cursor:
    for name in ("statement_timeout", "lock_timeout", "client_connection_check_interval"):
        cursor.execute(f"SHOW {name}")
        print(cursor.fetchone()[0])
    cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
    print(cursor.fetchone()[0])
"""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", script],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database.url},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["30s", "0", "0", "0"]


def test_the_role_runs_this_command(database: Database) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "migrate"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database.url, "DJANGO_SETTINGS_MODULE": "tests.migrating.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "Applying claims.0005_limits..." in done.stdout
