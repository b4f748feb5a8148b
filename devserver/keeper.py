"""Keeps child processes: their output as one readable stream, a new one for one that died, an orderly end for all."""

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

_TICK_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 30
_STEADY_SECONDS = 60  # who lived this long is forgiven earlier deaths
_LAST_WORDS_SECONDS = 1
_LONGEST_LINE = 16_384
_COLOURS = (36, 32, 33, 35, 34, 31)
_CONTROL = dict.fromkeys((*range(9), *range(10, 32), *range(127, 160)))  # what a log may do to a terminal


class StoppedError(Exception):
    """Somebody asked us to stop."""


@dataclass(slots=True)
class Child:
    """What is kept: `start` gets the file descriptor for the output, `clean` runs when it is over for good."""

    name: str
    start: Callable[[int], subprocess.Popen[bytes]]
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10
    clean: Callable[[], None] = lambda: None
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    since: float = 0
    again_at: float | None = None
    half_line: bytes = b""


@dataclass(slots=True)
class Keeper:
    """Single-threaded: everything happens in `_turn`, because the kernel ties a child's life to our main thread."""

    out: TextIO
    width: int = 8
    children: list[Child] = field(default_factory=list)
    _pipes: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _signals: int = 0

    def listen(self) -> None:
        """From now on SIGINT, SIGTERM and SIGHUP ask us to stop; the second time without patience."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, self._note_signal)

    def say(self, name: str, line: str) -> None:
        """One line of the stream, without what could play tricks on a terminal."""
        label = f"{name:<{self.width}} |"
        if self.out.isatty():
            label = f"\x1b[{_COLOURS[sum(map(ord, name)) % len(_COLOURS)]}m{label}\x1b[0m"
        try:
            self.out.write(f"{label} {line.translate(_CONTROL)}\n")
            self.out.flush()
        except OSError:  # nobody reads any more, as in `make up | head`: stop, quietly
            with Path(os.devnull).open("wb") as nowhere:
                os.dup2(nowhere.fileno(), self.out.fileno())
            self._signals += 1

    def keep(self, child: Child) -> None:
        """Start a child and start it again whenever it dies. Raises processes.StartError."""
        self.children.append(child)
        self._start(child)

    def run(self, child: Child) -> int:
        """Start a child, wait for its end, give its exit code. Raises processes.StartError, StoppedError."""
        self._start(child)
        process = child.process
        assert process is not None  # noqa: S101 - for the type checker
        try:
            while process.poll() is None:
                self._turn()
        finally:
            self._end(child)
        return process.returncode

    def wait_for(
        self, condition: Callable[[], bool], *, seconds: float, every: float = _TICK_SECONDS
    ) -> bool:
        """Whether the condition came true in time; it is asked anew `every` so many seconds. Raises StoppedError."""
        until = time.monotonic() + seconds
        while not condition():
            again_at = time.monotonic() + every
            while time.monotonic() < again_at:
                self._turn()
            if again_at > until:
                return False
        return True

    def stay(self) -> None:
        """Keep everything until StoppedError."""
        while True:
            self._turn()

    def stop(self) -> None:
        """End all children, the youngest first; who does not go in time is killed."""
        while self.children:
            child = self.children.pop()
            if child.process is not None and child.process.poll() is None:
                self.say(child.name, "stopping")
                child.process.send_signal(child.stop_signal)
                self._wait_for_end(child.process, child.stop_seconds)
            self._end(child)
            child.clean()

    def _note_signal(self, *_: object) -> None:
        self._signals += 1

    def _turn(self) -> None:
        """Pass on what was written, look after the dead."""
        if self._signals:
            raise StoppedError
        self._pass_on(_TICK_SECONDS)
        for child in self.children:
            if child.again_at is not None and time.monotonic() >= child.again_at:
                self._start_again(child)
            elif child.process is not None and child.process.poll() is not None:
                self._note_death(child)

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
        child.since, child.again_at = time.monotonic(), None

    def _start_again(self, child: Child) -> None:
        try:
            self._start(child)
        except (processes.StartError, OSError) as error:
            self.say(child.name, str(error))
            self._pause(child)

    def _note_death(self, child: Child) -> None:
        assert child.process is not None  # noqa: S101 - for the type checker
        code = child.process.returncode
        self._end(child)
        if time.monotonic() - child.since > _STEADY_SECONDS:
            child.deaths = 0
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        self.say(child.name, how)
        self._pause(child)

    def _pause(self, child: Child) -> None:
        seconds = min(2**child.deaths, _LONGEST_PAUSE_SECONDS)
        child.deaths += 1
        child.again_at = time.monotonic() + seconds
        self.say(child.name, f"starts again in {seconds} s")

    def _wait_for_end(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        """Read on meanwhile: a child that cannot write cannot end. A second signal ends the patience."""
        until, signals = time.monotonic() + seconds, self._signals
        while process.poll() is None and time.monotonic() < until and self._signals <= max(signals, 1):
            self._pass_on(_TICK_SECONDS)

    def _end(self, child: Child) -> None:
        """Nothing of the child is left: neither its own children nor its pipe."""
        if child.process is not None:
            processes.kill_group(child.process)
        until = time.monotonic() + _LAST_WORDS_SECONDS
        while pipes := [key.fd for key in self._pipes.get_map().values() if key.data is child]:
            if time.monotonic() > until:
                self._close(pipes[0])
            self._pass_on(0.01)
        child.process = None

    def _pass_on(self, seconds: float) -> None:
        for key, _ in self._pipes.select(seconds):
            chunk = os.read(key.fd, 65_536)
            child = key.data
            *lines, child.half_line = (child.half_line + chunk).split(b"\n")
            if not chunk or len(child.half_line) > _LONGEST_LINE:
                lines, child.half_line = [*lines, child.half_line], b""
            for line in filter(None, lines):
                self.say(child.name, line.decode(errors="replace"))
            if not chunk:
                self._close(key.fd)

    def _close(self, descriptor: int) -> None:
        self._pipes.unregister(descriptor)
        os.close(descriptor)
