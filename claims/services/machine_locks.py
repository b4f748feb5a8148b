"""Machine locks: at most a few processes of a machine do one kind of work, so that the others stay free for the rest."""

from __future__ import annotations

import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper


@contextmanager
def one_of(kind: str, count: int) -> Iterator[bool]:
    """Yield True if fewer than `count` other processes of this machine do this kind of work now, else False.

    The lock is an advisory lock of the database session: it ends with the connection, so a killed worker leaves none
    behind. It limits one machine; the leases of rows keep machines from doing the same work.
    """
    machine = zlib.crc32(socket.gethostname().encode()) & 0x7FFFFFFF
    with connection.cursor() as cursor:
        held = next(
            (name for number in range(count) if _locks(cursor, name := _number(kind, number), machine)), None
        )
    try:
        yield held is not None
    finally:
        if held is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [held, machine])


def _number(kind: str, number: int) -> int:
    return zlib.crc32(f"{kind} {number}".encode()) & 0x7FFFFFFF


def _locks(cursor: CursorWrapper, name: int, machine: int) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [name, machine])
    return bool(cursor.fetchone()[0])
