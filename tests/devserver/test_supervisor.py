"""`make up` as real processes: what it refuses, and its whole way from the first start to nothing left behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OF_THE_TESTS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "DJANGO_SETTINGS_MODULE")
needs_proc = pytest.mark.skipif(
    sys.platform != "linux", reason="looks into /proc; other kernels have no death signal"
)


class Up:
    """One `python -m devserver`, its output in a file."""

    def __init__(self, data_dir: Path, log: Path, changes: dict[str, str]) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
        environment |= {"DATA_DIR": str(data_dir), "TRACKER_DEMO": "0", "WEB_WORKERS": "1"} | changes
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "devserver"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=output,
                preexec_fn=_restore_sigint,  # noqa: PLW1509 no threads here
            )

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def says(self, pattern: str) -> re.Match[str]:
        eventually(lambda: re.search(pattern, self.said()) or self.process.poll() is not None, self.said)
        found = re.search(pattern, self.said())
        assert found, self.said()
        return found

    def ends(self) -> int:
        return self.process.wait(90)


def _restore_sigint() -> None:
    """A shell that runs the tests in the background ignores SIGINT, and so would its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def eventually(condition: Callable[[], object], explain: Callable[[], object]) -> None:
    until = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < until, explain()
        time.sleep(0.1)


def below(ancestor: int) -> dict[int, str]:
    """The processes below one, by number, with their command lines (proc(5))."""
    parents, commands = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            commands[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
    found: dict[int, str] = {}
    level = {ancestor}
    while level := {pid for pid, parent in parents.items() if parent in level}:
        found |= {pid: commands[pid] for pid in level}
    return found


def folder_of_sockets(up: Up) -> Path:
    return Path(up.says(r'Unix socket "(/\S+)/\.s\.PGSQL').group(1))


@pytest.fixture
def port() -> str:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


@pytest.fixture
def start(tmp_path: Path, port: str) -> Iterator[Callable[..., Up]]:
    """Starts `up`s that end with the test."""
    ups: list[Up] = []

    def start(data_dir: Path = tmp_path / "var", **changes: str) -> Up:
        ups.append(Up(data_dir, tmp_path / f"log{len(ups)}", {"PORT": port} | changes))
        return ups[-1]

    yield start
    for up in ups:
        up.process.send_signal(signal.SIGTERM)
        up.ends()


def test_port_in_use_is_reported_before_anything_starts(start, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        up = start(PORT=str(taken))

        assert up.ends() == 2

    assert (
        up.said() == f"up       | PORT: {taken} is in use; choose another, as in `make up PORT={taken + 1}`\n"
    )
    assert not (tmp_path / "var" / "postgres").exists()


def test_invalid_port_is_reported(start):
    up = start(PORT="http")

    assert (up.ends(), up.said()) == (2, "up       | PORT: 'http' is not a whole number\n")


def test_address_of_another_machine_is_reported(start, port):
    up = start(BIND="192.0.2.1")

    assert up.ends() == 2
    assert up.said().startswith(f"up       | BIND, PORT: cannot listen on 192.0.2.1:{port}: ")


def test_unusable_folder_is_reported_in_one_line(start, tmp_path):
    (tmp_path / "file").write_text("not a folder")

    up = start(tmp_path / "file" / "var")

    assert up.ends() == 2
    assert "DATA_DIR: cannot write to" in up.said()


def test_database_that_does_not_answer_is_reported_in_one_line(start, port):
    up = start(DATABASE_URL=f"postgresql://somebody:hushhush@127.0.0.1:{port}/nothing")

    assert up.ends() == 2
    assert up.said().startswith("up       | DATABASE_URL: connection failed")
    assert "hushhush" not in up.said()
    assert up.said().count("\n") == 1


@needs_proc
@pytest.mark.journey
def test_first_start_exit_of_a_worker_stop_and_second_start(start, tmp_path, gone_within):
    up = start()
    up.says(r"up +\| everything is running")
    running = below(up.process.pid)
    worker = next(pid for pid, command in running.items() if " worker " in command)

    second = start()
    assert (second.ends(), second.said().count("\n")) == (2, 1)
    assert f"`make up` is already running on {tmp_path}/var" in second.said()

    os.kill(worker, signal.SIGKILL)
    up.says(r"worker +\| was killed by SIGKILL\nworker +\| starts again in 1 s")
    eventually(lambda: any(" worker " in command for command in below(up.process.pid).values()), up.said)

    up.process.send_signal(signal.SIGINT)
    assert up.ends() == 0, up.said()
    assert up.said().endswith("up       | stopped; the next `make up` continues with the same data\n")
    assert [command for pid, command in running.items() if not gone_within(pid, 5)] == []
    assert not folder_of_sockets(up).exists()
    key = tmp_path / "var" / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    first_key = key.read_text()

    again = start()
    again.says(r"up +\| everything is running")
    assert "Applying" not in again.said()
    assert key.read_text() == first_key


@needs_proc
@pytest.mark.journey
def test_nothing_survives_a_killed_supervisor_and_the_next_start_works(start, gone_within):
    up = start()
    up.says(r"up +\| everything is running")
    running = below(up.process.pid)
    assert len(running) > 8

    up.process.kill()
    up.process.wait(10)

    assert [command for pid, command in running.items() if not gone_within(pid, 20)] == []
    start().says(r"up +\| everything is running")
