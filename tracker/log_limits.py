"""Log limits: a process logs so many lines of one kind in a minute, and counts those that it leaves out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

MINUTE_SECONDS = 60.0


@dataclass(slots=True)
class _Minute:
    began_at: float
    lines: int = 0
    left_out: int = 0


class LinesAMinute(logging.Filter):
    """Drops records beyond `most` in a minute from the same line of code. The next one that is logged says how many they were.

    So the number of kinds is that of the code, and load makes no more lines than a minute may have. 0: there is no limit.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._most, self._clock = most, clock
        self._minutes: dict[tuple[str, int], _Minute] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is logged."""
        if not self._most:
            return True
        now, key = self._clock(), (record.pathname, record.lineno)
        minute = self._minutes.get(key)
        if minute is None or now - minute.began_at >= MINUTE_SECONDS:
            left_out = minute.left_out if minute else 0
            minute = self._minutes[key] = _Minute(now)
            if left_out:
                _add(record, left_out)
        minute.lines += 1
        if minute.lines <= self._most:
            return True
        minute.left_out += 1
        return False


def _add(record: logging.LogRecord, left_out: int) -> None:
    if isinstance(record.msg, dict):  # the parts of a line of our own
        record.msg = {**record.msg, "left_out_before": left_out}
    else:
        record.msg, record.args = f"{record.getMessage()} ({left_out} such lines before were left out)", ()
