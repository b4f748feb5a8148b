"""Slots: on one machine, a few workers at a time pump a kind of work; the others stay free for the other kinds."""

from __future__ import annotations

import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper


@contextmanager
def one_of(kind: str, count: int) -> Iterator[bool]:
    """True if this process is one of those on this machine, `count` at most, that do this kind of work now.

    A session's advisory lock: it goes with the connection, so a killed worker leaves none behind. More machines do
    more at once; rows, not this, keep them from doing the same work.
    """
    machine = zlib.crc32(socket.gethostname().encode()) & 0x7FFFFFFF
    with connection.cursor() as cursor:
        taken = next(
            (name for number in range(count) if _locks(cursor, name := _number(kind, number), machine)), None
        )
    try:
        yield taken is not None
    finally:
        if taken is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [taken, machine])


def _number(kind: str, number: int) -> int:
    return zlib.crc32(f"{kind} {number}".encode()) & 0x7FFFFFFF


def _locks(cursor: CursorWrapper, name: int, machine: int) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [name, machine])
    return bool(cursor.fetchone()[0])
