"""Backoff: how long to wait before the next attempt."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from random import Random

MINUTE, HOUR = 60, 3600
SCHEDULE_SECONDS = (
    0,
    5,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
)
"""The wait before each attempt, by the example schedule of the Standard Webhooks specification."""

MAX_RETRY_AFTER_SECONDS = 7 * 24 * HOUR

_JITTER = 0.2
_MAX_DIGITS = 9


def retry_delay(attempt: int, retry_after: int | None, rng: Random) -> int | None:
    """Seconds to wait after `attempt` attempts have failed; None if that was the last one.

    The receiver's Retry-After (seconds) counts between the schedule's wait and twice that. The jitter of ±20% spreads
    attempts that failed together.
    """
    if attempt < 0:
        raise ValueError("attempt counts the attempts made: it cannot be negative")
    if attempt >= len(SCHEDULE_SECONDS):
        return None
    base = SCHEDULE_SECONDS[attempt]
    requested = base if retry_after is None else min(max(retry_after, base), 2 * base)
    return round(requested * rng.uniform(1 - _JITTER, 1 + _JITTER))


def retry_after_seconds(value: str, date: str = "") -> int | None:
    """The seconds of a Retry-After header (RFC 9110, 10.2.3); a date is compared with the response's own Date.

    None if it is not usable; at most `MAX_RETRY_AFTER_SECONDS`.
    """
    text = value.strip()
    is_count = text.isascii() and text.isdigit()
    seconds = int(text[:_MAX_DIGITS]) if is_count else _seconds_between(date, text)
    return None if seconds is None or seconds < 0 else min(seconds, MAX_RETRY_AFTER_SECONDS)


def _seconds_between(earlier: str, later: str) -> int | None:
    try:
        return int((parsedate_to_datetime(later) - parsedate_to_datetime(earlier)).total_seconds())
    except (TypeError, ValueError, IndexError, OverflowError):  # no dates, or one with and one without zone
        return None
