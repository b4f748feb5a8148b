"""Slots: on one machine, one worker at a time pumps a kind of work; the others stay free for the other kinds."""

from __future__ import annotations

import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def one_at_a_time(kind: str) -> Iterator[bool]:
    """True if this process is the one on this machine that does this kind of work now.

    A session's advisory lock: it goes with the connection, so a killed worker leaves none behind. More machines do
    more at once; rows, not this, keep them from doing the same work.
    """
    keys = [zlib.crc32(kind.encode()) & 0x7FFFFFFF, zlib.crc32(socket.gethostname().encode()) & 0x7FFFFFFF]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", keys)
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", keys)
