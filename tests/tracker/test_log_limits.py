"""Load makes no more lines of one kind than a minute may have, and the next line says how many were left out."""

from __future__ import annotations

import logging
from typing import Any

from tests.tracker.test_log import logged
from tracker.log_limits import LinesAMinute

MANY_REQUESTS = """
from django.test import Client
client = Client()
for number in range(100):
    client.get(f"/missing/{number}")
"""


def record(message: Any, *arguments: object, line: int = 1) -> logging.LogRecord:
    return logging.LogRecord("tests", logging.INFO, "some_module.py", line, message, arguments, None)


def test_lines_of_one_kind_are_limited_whatever_their_words() -> None:
    limit = LinesAMinute(2, clock=lambda: 0.0)

    assert [limit.filter(record("source %s", name)) for name in "abcd"] == [True, True, False, False]
    assert limit.filter(record("another line of code", line=2))


def test_the_next_minute_says_how_many_lines_were_left_out() -> None:
    now = [0.0]
    limit = LinesAMinute(1, clock=lambda: now[0])
    for _ in range(4):
        limit.filter(record("source %s", "a"))
    now[0] = 59.9
    assert not limit.filter(record("source %s", "b"))
    now[0] = 60.0
    later = record("source %s", "c")

    assert limit.filter(later)
    assert later.getMessage() == "source c (4 such lines before were left out)"
    now[0] = 120.0
    last = record({"event": "request"})
    assert limit.filter(last)
    assert last.msg == {"event": "request"}


def test_a_line_with_parts_gets_another_part() -> None:
    now = [0.0]
    limit = LinesAMinute(1, clock=lambda: now[0])
    for _ in range(3):
        limit.filter(record({"event": "request"}))
    now[0] = 60.0
    later = record({"event": "request"})

    assert limit.filter(later)
    assert later.msg == {"event": "request", "left_out_before": 2}


def test_without_a_limit_every_line_is_logged() -> None:
    limit = LinesAMinute(0, clock=lambda: 0.0)

    assert all(limit.filter(record("again")) for _ in range(100))


def test_a_process_that_gets_many_requests_logs_some_of_them() -> None:
    assert logged(MANY_REQUESTS, LOG_FORMAT="json").count('"event": "request"') == 60
    assert logged(MANY_REQUESTS, LOG_FORMAT="json", LOG_LINES="0").count('"event": "request"') == 100
