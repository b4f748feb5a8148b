"""Ranges: the part of a file that a request asks for (RFC 9110, 14)."""

from __future__ import annotations

import re

_RANGE = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*", re.I)


class UnsatisfiableRangeError(Exception):
    """The range begins beyond the end of the file."""


def requested_range(header: str, size: int) -> tuple[int, int] | None:
    """The first byte and the one after the last that `Range` asks for; None for the whole file.

    Several ranges, other units and malformed values count as no range. Raises UnsatisfiableRangeError.
    """
    match = _RANGE.fullmatch(header)
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        length = int(match[2])
        if length == 0 or size == 0:
            raise UnsatisfiableRangeError
        return max(size - length, 0), size
    start = int(match[1])
    last = int(match[2]) if match[2] else max(start, size)
    if last < start:
        return None
    if start >= size:
        raise UnsatisfiableRangeError
    return start, min(last + 1, size)
