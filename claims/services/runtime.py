"""Open: the door and the sandbox of this process, as the settings say."""

from __future__ import annotations

import atexit
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from django.conf import settings

from claims.pipeline.extraction.gazetteer import names_in_file
from claims.pipeline.fetching.fetch import DoorSettings
from claims.pipeline.sandbox.sandbox import Sandbox


def door_settings() -> DoorSettings:
    """How this service looks at the world."""
    return DoorSettings(
        user_agent=f"ClaimsTracker/{settings.VERSION} (+{settings.FETCH_CONTACT})",
        allow=settings.FETCH_ALLOW,
        total_seconds=settings.FETCH_TOTAL_SECONDS,
        max_body_bytes=settings.FETCH_MAX_BYTES,
    )


def added_names() -> str:
    """The text of the operator's names file, "" if there is none. Raises InputError for one that is not right."""
    return names_in_file(Path(settings.NAMES_FILE)) if settings.NAMES_FILE else ""


@cache
def sandbox() -> Sandbox:
    """The child that reads documents for this process; made at its first use, which is after the fork."""
    box = Sandbox(
        memory_bytes=settings.READ_MEMORY_BYTES, seconds=settings.READ_TOTAL_SECONDS, names=added_names()
    )
    atexit.register(box.close)
    return box


@cache
def reader() -> ThreadPoolExecutor:
    """The thread in which this process waits for its sandbox while it does other things; made after the fork, too."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")
