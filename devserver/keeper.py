"""Keeper: runs child processes, merges their output, restarts those that exit, and stops all in order."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from devserver import processes

_TICK_SECONDS, _DRAIN_SECONDS, _MAX_PAUSE_SECONDS = 0.1, 1, 30
_STEADY_SECONDS = 60  # after this time, earlier exits do not count
_MAX_LINE_BYTES = 16_384
_COLOURS = (36, 32, 33, 35, 34, 31)
_CONTROL = dict.fromkeys((*range(9), *range(10, 32), *range(127, 160)))  # control characters, except for tabs


class StoppedError(Exception):
    """A signal to stop was received."""


@dataclass(slots=True)
class Child:
    """A process to keep. `start` receives the file descriptor for the output; `clean` runs after the final stop."""

    name: str
    start: Callable[[int], subprocess.Popen[bytes]]
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10
    clean: Callable[[], None] = lambda: None
    process: subprocess.Popen[bytes] | None = None
    exits: int = 0
    started_at: float = 0
    restart_at: float | None = None
    half_line: bytes = b""


@dataclass(slots=True)
class Keeper:
    """Runs children in one thread, because the kernel ties the life of a child to the thread that started it."""

    out: TextIO
    width: int = 8
    children: list[Child] = field(default_factory=list)
    _pipes: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _signals: int = 0

    def listen(self) -> None:
        """Stop at SIGINT, SIGTERM or SIGHUP; a second signal ends the wait for children."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, self._count_signal)

    def say(self, name: str, line: str) -> None:
        """Write a line with its label, without control characters."""
        label = f"{name:<{self.width}} |"
        if self.out.isatty():
            label = f"\x1b[{_COLOURS[sum(map(ord, name)) % len(_COLOURS)]}m{label}\x1b[0m"
        try:
            self.out.write(f"{label} {line.translate(_CONTROL)}\n")
            self.out.flush()
        except OSError:  # the reader has gone, as in `make up | head`: stop without a message
            with Path(os.devnull).open("wb") as devnull:
                os.dup2(devnull.fileno(), self.out.fileno())
            self._signals += 1

    def keep(self, child: Child) -> None:
        """Start a child, and restart it whenever it exits. Raises processes.StartError."""
        self.children.append(child)
        self._start(child)

    def run(self, child: Child) -> int:
        """Start a child and wait for it. Returns its exit code. Raises processes.StartError, StoppedError."""
        self._start(child)
        process = child.process
        assert process is not None  # noqa: S101 - for the type checker
        try:
            while process.poll() is None:
                self._step()
        finally:
            self._end(child)
        return process.returncode

    def wait_for(
        self, condition: Callable[[], bool], *, seconds: float, every: float = _TICK_SECONDS
    ) -> bool:
        """Whether the condition becomes true in time; it is checked `every` so many seconds. Raises StoppedError."""
        until = time.monotonic() + seconds
        while not condition():
            check_at = time.monotonic() + every
            while time.monotonic() < check_at:
                self._step()
            if check_at > until:
                return False
        return True

    def stay(self) -> None:
        """Keep all children until StoppedError is raised."""
        while True:
            self._step()

    def stop(self) -> None:
        """Stop all children in reverse order of their start; those that exceed their time are killed."""
        while self.children:
            child = self.children.pop()
            if child.process is not None and child.process.poll() is None:
                self.say(child.name, "stopping")
                child.process.send_signal(child.stop_signal)
                self._wait_for_end(child.process, child.stop_seconds)
            self._end(child)
            child.clean()

    def _count_signal(self, *_: object) -> None:
        self._signals += 1

    def _step(self) -> None:
        """Forward output, and restart children that have exited."""
        if self._signals:
            raise StoppedError
        self._forward(_TICK_SECONDS)
        for child in self.children:
            if child.restart_at is not None and time.monotonic() >= child.restart_at:
                self._restart(child)
            elif child.process is not None and child.process.poll() is not None:
                self._note_exit(child)

    def _start(self, child: Child) -> None:
        reading, writing = os.pipe()
        try:
            child.process = child.start(writing)
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        os.set_blocking(reading, False)
        self._pipes.register(reading, selectors.EVENT_READ, child)
        child.started_at, child.restart_at = time.monotonic(), None

    def _restart(self, child: Child) -> None:
        try:
            self._start(child)
        except (processes.StartError, OSError) as error:
            self.say(child.name, str(error))
            self._pause(child)

    def _note_exit(self, child: Child) -> None:
        assert child.process is not None  # noqa: S101 - for the type checker
        code = child.process.returncode
        self._end(child)
        if time.monotonic() - child.started_at > _STEADY_SECONDS:
            child.exits = 0
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        self.say(child.name, how)
        self._pause(child)

    def _pause(self, child: Child) -> None:
        seconds = min(2**child.exits, _MAX_PAUSE_SECONDS)
        child.exits += 1
        child.restart_at = time.monotonic() + seconds
        self.say(child.name, f"starts again in {seconds} s")

    def _wait_for_end(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        """Wait while forwarding output: a child with a full pipe could not exit. A second signal ends the wait."""
        until, signals = time.monotonic() + seconds, self._signals
        while process.poll() is None and time.monotonic() < until and self._signals <= max(signals, 1):
            self._forward(_TICK_SECONDS)

    def _end(self, child: Child) -> None:
        """Kill the remaining process group of the child, and close its pipe."""
        if child.process is not None:
            processes.kill_group(child.process)
        until = time.monotonic() + _DRAIN_SECONDS
        while pipes := [key.fd for key in self._pipes.get_map().values() if key.data is child]:
            if time.monotonic() > until:
                self._close(pipes[0])
            self._forward(0.01)
        child.process = None

    def _forward(self, seconds: float) -> None:
        for key, _ in self._pipes.select(seconds):
            chunk = os.read(key.fd, 65_536)
            child = key.data
            *lines, child.half_line = (child.half_line + chunk).split(b"\n")
            if not chunk or len(child.half_line) > _MAX_LINE_BYTES:
                lines, child.half_line = [*lines, child.half_line], b""
            for line in filter(None, lines):
                self.say(child.name, line.decode(errors="replace"))
            if not chunk:
                self._close(key.fd)

    def _close(self, descriptor: int) -> None:
        self._pipes.unregister(descriptor)
        os.close(descriptor)
