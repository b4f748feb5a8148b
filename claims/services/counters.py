"""Counters: what the processes of the service count, added up in one hash of Redis, so that every web reports the same sums.

A process counts in its memory; a thread of it adds its sums to Redis every `FLUSH_SECONDS`. So counting costs a microsecond,
and neither the number of processes nor their ends matter. A process that is killed loses what it counted since. While Redis is
away, its counts are kept; when Redis has lost its data, they begin at 0, which Prometheus takes into account.
"""

from __future__ import annotations

import atexit
import os
import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = structlog.get_logger(__name__)

FLUSH_SECONDS = 2.0
KEY = "tracker:counters"
SUM, COUNT = "sum", ""
"""The parts of a metric beside its buckets: the sum of its seconds, and the number of a counter."""

_SEPARATOR = "\x1f"
_REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_NETWORK_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0)

Parts = dict[str, float]
Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """What is counted: its text, the names of its labels and, of a histogram, the upper bounds of its buckets in seconds.

    Every label has a bounded number of values.
    """

    text: str
    labels: Labels
    bounds: tuple[float, ...] = ()


METRICS = {
    "tracker_http_requests_total": Metric("Requests by their responses.", ("method", "route", "status")),
    "tracker_http_request_duration_seconds": Metric(
        "Time until a response is complete or, of a long one, begins; without requests that wait for data.",
        ("method", "route"),
        _REQUEST_SECONDS,
    ),
    "tracker_checks_total": Metric("Checks of sources by outcome and error.", ("outcome", "error")),
    "tracker_check_duration_seconds": Metric(
        "Time on the network of a check, over all redirects.", ("outcome",), _NETWORK_SECONDS
    ),
    "tracker_webhook_attempts_total": Metric(
        "Attempts to deliver by the class of the response's status, or by error.", ("outcome", "response")
    ),
    "tracker_webhook_attempt_duration_seconds": Metric(
        "Time until the response of a receiver, or until the failure.", ("outcome",), _NETWORK_SECONDS
    ),
}

BUCKETS = {name: [*map(str, metric.bounds), "+Inf"] for name, metric in METRICS.items() if metric.bounds}
"""The buckets of each histogram, as Prometheus writes them."""

_lock = threading.Lock()
_pending: defaultdict[str, float] = defaultdict(float)
_thread: threading.Thread | None = None


def count(name: str, values: Iterable[Labels]) -> None:
    """Add one to a counter for each of these values of its labels."""
    _add((_SEPARATOR.join((name, *labels, COUNT)), 1) for labels in values)


def observe(name: str, values: Iterable[tuple[Labels, float]]) -> None:
    """Add durations in seconds, each with the values of its labels, to a histogram."""
    bounds, buckets = METRICS[name].bounds, BUCKETS[name]
    amounts: defaultdict[str, float] = defaultdict(float)
    for labels, seconds in values:
        field = _SEPARATOR.join((name, *labels, ""))
        amounts[field + buckets[bisect_left(bounds, seconds)]] += 1
        amounts[field + SUM] += seconds
    _add(amounts.items())


def flush() -> None:
    """Add the counts of this process to those in Redis. Raises RedisError and keeps them if it is away."""
    with _lock:
        amounts = dict(_pending)
        _pending.clear()
    if not amounts:
        return
    pipeline = _client().pipeline()
    for field, amount in amounts.items():
        pipeline.hincrbyfloat(KEY, field, amount)
    try:
        pipeline.execute()
    except (redis.RedisError, OSError):
        _add(amounts.items())
        raise


def read() -> dict[str, dict[Labels, Parts]]:
    """The sums of all processes: parts by labels by name. What this version does not count is left out. Raises RedisError."""
    sums: dict[str, dict[Labels, Parts]] = {name: {} for name in METRICS}
    for field, amount in _client().hgetall(KEY).items():
        name, *labels, part = str(field).split(_SEPARATOR)
        if name in METRICS and len(labels) == len(METRICS[name].labels):
            sums[name].setdefault(tuple(labels), {})[part] = float(amount)
    return sums


def _add(amounts: Iterable[tuple[str, float]]) -> None:
    global _thread  # noqa: PLW0603 - one for each process
    with _lock:
        for field, amount in amounts:
            _pending[field] += amount
        if _thread is None:
            _thread = threading.Thread(target=_flush_repeatedly, name="counters", daemon=True)
            _thread.start()


def _flush_repeatedly() -> None:
    pause = threading.Event()
    while not pause.wait(FLUSH_SECONDS):
        flush_quietly()


def flush_quietly() -> None:
    """Flush; while Redis is away, log that it is."""
    try:
        flush()
    except (redis.RedisError, OSError) as error:
        logger.warning("counts are kept in memory", away="Redis", error=type(error).__name__)


def _client() -> redis.Redis:
    return _client_of(settings.REDIS_URL or "redis://127.0.0.1:6379/0")


@cache
def _client_of(url: str) -> redis.Redis:
    retry = Retry(NoBackoff(), 0)
    return redis.Redis.from_url(
        url, socket_timeout=1, socket_connect_timeout=1, retry=retry, decode_responses=True
    )


def _forget() -> None:
    """A forked process counts by itself: what its parent counted is not its own, and it has no thread."""
    global _lock, _thread
    _lock, _thread = threading.Lock(), None
    _pending.clear()


os.register_at_fork(after_in_child=_forget)
atexit.register(flush_quietly)
