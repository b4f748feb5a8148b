"""Indexes that are built and dropped concurrently, on a real server: interrupted, repeated, and under load."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

import psycopg

from tests.migrating.database import Database, eventually, finished

WRITE_CHECKS = """
INSERT INTO claims_sourcecheck
    (id, source_id, checked_at, outcome, error, detail, final_url, link_state, elapsed_ms, body_bytes, next_check_at)
SELECT gen_random_uuid(),
    source_id, checked_at, outcome, error, detail, final_url, link_state, elapsed_ms, body_bytes, next_check_at
FROM (SELECT * FROM claims_sourcecheck LIMIT 1) AS first"""
"""Copies of a check; without more in the FROM clause, one."""
IS_BUILDING = "SELECT FROM pg_index WHERE indexrelid = to_regclass('check_note') AND NOT indisvalid"


class Writer(threading.Thread):
    """Writes checks one after the other until it is stopped."""

    def __init__(self, database: Database) -> None:
        super().__init__(daemon=True)
        self.database = database
        self.stopped = threading.Event()
        self.written = 0
        self.written_while_building = 0
        self.error: psycopg.Error | None = None

    def run(self) -> None:
        try:
            self._write()
        except psycopg.Error as error:
            self.error = error

    def _write(self) -> None:
        with self.database.connect(autocommit=True) as connection:
            while not self.stopped.is_set():
                was_building = connection.execute(IS_BUILDING).rowcount
                connection.execute(WRITE_CHECKS)
                is_building = connection.execute(IS_BUILDING).rowcount
                self.written += 1
                self.written_while_building += bool(was_building and is_building)


@contextlib.contextmanager
def writing(database: Database) -> Iterator[Writer]:
    """A writer beside what the block does; an error of its own fails the test."""
    writer = Writer(database)
    writer.start()
    try:
        yield writer
    finally:
        writer.stopped.set()
        writer.join()
    assert writer.error is None


def test_a_concurrent_index_waits_longer_than_the_lock_timeout(noted: Database) -> None:
    with noted.connect(autocommit=False) as writer:
        writer.execute(WRITE_CHECKS)
        process = noted.start("claims", "0003", "--lock-timeout=1", "--attempts=1")
        eventually(lambda: noted.waits("virtualxid"))
        noted.query("SELECT pg_sleep(1.5)::text")
        assert noted.waits("virtualxid")

    finished(process)

    assert noted.is_valid("check_note")


def test_an_index_that_was_cut_is_dropped_and_built_again(noted: Database) -> None:
    with noted.connect(autocommit=False) as writer:
        writer.execute(WRITE_CHECKS)
        process = noted.start("claims", "0003")
        eventually(lambda: noted.waits("virtualxid"))
        process.send_signal(signal.SIGKILL)
        process.wait()
        eventually(lambda: not noted.waits())  # the server has noticed
    assert noted.is_valid("check_note") is False
    assert noted.applied()[-1] == "0002_check_note"

    noted.migrate("claims", "0003")

    assert noted.is_valid("check_note") is True
    assert noted.applied()[-1] == "0003_check_note_index"


def test_an_interrupted_migration_goes_on_with_what_is_missing(noted: Database) -> None:
    noted.migrate("claims", "0004")
    first = noted.oid("check_status")
    noted.query("DELETE FROM django_migrations WHERE name = '0004_other_check_indexes' RETURNING name")
    noted.connection.execute("DROP INDEX check_error")

    noted.migrate("claims", "0004")

    assert noted.oid("check_status") == first
    assert noted.is_valid("check_error") is True
    assert noted.is_valid("check_note") is None


def test_an_interrupted_way_back_goes_on_with_what_is_missing(noted: Database) -> None:
    noted.migrate("claims", "0004")
    noted.connection.execute("DROP INDEX check_error")
    noted.connection.execute("CREATE INDEX check_note ON claims_sourcecheck (note)")
    noted.connection.execute(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'check_note'::regclass"
    )
    invalid = noted.oid("check_note")

    noted.migrate("claims", "0003")

    assert noted.is_valid("check_note") is True
    assert noted.oid("check_note") != invalid
    assert noted.is_valid("check_status") is None


def test_checks_are_written_while_a_million_of_them_are_indexed_and_back(noted: Database) -> None:
    numbered = WRITE_CHECKS.replace("gen_random_uuid()", "lpad(to_hex(number), 32, '0')::uuid")
    noted.connection.execute(numbered + ", generate_series(1, 1000000) AS number")

    with writing(noted) as writer:
        noted.migrate("claims", "0003")
    with writing(noted) as writer_back:
        noted.migrate("claims", "0001")

    assert noted.is_valid("check_note") is None
    assert writer.written_while_building > 0
    assert writer_back.written > 0
    ((rows,),) = noted.query("SELECT count(*) FROM claims_sourcecheck")
    assert rows == 1_000_001 + writer.written + writer_back.written
