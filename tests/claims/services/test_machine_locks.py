"""On one machine a few processes at a time do a kind of work: advisory locks that are released."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from claims.services.machine_locks import one_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere() -> Iterator[psycopg.Connection[tuple[int]]]:
    """A connection of another process."""
    given = connection.get_connection_params()
    with psycopg.connect(
        host=given.get("host", ""), port=given.get("port", ""), user=given["user"],
        password=given.get("password", ""), dbname=given["dbname"], autocommit=True,
    ) as other:  # fmt: skip
        yield other
        other.execute(
            "SELECT pg_advisory_unlock_all()"
        )  # the server ends a session some time after its connection


def locks(other: psycopg.Connection[tuple[int]]) -> list[tuple[int, ...]]:
    """The advisory locks on this database: the two numbers of each."""
    return other.execute(
        "SELECT classid, objid FROM pg_locks WHERE locktype = 'advisory'"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    ).fetchall()


def test_a_lock_is_held_during_the_work_and_released_after_it(
    elsewhere: psycopg.Connection[tuple[int]],
) -> None:
    with one_of("refresh", 1) as is_mine:
        assert is_mine
        assert len(locks(elsewhere)) == 1
    assert locks(elsewhere) == []


def test_a_lock_is_released_after_work_that_failed(elsewhere: psycopg.Connection[tuple[int]]) -> None:
    with pytest.raises(ValueError, match="the work failed"), one_of("refresh", 1):
        raise ValueError("the work failed")
    assert locks(elsewhere) == []


def test_other_processes_find_the_lock_taken_until_it_is_released(
    elsewhere: psycopg.Connection[tuple[int]],
) -> None:
    with one_of("refresh", 1):
        [(number, machine)] = locks(elsewhere)
        taken = elsewhere.execute(
            "SELECT pg_try_advisory_lock(%s::int, %s::int)", [number, machine]
        ).fetchone()
    free = elsewhere.execute("SELECT pg_try_advisory_lock(%s::int, %s::int)", [number, machine]).fetchone()

    assert (taken, free) == ((False,), (True,))


def test_kinds_of_work_do_not_stand_in_each_others_way() -> None:
    with one_of("refresh", 1) as refresh, one_of("capture", 1) as capture:
        assert refresh
        assert capture


def test_as_many_processes_as_allowed_hold_a_lock(elsewhere: psycopg.Connection[tuple[int]]) -> None:
    with one_of("refresh", 2):
        [(number, machine)] = locks(elsewhere)
    elsewhere.execute("SELECT pg_advisory_lock(%s::int, %s::int)", [number, machine])

    with one_of("refresh", 1) as the_first:
        assert not the_first
    with one_of("refresh", 2) as the_second:
        assert the_second
