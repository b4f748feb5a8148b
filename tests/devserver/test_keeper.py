"""The keeper with small real processes."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable, Iterator
from subprocess import Popen

import pytest

from devserver import processes
from devserver.keeper import Child, Keeper, StoppedError


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    """Writes to memory; everything that it keeps ends with the test."""
    keeper = Keeper(io.StringIO())
    yield keeper
    keeper.stop()


@pytest.fixture
def old_handlers() -> Iterator[None]:
    """Puts back what the test run does on signals."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    handlers = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, handlers, strict=True):
        signal.signal(number, handler)


def shell(script: str) -> Callable[[int], Popen[bytes]]:
    return lambda output: processes.spawn(["sh", "-c", script], output=output)


def said(keeper: Keeper) -> list[str]:
    assert isinstance(keeper.out, io.StringIO)
    return keeper.out.getvalue().splitlines()


def test_each_line_has_the_name_of_its_child(keeper):
    code = keeper.run(Child("web", shell("echo one; printf two; echo three >&2; exit 3")))

    assert code == 3
    assert said(keeper) == ["web      | one", "web      | twothree"]


def test_last_line_without_an_end_is_shown(keeper):
    keeper.run(Child("beat", shell("printf bye")))

    assert said(keeper) == ["beat     | bye"]


def test_much_output_just_before_the_end_is_not_lost(keeper):
    keeper.run(Child("worker", shell("seq 1 60000")))

    assert len(said(keeper)) == 60000
    assert said(keeper)[-1] == "worker   | 60000"


def test_endless_line_is_cut(keeper):
    keeper.run(Child("web", shell("head -c 100000 /dev/zero | tr '\\0' x")))

    lengths = {len(line) for line in said(keeper)}
    assert max(lengths) < 100_000


def test_control_characters_are_removed(keeper):
    keeper.say("worker", "title \x1b]0;pwned\x07\x9b31m end")

    assert said(keeper) == ["worker   | title ]0;pwned31m end"]


def test_killed_child_is_restarted(keeper):
    child = Child("worker", shell("sleep 60"))
    keeper.keep(child)
    first = child.process.pid

    os.kill(first, signal.SIGKILL)

    assert keeper.wait_for(lambda: child.process is not None and child.process.pid != first, seconds=20)
    assert said(keeper) == ["worker   | was killed by SIGKILL", "worker   | starts again in 1 s"]


def test_pauses_grow_when_a_child_exits_repeatedly(keeper):
    child = Child("beat", shell("exit 1"))

    keeper.keep(child)
    keeper.wait_for(lambda: child.exits == 3, seconds=30)

    assert said(keeper) == [
        "beat     | ended with code 1",
        "beat     | starts again in 1 s",
        "beat     | ended with code 1",
        "beat     | starts again in 2 s",
        "beat     | ended with code 1",
        "beat     | starts again in 4 s",
    ]


def test_child_that_cannot_restart_is_tried_later(keeper):
    starts = iter([shell("exit 0"), shell("sleep 60")])

    def start(output: int) -> Popen[bytes]:
        if child.exits == 1:
            child.exits += 1
            raise processes.StartError("its folder is gone")
        return next(starts)(output)

    child = Child("redis", start)
    keeper.keep(child)

    assert keeper.wait_for(lambda: child.exits == 3 and child.process is not None, seconds=30)
    assert "redis    | its folder is gone" in said(keeper)


def test_children_stop_in_reverse_order_and_are_cleaned_up(keeper, gone_within):
    cleaned: list[str] = []
    keeper.keep(Child("postgres", shell("sleep 60"), clean=lambda: cleaned.append("postgres")))
    keeper.keep(Child("web", shell("sleep 60"), clean=lambda: cleaned.append("web")))
    pids = [child.process.pid for child in keeper.children]

    keeper.stop()

    assert said(keeper) == ["web      | stopping", "postgres | stopping"]
    assert cleaned == ["web", "postgres"]
    assert [gone_within(pid, 0) for pid in pids] == [True, True]


def test_child_that_ignores_its_stop_signal_is_killed(keeper, gone_within):
    deaf = "trap '' TERM; echo deaf; while :; do sleep 0.1; done"
    child = Child("worker", shell(deaf), stop_seconds=0.2)
    keeper.keep(child)
    keeper.wait_for(lambda: bool(said(keeper)), seconds=10)
    pid = child.process.pid

    keeper.stop()

    assert gone_within(pid, 0)


def test_child_with_much_output_can_stop(keeper):
    talk = "trap 'seq 1 60000; exit 0' TERM; echo here; while :; do sleep 0.05; done"
    keeper.keep(Child("web", shell(talk), stop_seconds=20))
    keeper.wait_for(lambda: bool(said(keeper)), seconds=10)

    keeper.stop()

    assert said(keeper)[-1] == "web      | 60000"


def test_signal_stops_the_keeper(keeper, old_handlers):
    keeper.listen()

    os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(StoppedError):
        keeper.stay()


def test_ignored_hangup_stays_ignored(keeper, old_handlers):
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    keeper.listen()

    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_waiting_ends_in_time(keeper):
    assert keeper.wait_for(lambda: False, seconds=0.2) is False


def test_closed_output_stops_everything():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as out:
        keeper = Keeper(out)

        keeper.say("up", "does anybody read this?")

        with pytest.raises(StoppedError):
            keeper.stay()
