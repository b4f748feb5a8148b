"""Waiting: an answer may be held back until there is something to say, without a transaction and not for everybody."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.db import connection

Found = TypeVar("Found")

_EVERY_SECONDS = 0.25
# A waiting request keeps a thread. Whoever finds no seat is answered at once, and asks again.
_seats = threading.BoundedSemaphore(settings.API_WAIT_SEATS)


def hold(look: Callable[[], Found], *, enough: Callable[[Found], bool], seconds: float) -> Found:
    """Look until what is found is enough or the time is over; the last thing found."""
    found = look()
    if seconds <= 0 or enough(found) or not _seats.acquire(blocking=False):
        return found
    try:
        end = time.monotonic() + seconds
        while not enough(found) and (left := end - time.monotonic()) > 0:
            if not connection.in_atomic_block:
                connection.close()  # back to the pool: who waits needs none
            time.sleep(min(_EVERY_SECONDS, left))
            found = look()
    finally:
        _seats.release()
    return found
