"""Long polling: waits for data outside a transaction; limited to half of the server's threads."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.conf import settings
from django.db import connection
from rest_framework.request import Request

Result = TypeVar("Result")

_INTERVAL_SECONDS = 0.25
# A waiting request occupies a thread. Without a free slot the request is answered at once and the client repeats it.
_slots = threading.BoundedSemaphore(settings.API_WAIT_SEATS)


def wait_until(
    read: Callable[[], Result], *, is_complete: Callable[[Result], bool], seconds: float
) -> Result:
    """Call `read` every 250 ms until its result is complete or the time is over; returns the last result."""
    result = read()
    if seconds <= 0 or is_complete(result) or not _slots.acquire(blocking=False):
        return result
    try:
        deadline = time.monotonic() + seconds
        while not is_complete(result) and (remaining := deadline - time.monotonic()) > 0:
            if not connection.in_atomic_block:
                connection.close()  # returns it to the pool while the request sleeps
            time.sleep(min(_INTERVAL_SECONDS, remaining))
            result = read()
    finally:
        _slots.release()
    return result


def seconds_to_wait(request: Request) -> int | None:
    """The value of `Prefer: wait=` (RFC 7240), cut to the configured maximum; other preferences are ignored."""
    match = re.search(
        r'(?:^|,)\s*wait\s*=\s*"?([0-9]{1,6})"?\s*(?:[,;]|$)', request.headers.get("Prefer", ""), re.I
    )
    return min(int(match[1]), settings.API_WAIT_MAX_SECONDS) if match else None


@contextmanager
def preferred_seconds(request: Request, *, otherwise: float) -> Iterator[float]:
    """How long a request waits for work of its own thread: as `Prefer: wait=` says if a slot is free."""
    seconds = seconds_to_wait(request) or 0
    if (
        getattr(request._request, "is_in_batch", False)
        or seconds <= otherwise
        or not _slots.acquire(blocking=False)
    ):
        yield otherwise
        return
    try:
        yield seconds
    finally:
        _slots.release()
