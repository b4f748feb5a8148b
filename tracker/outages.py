"""Outages: while PostgreSQL, Redis or a collector of traces is away, a process logs one line a minute about it, without a traceback."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Callable, Iterator

import psycopg
from django.db import InterfaceError, OperationalError
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

EVERY_SECONDS = 60.0

POSTGRESQL, REDIS, COLLECTOR = "PostgreSQL", "Redis", "OpenTelemetry's collector"
_LOST_SESSIONS = ("08", "57P")
"""SQLSTATE classes of a lost connection and of a server that stops or starts. Without any, no connection was made."""

_BROKER_LOGGERS = ("celery.beat", "celery.worker.consumer", "kombu")
_ABOUT_CONNECTIONS = re.compile(r"connect|Message Error", re.IGNORECASE)


class OneLineAMinute(logging.Filter):
    """Makes one line of a record about a server that is away, and drops further ones of this process for a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._logged_at: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is logged."""
        server = server_away(record)
        if not server:
            return True
        now = self._clock()
        if now - self._logged_at.get(server, -EVERY_SECONDS) < EVERY_SECONDS:
            return False
        self._logged_at[server] = now
        error = _error_of(record)
        if isinstance(record.msg, dict):  # the parts of a line of our own
            record.msg = {name: part for name, part in record.msg.items() if name != "exc_info"}
            if error:
                record.msg["error"] = str(error).strip().partition("\n")[0]
        else:
            text = str(error or record.getMessage()).strip().partition("\n")[0]
            record.msg, record.args = f"{server} is away; the next line about it in a minute: {text}", ()
        record.exc_info = record.exc_text = None
        return True


def server_away(record: logging.LogRecord) -> str:
    """The server that is away according to this record; "" if it is about anything else."""
    if isinstance(record.msg, dict) and "away" in record.msg:
        return str(record.msg["away"])
    if record.levelno < logging.WARNING:
        return ""
    if record.name.startswith("opentelemetry.exporter"):
        return COLLECTOR
    if error := _error_of(record):
        return next(filter(None, map(_away, _chain(error))), "")
    if record.name == "psycopg.pool":
        return POSTGRESQL
    if record.name.startswith(_BROKER_LOGGERS) and _ABOUT_CONNECTIONS.search(str(record.msg)):
        return REDIS
    return ""


def _error_of(record: logging.LogRecord) -> BaseException | None:
    """The exception that a record is about. Lines of our own have it, or True for the one that is handled, as a part."""
    if not isinstance(record.msg, dict):
        return record.exc_info[1] if record.exc_info else None
    given = record.msg.get("exc_info")
    if isinstance(given, BaseException):
        return given
    return sys.exc_info()[1] if given is True else None


def _away(error: BaseException) -> str:
    if isinstance(error, RedisConnectionError | RedisTimeoutError | BrokerError):
        return REDIS
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        state = error.sqlstate or ""
        return POSTGRESQL if not state or state.startswith(_LOST_SESSIONS) else ""
    is_from_psycopg = isinstance(error.__cause__, psycopg.Error)  # which says more
    return POSTGRESQL if isinstance(error, OperationalError | InterfaceError) and not is_from_psycopg else ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what caused it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
