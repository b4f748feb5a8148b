"""A server that is away is one line a minute; everything else is logged as it is."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
import redis
from django.db import OperationalError
from kombu.exceptions import OperationalError as BrokerError

from tracker.outages import OneLineAMinute


class Clock:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def record(
    name: str, message: Any, error: BaseException | None = None, level: int = logging.WARNING
) -> logging.LogRecord:
    return logging.LogRecord(
        name, level, __file__, 1, message, (), (type(error), error, None) if error else None
    )


def caused(error: Exception, cause: Exception) -> Exception:
    """The error as it is when the cause led to it."""
    try:
        raise error from cause
    except type(error):
        return sys.exc_info()[1]  # type: ignore[return-value]


AWAY: list[Callable[[], logging.LogRecord]] = [
    lambda: record("celery.beat", "Message Error: refused\n['File ...']", BrokerError("refused")),
    lambda: record("celery.worker.consumer.consumer", "consumer: Cannot connect to redis://r: refused."),
    lambda: record("celery.app.trace", "Task raised", redis.ConnectionError("refused")),
    lambda: record("psycopg.pool", "error connecting in 'pool-1': refused"),
    lambda: record(
        "celery.app.trace",
        "Task raised",
        caused(OperationalError("refused"), psycopg.OperationalError("refused")),
    ),
    lambda: record("claims.tasks", {"event": "database unavailable", "away": "PostgreSQL"}),
    lambda: record("opentelemetry.exporter.otlp.proto.http.trace_exporter", "Transient error refused"),
    lambda: record(
        "api.errors",
        {
            "event": "the database did not respond",
            "exc_info": caused(OperationalError("no session"), psycopg.OperationalError("no session")),
        },
    ),
]


@pytest.mark.parametrize("make", AWAY)
def test_a_server_that_is_away_is_one_line_a_minute(make: Callable[[], logging.LogRecord]) -> None:
    clock = Clock()
    outage = OneLineAMinute(clock)

    first = make()
    assert outage.filter(first)
    assert (first.exc_info, "\n" in first.getMessage()) == (None, False)
    clock.now += 59
    assert not outage.filter(make())
    clock.now += 1
    assert outage.filter(make())


def test_the_line_names_the_server_and_the_reason() -> None:
    line = record("psycopg.pool", "error connecting in 'pool-1': refused\n\tIs the server running?")

    assert OneLineAMinute().filter(line)

    assert line.getMessage() == (
        "PostgreSQL is away; the next line about it in a minute: error connecting in 'pool-1': refused"
    )


def test_a_line_of_our_own_has_the_reason_instead_of_a_traceback() -> None:
    error = caused(OperationalError("no session\nin 10 s"), psycopg.OperationalError("no session"))
    line = record("api.errors", {"event": "the database did not respond", "exc_info": error})

    assert OneLineAMinute(Clock()).filter(line)
    assert line.msg == {"event": "the database did not respond", "error": "no session"}


def test_a_statement_that_took_too_long_keeps_its_traceback() -> None:
    error = caused(OperationalError("timeout"), psycopg.errors.QueryCanceled("statement timeout"))
    line = record("api.errors", {"event": "the database did not respond", "exc_info": error})
    filter_ = OneLineAMinute(Clock())

    assert [filter_.filter(line) for _ in range(3)] == [True] * 3
    assert line.msg["exc_info"] is error


def test_each_server_has_its_line() -> None:
    outage = OneLineAMinute(Clock())

    assert outage.filter(record("psycopg.pool", "error connecting"))
    assert outage.filter(record("celery.beat", "beat: Connection error: refused"))


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("claims.tasks", ValueError("a bug")),
        ("claims.tasks", caused(OperationalError("deadlock"), psycopg.errors.DeadlockDetected("deadlock"))),
        ("celery.beat", None),
    ],
)
def test_other_errors_keep_their_traceback(name: str, error: Exception | None) -> None:
    outage = OneLineAMinute(Clock())

    for _ in range(2):
        line = record(name, "failed", error)
        assert outage.filter(line)
        assert line.exc_info == ((type(error), error, None) if error else None)
