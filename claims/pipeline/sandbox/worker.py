"""Worker: the child process of the sandbox. It limits itself, reads jobs from stdin and writes results to stdout."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from claims.errors import ReadError
from claims.pipeline.sandbox.framing import dump, load, read_frame, write_frame
from claims.pipeline.sandbox.memory import release_memory

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Job:
    """A job for the child. `name` is one of those that it serves; the body follows in a frame of its own."""

    name: str
    content_type: str
    charset: str | None
    url: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a body could not be read: a sentence and its code. Both are empty if it could."""

    detail: str = ""
    code: str = ""


def serve(jobs: Mapping[str, Callable[[bytes, Job], object]], memory_bytes: int) -> None:
    """Do jobs one after the other until stdin ends. Each returns a Failure and, if that is empty, its result."""
    limit_this_process(memory_bytes)
    jobs_in, results = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a parser prints may get among the results
    write_frame(results, b"")
    while head := read_frame(jobs_in):
        job = load(Job, head)
        body = read_frame(jobs_in) or b""
        try:
            result = dump(jobs[job.name](body, job))
        except ReadError as error:
            write_frame(results, dump(Failure(error.detail, error.code)))
        except (MemoryError, RecursionError):
            return  # the state is unknown: the end of the results reports it
        else:
            write_frame(results, dump(Failure()))
            write_frame(results, result)
            del result
        release_memory()


def limit_this_process(memory_bytes: int) -> None:
    """No more memory than this, no core files, no logs. The process ends with its parent (Linux)."""
    logging.disable(logging.CRITICAL)
    with contextlib.suppress(OSError, ValueError):  # a system without such a limit
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
