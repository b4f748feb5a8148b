"""Watchdog: kills a child whose job takes too long."""

from __future__ import annotations

import subprocess
import threading
import time

_CHECK_SECONDS = 0.25
_IDLE_SECONDS = 10.0


class Watchdog:
    """One deadline at a time, checked by one thread that ends when it has had none for a while.

    A timer for each job would start and join a thread for each, which takes longer than reading many a page.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._deadline = self._idle_since = 0.0
        self._has_killed = False
        self._thread: threading.Thread | None = None

    def watch(self, child: subprocess.Popen[bytes], seconds: float) -> None:
        """Kill this child soon after so many seconds, unless `stop` comes first."""
        with self._lock:
            self._child, self._deadline, self._has_killed = child, time.monotonic() + seconds, False
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sandbox-watchdog", daemon=True)
                self._thread.start()

    def stop(self) -> bool:
        """End the watch. Returns True if the child was killed."""
        with self._lock:
            self._child, self._idle_since = None, time.monotonic()
            return self._has_killed

    def _run(self) -> None:
        while self._check():
            time.sleep(_CHECK_SECONDS)

    def _check(self) -> bool:
        """Kill the child if it is overdue. Returns False if the thread is not needed any more."""
        with self._lock:
            now = time.monotonic()
            if self._child and now >= self._deadline:
                self._has_killed = True
                self._child.kill()
                self._child, self._idle_since = None, now
            if self._child or now - self._idle_since < _IDLE_SECONDS:
                return True
            self._thread = None
            return False
