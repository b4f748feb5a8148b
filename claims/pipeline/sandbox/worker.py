"""Serving: the child's side of the sandbox. It limits itself, reads jobs from stdin and answers on stdout."""

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

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Job:
    """What the child is asked to read; the body follows in a frame of its own. `name` is one of the jobs it serves."""

    name: str
    content_type: str
    charset: str | None
    url: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a body could not be read: a sentence and its code. Both empty if it could."""

    detail: str = ""
    code: str = ""


def serve(jobs: Mapping[str, Callable[[bytes, Job], object]], memory_bytes: int) -> None:
    """Do jobs one after the other until stdin ends. Each is answered with a Failure and, if that is empty, its result."""
    limit_this_process(memory_bytes)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a parser prints must not end up among the answers
    write_frame(answers, b"")
    while head := read_frame(requests):
        job = load(Job, head)
        body = read_frame(requests) or b""
        try:
            result = dump(jobs[job.name](body, job))
        except ReadError as problem:
            write_frame(answers, dump(Failure(problem.detail, problem.code)))
        except (MemoryError, RecursionError):
            return  # no state to go on with: the end of the answers says so
        else:
            write_frame(answers, dump(Failure()))
            write_frame(answers, result)


def limit_this_process(memory_bytes: int) -> None:
    """No more memory than this, no core files, no logs; and dead as soon as the parent is (Linux)."""
    logging.disable(logging.CRITICAL)
    with contextlib.suppress(OSError, ValueError):  # a system that knows no such limit
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
