"""How these tests look at processes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest


def is_gone(pid: int) -> bool:
    """Whether the process has ended; its exit status may not be collected yet (a zombie, proc(5))."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:  # it ended just now, or there is no /proc here
        return Path("/proc/self").exists()


@pytest.fixture
def gone_within() -> Callable[[int, float], bool]:
    """Asks whether a process ends within so many seconds."""

    def gone_within(pid: int, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not is_gone(pid):
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True

    return gone_within
