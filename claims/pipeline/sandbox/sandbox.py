"""Sandbox: documents from outside are parsed in a child process that can be killed."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import BinaryIO, Self, TypeVar, cast

from claims.errors import ReadError
from claims.pipeline.extraction.version import DEFAULT_LANGUAGE_MODEL
from claims.pipeline.sandbox.framing import dump, load, read_frame, write_frame
from claims.pipeline.sandbox.memory import MAX_IDLE_BYTES, resident_bytes
from claims.pipeline.sandbox.watchdog import Watchdog
from claims.pipeline.sandbox.worker import Failure, Job
from claims.values import Capture, ClaimCandidate, PageReading

Result = TypeVar("Result")

_ROOT = Path(__file__).resolve().parents[3]
_READER = (sys.executable, "-m", "claims.pipeline.sandbox.jobs")
_START_SECONDS = 60.0
READER_KILLED = "reader_killed"
"""The code of the ReadError of a child that did not start, or ended in the middle of a job."""

_ENVIRONMENT = {
    "PYTHONPATH": str(_ROOT),
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
    # One thread: each more reserves address space, which the limit of memory counts.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}


class Sandbox:
    """One child process that reads documents, with limits on memory (bytes) and on time (seconds a job).

    A job that exceeds them kills the child and raises a ReadError with the code `reader_killed`; the next job gets a new
    child, and so does the next one after `jobs_per_child` jobs or when the child still holds more than `idle_bytes`. Threads may share it: their jobs run one after the other. Make it after a fork, not before. On Linux the child
    ends with the thread that started it; the next job starts another. `names` is the text of a names file that every child
    learns first. `language_model` is the installed pipeline that parses sentences; a child loads it when
    it first extracts claims.
    """

    def __init__(
        self,
        *,
        memory_bytes: int = 1 << 30,
        seconds: float = 20.0,
        jobs_per_child: int = 5000,
        idle_bytes: int = MAX_IDLE_BYTES,
        names: str = "",
        language_model: str = DEFAULT_LANGUAGE_MODEL,
        command: tuple[str, ...] = _READER,
    ) -> None:
        self._command = (*command, str(memory_bytes), language_model)
        self._seconds = seconds
        self._jobs_per_child = jobs_per_child
        self._idle_bytes = idle_bytes
        self._names = names.encode()
        self._jobs_left = 0
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        self._watchdog = Watchdog()

    def read_capture(self, body: bytes, content_type: str, charset: str | None, url: str) -> Capture:
        """The document with its claims, its full visible text and its metadata. Raises ReadError."""
        return self._do(Job("read_capture", content_type, charset, url), body, Capture)

    def read_statements(self, texts: Sequence[str]) -> tuple[tuple[ClaimCandidate, ...], ...]:
        """The claims in each of these texts, each of which is one paragraph. Raises ReadError."""
        job = Job("read_statements", "text/plain", "utf-8", "")
        return self._do(job, dump(list(texts)), tuple[tuple[ClaimCandidate, ...], ...])

    def read_page(self, body: bytes, content_type: str, charset: str | None, url: str) -> PageReading:
        """The full visible text and the metadata of its HTML. Raises ReadError."""
        return self._do(Job("read_page", content_type, charset, url), body, PageReading)

    def read_text(self, body: bytes, content_type: str, charset: str | None, url: str = "") -> str:
        """The full visible text: where passages are looked for. Raises ReadError."""
        return self._do(Job("read_text", content_type, charset, url), body, str)

    def warm_up(self) -> None:
        """Have a child ready, so that the next job does not wait for its start. Raises ReadError if none starts."""
        with self._lock:
            self._ready_child()

    def close(self) -> None:
        """End the child. The sandbox can still be used: the next job starts a new one."""
        with self._lock:
            self._end_child()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _do(self, job: Job, body: bytes, kind: type[Result]) -> Result:
        with self._lock:
            failure, result = self._exchange(job, body)
            if failure.code:
                raise ReadError(failure.detail, code=failure.code)
            try:
                return load(kind, result)
            except ValueError as error:  # the child is compromised or broken
                self._end_child()
                raise _killed() from error

    def _exchange(self, job: Job, body: bytes) -> tuple[Failure, bytes]:
        child = self._ready_child()
        self._jobs_left -= 1
        self._watchdog.watch(child, self._seconds)
        try:
            write_frame(_stdin(child), dump(job))
            write_frame(_stdin(child), body)
            failure = load(Failure, read_frame(_stdout(child)) or b"")
            return failure, b"" if failure.code else read_frame(_stdout(child)) or b""
        except (OSError, ValueError) as error:  # a broken pipe, or a result that is cut off
            self._end_child()
            raise _killed() from error
        finally:
            if self._watchdog.stop():
                self._end_child()

    def _ready_child(self) -> subprocess.Popen[bytes]:
        if self._child and (
            self._jobs_left <= 0 or self._child.poll() is not None or self._is_swollen(self._child)
        ):
            self._end_child()
        if not self._child:
            self._child = self._start_child(self._names)
            self._jobs_left = self._jobs_per_child
        return self._child

    def _is_swollen(self, child: subprocess.Popen[bytes]) -> bool:
        return resident_bytes(child.pid) > self._idle_bytes

    def _start_child(self, names: bytes) -> subprocess.Popen[bytes]:
        # The child gets none of the service's environment variables: they hold keys and passwords.
        child = subprocess.Popen(  # noqa: S603 our own module
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            env=_ENVIRONMENT,
        )
        self._watchdog.watch(child, _START_SECONDS)
        is_ready = read_frame(_stdout(child)) == b"" and (not names or _has_learned(child, names))
        if self._watchdog.stop() or not is_ready:
            _end(child)
            raise ReadError("The reader does not start.", code=READER_KILLED)
        return child

    def _end_child(self) -> None:
        if self._child:
            _end(self._child)
            self._child = None


def _has_learned(child: subprocess.Popen[bytes], names: bytes) -> bool:
    try:
        write_frame(_stdin(child), dump(Job("learn_names", "", None, "")))
        write_frame(_stdin(child), names)
        return read_frame(_stdout(child)) == dump(Failure()) and read_frame(_stdout(child)) is not None
    except (OSError, ValueError):  # the child ended
        return False


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    _stdout(child).close()
    with contextlib.suppress(BrokenPipeError):  # the rest of a job that was not read
        _stdin(child).close()


def _stdin(child: subprocess.Popen[bytes]) -> BinaryIO:
    return cast("BinaryIO", child.stdin)


def _stdout(child: subprocess.Popen[bytes]) -> BinaryIO:
    return cast("BinaryIO", child.stdout)


def _killed() -> ReadError:
    return ReadError("The document took more time or memory than reading one may take.", code=READER_KILLED)
