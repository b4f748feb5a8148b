"""Objects that a process makes once from the settings: limits of the door, the sandbox and its thread."""

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
    """Return the User-Agent, the allowed networks and the limits of requests, from the settings."""
    return DoorSettings(
        user_agent=f"ClaimsTracker/{settings.VERSION} (+{settings.FETCH_CONTACT})",
        allow=settings.FETCH_ALLOW,
        total_seconds=settings.FETCH_TOTAL_SECONDS,
        max_body_bytes=settings.FETCH_MAX_BYTES,
        max_document_bytes=settings.FETCH_MAX_DOCUMENT_BYTES,
    )


def added_names() -> str:
    """Return the text of the operator's names file, "" without one. Raises InputError for an invalid file."""
    return names_in_file(Path(settings.NAMES_FILE)) if settings.NAMES_FILE else ""


def new_sandbox() -> Sandbox:
    """Return another sandbox with the limits of the settings. The caller closes it."""
    return Sandbox(
        memory_bytes=settings.READ_MEMORY_BYTES,
        seconds=settings.READ_TOTAL_SECONDS,
        names=added_names(),
        language_model=settings.LANGUAGE_MODEL,
    )


@cache
def sandbox() -> Sandbox:
    """Return this process's sandbox. It is made at the first call, which must come after the fork."""
    box = new_sandbox()
    atexit.register(box.close)
    return box


@cache
def reader_thread() -> ThreadPoolExecutor:
    """Return the one thread in which this process waits for its sandbox. It is made at the first call, after the fork."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")
