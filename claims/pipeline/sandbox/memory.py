"""Memory: a lower limit for a part of a job whose library does not limit itself, and what a reader holds between jobs."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
from collections.abc import Iterator
from pathlib import Path

MAX_RESIDENT_BYTES = 350_000_000
"""What a reader of PDFs may come to, with what its process held before; and up to 80 MB of what it had reserved before."""

MIN_ADDED_BYTES = 150_000_000
"""What it may add in any case: a process that has loaded the language model holds much already."""

MAX_IDLE_BYTES = 350_000_000
"""What a reader may hold between two jobs; one that holds more is replaced. With the language model it holds 180 MB."""

_TRIM_BYTES = 200_000_000
_STATM = Path("/proc/self/statm")


@contextlib.contextmanager
def limited_memory() -> Iterator[None]:
    """Inside, an allocation fails that would take this process beyond the limit (Linux). A library may then end the process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    try:
        size, resident = (int(pages) * resource.getpagesize() for pages in _STATM.read_text().split()[:2])
    except (OSError, ValueError):  # another system
        yield
        return
    limit = size + max(MAX_RESIDENT_BYTES - resident, MIN_ADDED_BYTES)
    limits = [limit, *(bound for bound in (soft, hard) if bound != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def resident_bytes(pid: int) -> int:
    """The resident size of a process; 0 if it has ended, or where it is not known (not Linux)."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0


def release_memory() -> None:
    """Gives freed memory of this process back to the system, where much is held: the allocator keeps what it may need again."""
    if resident_bytes(os.getpid()) > _TRIM_BYTES:
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc
        if trim is not None:
            trim(0)
