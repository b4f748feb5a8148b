"""Children that die with their parent and leave nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from devserver import processes

ROOT = Path(__file__).resolve().parents[2]


def test_stop_sends_the_signal_first():
    process = processes.spawn(["sleep", "60"])

    processes.stop(process, signal.SIGTERM, seconds=10)

    assert process.returncode == -signal.SIGTERM


def test_child_that_ignores_the_signal_is_killed():
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    reading, writing = os.pipe()
    process = processes.spawn([sys.executable, "-c", deaf], output=writing)
    os.close(writing)
    os.read(reading, 1)

    processes.stop(process, signal.SIGTERM, seconds=0.1)
    os.close(reading)

    assert process.returncode == -signal.SIGKILL


def test_grandchildren_end_with_the_child(gone_within):
    reading, writing = os.pipe()
    process = processes.spawn(["sh", "-c", "sleep 60 & echo $!; wait"], output=writing)
    os.close(writing)
    grandchild = int(os.read(reading, 20))

    processes.stop(process, signal.SIGKILL, seconds=10)
    os.close(reading)

    assert gone_within(grandchild, 10)


def test_stopping_twice_does_no_harm():
    process = processes.spawn(["true"])

    processes.stop(process, signal.SIGTERM, seconds=10)
    processes.stop(process, signal.SIGTERM, seconds=10)

    assert process.returncode is not None


@pytest.mark.skipif(sys.platform != "linux", reason="other kernels do not tell a child that its parent died")
def test_child_gets_its_signal_when_the_parent_is_killed(gone_within):
    script = (
        "from devserver import processes; import sys, time;"
        "print(processes.spawn(['sleep', '60']).pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()

    assert gone_within(child, 10)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can change its user")
def test_child_of_root_can_be_nobody_and_still_reads_through_closed_folders(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o700)
    (tmp_path / "closed" / "word").write_text("inside")
    script = (
        "import os, sys; p = sys.argv[1]; print(os.getuid(), os.access(p, os.R_OK), open(p).read(), end='')"
    )
    reading, writing = os.pipe()

    process = processes.spawn(
        [sys.executable, "-c", script, tmp_path / "closed" / "word"],
        output=writing,
        owner=processes.Owner(65534, 65534),
    )
    os.close(writing)
    process.wait(10)

    assert os.read(reading, 200) == b"65534 True inside"
    os.close(reading)
