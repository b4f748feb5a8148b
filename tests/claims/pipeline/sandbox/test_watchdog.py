"""Watchdog: a child that is overdue is killed, one that is stopped in time is not."""

import subprocess
import threading
import time

import pytest

from claims.pipeline.sandbox import watchdog
from claims.pipeline.sandbox.watchdog import Watchdog


@pytest.fixture
def child():
    with subprocess.Popen(["sleep", "60"]) as child:
        yield child
        child.kill()


def watchdog_threads():
    return [thread for thread in threading.enumerate() if thread.name == "sandbox-watchdog"]


def test_overdue_child_is_killed_and_reported(child):
    guard = Watchdog()

    guard.watch(child, 0)

    assert child.wait(30) == -9
    assert guard.stop()


def test_child_that_is_stopped_in_time_lives(child):
    guard = Watchdog()

    guard.watch(child, 0.4)
    has_killed = guard.stop()
    time.sleep(1)

    assert (has_killed, child.poll()) == (False, None)


def test_each_watch_has_its_own_outcome(child):
    guard = Watchdog()
    guard.watch(child, 0)
    child.wait(30)
    guard.stop()

    with subprocess.Popen(["sleep", "60"]) as other:
        guard.watch(other, 600)
        has_killed = guard.stop()
        other.kill()

    assert not has_killed


def test_many_watches_share_a_thread_that_ends_when_it_is_idle(child, monkeypatch):
    monkeypatch.setattr(watchdog, "_IDLE_SECONDS", 0.3)
    before, guard = set(watchdog_threads()), Watchdog()

    for _ in range(20):
        guard.watch(child, 600)
        guard.stop()
    started = set(watchdog_threads()) - before
    for thread in started:
        thread.join(30)

    assert len(started) == 1
    guard.watch(child, 0)
    assert child.wait(30) == -9
