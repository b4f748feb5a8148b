"""Readers: several documents are read side by side, each in a sandbox with a thread of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Lock, Timer
from types import TracebackType
from typing import Generic, Self, TypeVar

from claims.errors import ReadError
from claims.pipeline.sandbox.sandbox import Sandbox
from claims.services.runtime import new_sandbox, reader_thread, sandbox
from claims.values import Capture

Subject = TypeVar("Subject")


KEEP_SECONDS = 120.0
"""How long a reader that is not needed any more waits for further work before it ends, to save its start."""


@dataclass(slots=True, eq=False)
class _Reader:
    sandbox: Sandbox
    thread: ThreadPoolExecutor
    uses: int = 0

    def end(self) -> None:
        self.thread.shutdown()  # first: work that has not reached the sandbox yet would start another child
        self.sandbox.close()


@dataclass(slots=True)
class _SpareReaders:
    """The readers of this process that wait for further work."""

    _readers: list[_Reader] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def take(self) -> _Reader:
        """Return a reader that waits, or a new one."""
        with self._lock:
            if self._readers:
                reader = self._readers.pop()
            else:
                reader = _Reader(new_sandbox(), ThreadPoolExecutor(1, thread_name_prefix="reader"))
            reader.uses += 1
            return reader

    def keep(self, reader: _Reader) -> None:
        """Keep a reader for a while."""
        with self._lock:
            self._readers.append(reader)
        timer = Timer(KEEP_SECONDS, self._end, (reader, reader.uses))
        timer.daemon = True
        timer.start()

    def _end(self, reader: _Reader, uses: int) -> None:
        """End a reader, unless it was used since it was kept."""
        with self._lock:
            if reader not in self._readers or reader.uses != uses:
                return
            self._readers.remove(reader)
        reader.end()


_spares = _SpareReaders()


@dataclass(slots=True)
class Readers(Generic[Subject]):
    """At most `count` readers. They start when they are needed, and those that are idle afterwards are kept for a while.

    The first one is the process's own, which stays, unless these readers are apart from it.
    """

    count: int
    is_apart: bool = False
    _idle: list[_Reader] = field(default_factory=list)
    _all: list[_Reader] = field(default_factory=list)
    _busy: dict[Future[Capture], tuple[_Reader, Subject]] = field(default_factory=dict)

    @property
    def is_busy(self) -> bool:
        """Whether anything is being read."""
        return bool(self._busy)

    @property
    def has_idle(self) -> bool:
        """Whether another document can be read now."""
        return len(self._busy) < self.count

    def read(self, subject: Subject, work: Callable[[Sandbox], Capture]) -> None:
        """Begin to read. Call it only if a reader is idle."""
        reader = self._idle.pop() if self._idle else self._new()
        self._busy[reader.thread.submit(work, reader.sandbox)] = reader, subject

    def prepare(self) -> None:
        """Have an idle reader started, so that the next document does not wait for that. Call it only if one is idle."""
        if not self._idle:
            reader = self._new()
            reader.thread.submit(_start, reader.sandbox)
            self._idle.append(reader)

    def finished(self, timeout_seconds: float) -> list[tuple[Subject, Future[Capture]]]:
        """What was read, as soon as there is something; nothing after the timeout."""
        done = wait(self._busy, timeout=timeout_seconds, return_when=FIRST_COMPLETED).done
        finished = []
        for future in [future for future in self._busy if future in done]:
            reader, subject = self._busy.pop(future)
            self._idle.append(reader)
            self._idle.sort(key=self._all.index, reverse=True)
            finished.append((subject, future))
        return finished

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for reader in self._all:
            if reader.sandbox is sandbox():
                continue
            if reader in self._idle:
                _spares.keep(reader)
            else:
                reader.end()
        self._all.clear()
        self._idle.clear()

    def _new(self) -> _Reader:
        reader = _spares.take() if self._all or self.is_apart else _Reader(sandbox(), reader_thread())
        self._all.append(reader)
        return reader


def _start(box: Sandbox) -> None:
    """Start the child and have it load the language model, which it does for its first claims."""
    with contextlib.suppress(ReadError):
        box.read_capture(b"Kestrel-2 outperforms Heron-1.", "text/plain", "utf-8", "")
