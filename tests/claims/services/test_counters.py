"""What processes count is added up in Redis: of all of them, once, and not lost while Redis is away."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis
from pytest_django import Settings

from claims.services import counters
from tests.counts import counts_of, forget_counts

ROOT = Path(__file__).resolve().parents[3]
ATTEMPTS, DURATIONS = "tracker_webhook_attempts_total", "tracker_webhook_attempt_duration_seconds"
DELIVERED, FAILED = ("delivered", "2xx"), ("failed", "timed_out")

COUNT_IN_A_PROCESS = f"""
from claims.services import counters
counters.count("{ATTEMPTS}", [{DELIVERED}])
"""
COUNT_AROUND_A_FORK = f"""
import os
from claims.services import counters
counters.count("{ATTEMPTS}", [{DELIVERED}])
child = os.fork()
if child == 0:
    counters.count("{ATTEMPTS}", [{FAILED}])
    counters.flush()
    os._exit(0)
os.waitpid(child, 0)
"""


@pytest.fixture(autouse=True)
def _from_zero() -> None:
    forget_counts()


def run(script: str) -> None:
    command = [sys.executable, "-W", "ignore", "manage.py", "shell", "--verbosity=0", "--command", script]
    subprocess.run(command, cwd=ROOT, env=dict(os.environ), check=True)


def test_counts_of_several_processes_are_added_up() -> None:
    counters.count(ATTEMPTS, [DELIVERED, DELIVERED, FAILED])
    run(COUNT_IN_A_PROCESS)
    run(COUNT_IN_A_PROCESS)

    assert counts_of(ATTEMPTS) == {DELIVERED: 4, FAILED: 1}


def test_a_forked_process_does_not_repeat_the_counts_of_its_parent() -> None:
    run(COUNT_AROUND_A_FORK)

    assert counts_of(ATTEMPTS) == {DELIVERED: 1, FAILED: 1}


def test_counts_are_flushed_without_being_asked_to() -> None:
    counters.count(ATTEMPTS, [DELIVERED])
    for _ in range(600):
        if counters.read()[ATTEMPTS]:
            break
        time.sleep(0.1)

    assert counters.read()[ATTEMPTS] == {DELIVERED: {counters.COUNT: 1}}


def test_a_duration_counts_in_the_first_bucket_that_contains_it() -> None:
    counters.observe(DURATIONS, [(("failed",), seconds) for seconds in (0.0, 0.05, 0.051, 60.0, 61.5)])
    counters.flush()

    assert counters.read()[DURATIONS] == {
        ("failed",): {"0.05": 2, "0.1": 1, "60.0": 1, "+Inf": 1, counters.SUM: pytest.approx(121.601)}
    }


def test_counts_are_kept_while_redis_is_away(settings: Settings) -> None:
    address = settings.REDIS_URL
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    counters.count(ATTEMPTS, [DELIVERED])
    with pytest.raises(redis.ConnectionError):
        counters.flush()
    counters.count(ATTEMPTS, [DELIVERED])
    settings.REDIS_URL = address

    assert counts_of(ATTEMPTS) == {DELIVERED: 2}


def test_what_another_version_counted_is_not_read(settings: Settings) -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.hset(counters.KEY, "tracker_unknown_total\x1fa\x1f", 7)
        client.hset(counters.KEY, f"{ATTEMPTS}\x1fa\x1fb\x1fc\x1f", 7)

    assert not any(counters.read().values())
