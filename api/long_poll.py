"""Long polling: waits for data outside a transaction; limited to half of the server's threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.db import connection

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
