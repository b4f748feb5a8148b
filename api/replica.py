"""Replica: which requests may read from the read replica, so that a caller always finds what it wrote itself.

A position in the write-ahead log (LSN) says what a database has. After a write, the primary's position is kept for the caller
in Redis; the replica serves it again once it has replayed that. A thread of each process compares the positions of both
databases every second: a replica that is away or late is not read. Reads of the replica have half of the threads at most, so that the
primary is still reached while the replica accepts statements and does not answer them.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.http import HttpRequest
from redis.exceptions import RedisError

from claims.reading import REPLICA

logger = structlog.get_logger(__name__)

POLL_SECONDS = 1.0
_MAX_POSITIONS = 1000
_KEEP_SECONDS = 120
_PRIMARY_LSN = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"
# What was committed without waiting for the disk is inserted, and written a little later.
_WRITTEN_LSN = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
_REPLAYED_LSN = (
    "SELECT CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint END"
)


class ReplicaError(Exception):
    """The replica failed in the middle of a request, which is read from the primary then."""


class Progress:
    """What the replica has. Times are seconds of `clock`, positions are bytes of the write-ahead log."""

    def __init__(self, max_lag_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._max_lag_seconds, self._clock = max_lag_seconds, clock
        self._positions: deque[tuple[float, int]] = deque(maxlen=_MAX_POSITIONS)
        self._complete_until = float("-inf")
        self._replayed = -1

    def note(self, at: float, primary: int, replayed: int | None) -> None:
        """Note where the primary was at a time, and what the replica had afterwards; None if it is no replica."""
        if replayed is None:
            self.forget()
            return
        self._positions.append((at, primary))
        while self._positions and self._positions[0][1] <= replayed:
            self._complete_until = self._positions.popleft()[0]
        self._replayed = replayed

    def forget(self) -> None:
        """The replica failed: it is not read until it is seen to be current."""
        self._positions.clear()
        self._complete_until, self._replayed = float("-inf"), -1

    def has(self, position: int | None) -> bool:
        """Whether the replica is current, and has this position."""
        is_current = self._clock() - self._complete_until <= self._max_lag_seconds
        return is_current and (position is None or position <= self._replayed)


_progress = Progress(settings.REPLICA_MAX_LAG_SECONDS)
_seats = threading.BoundedSemaphore(max(1, settings.DATABASE_POOL // 2))
_lock = threading.Lock()
_thread: threading.Thread | None = None


@contextmanager
def seat(request: HttpRequest) -> Iterator[bool]:
    """Whether the replica serves this request now: it may, and one of the seats is free, which the request has until the end."""
    if not may_serve(request) or not _seats.acquire(blocking=False):
        yield False
        return
    try:
        yield True
    finally:
        _seats.release()


def may_serve(request: HttpRequest) -> bool:
    """Whether the replica may serve this request: it only reads, does not wait, and the caller's own writes are there."""
    if not settings.HAS_REPLICA or request.method not in {"GET", "HEAD"}:
        return False
    if getattr(request, "is_in_batch", False) or request.META.get("tracker.is_continued"):
        return False
    if "wait" in request.GET or "wait" in request.headers.get("Prefer", ""):
        return False
    _follow()
    if not _progress.has(None):
        return False
    try:
        return _progress.has(cache.get(_key_of(request)))
    except (RedisError, OSError):
        return False


def note_write(request: HttpRequest) -> None:
    """Keep what the replica must have before it serves this caller again."""
    if not settings.HAS_REPLICA or getattr(request, "is_in_batch", False):
        return
    try:
        cache.set(_key_of(request), _position(DEFAULT_DB_ALIAS, _WRITTEN_LSN), timeout=_KEEP_SECONDS)
    except (RedisError, OSError, Error) as error:
        logger.warning("own writes may be read late", error=type(error).__name__)


def note_failure(error: Exception) -> None:
    """The replica failed in a request."""
    _progress.forget()
    logger.warning("the replica failed; the primary is read", error=str(error).partition("\n")[0])


def _key_of(request: HttpRequest) -> str:
    token = request.headers.get("Authorization", "").encode("utf-8", "surrogatepass")
    return f"wrote:{hashlib.blake2b(token, digest_size=16).hexdigest()}"


def _follow() -> None:
    """Begin to compare the positions of the two databases, if this process does not yet."""
    global _thread  # noqa: PLW0603 - one for each process
    if _thread is None:
        with _lock:
            if _thread is None:
                _thread = threading.Thread(target=_compare_repeatedly, name="replica", daemon=True)
                _thread.start()


def _compare_repeatedly() -> None:
    pause = threading.Event()
    while True:
        try:
            at = time.monotonic()
            primary = _position(DEFAULT_DB_ALIAS, _PRIMARY_LSN)
            _progress.note(at, primary or 0, _position(REPLICA, _REPLAYED_LSN))
        except Error as error:
            note_failure(error)
        finally:
            connections.close_all()
        pause.wait(POLL_SECONDS)


def _position(alias: str, statement: str) -> int | None:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
        position: int | None = cursor.fetchone()[0]
    return position
