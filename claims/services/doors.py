"""Open: the door and the sandbox of this process, as the settings say."""

from __future__ import annotations

import atexit
from functools import cache

from django.conf import settings

from claims.pipeline.fetch import DoorSettings
from claims.pipeline.sandbox import Sandbox


def door_settings() -> DoorSettings:
    """How this service looks at the world."""
    return DoorSettings(
        user_agent=f"ClaimsTracker/{settings.VERSION} (+{settings.FETCH_CONTACT})",
        allow=settings.FETCH_ALLOW,
        total_seconds=settings.FETCH_TOTAL_SECONDS,
        max_body_bytes=settings.FETCH_MAX_BYTES,
    )


@cache
def sandbox() -> Sandbox:
    """The child that reads documents for this process; made at its first use, which is after the fork."""
    box = Sandbox(memory_bytes=settings.READ_MEMORY_BYTES, seconds=settings.READ_TOTAL_SECONDS)
    atexit.register(box.close)
    return box
