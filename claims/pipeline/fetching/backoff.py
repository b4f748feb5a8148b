"""Backoff: how long to wait before asking again."""

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

LONGEST_RETRY_AFTER_SECONDS = 7 * 24 * HOUR

_JITTER = 0.2
_MOST_DIGITS = 9


def retry_delay(attempt: int, retry_after: int | None, rng: Random) -> int | None:
    """Seconds to wait after `attempt` attempts have failed; None if that was the last one.

    What the receiver asks for with Retry-After (seconds) is heeded between the schedule's wait and twice that.
    The jitter of ±20% keeps receivers that failed together from being asked again together.
    """
    if attempt < 0:
        raise ValueError("attempt counts the attempts made: it cannot be negative")
    if attempt >= len(SCHEDULE_SECONDS):
        return None
    base = SCHEDULE_SECONDS[attempt]
    asked = base if retry_after is None else min(max(retry_after, base), 2 * base)
    return round(asked * rng.uniform(1 - _JITTER, 1 + _JITTER))


def retry_after_seconds(value: str, date: str = "") -> int | None:
    """What a Retry-After header asks for (RFC 9110, 10.2.3): seconds, or a date seen from the answer's own Date.

    None if it says nothing usable; at most `LONGEST_RETRY_AFTER_SECONDS`.
    """
    text = value.strip()
    is_count = text.isascii() and text.isdigit()
    seconds = int(text[:_MOST_DIGITS]) if is_count else _seconds_between(date, text)
    return None if seconds is None or seconds < 0 else min(seconds, LONGEST_RETRY_AFTER_SECONDS)


def _seconds_between(earlier: str, later: str) -> int | None:
    try:
        return int((parsedate_to_datetime(later) - parsedate_to_datetime(earlier)).total_seconds())
    except (TypeError, ValueError, IndexError, OverflowError):  # no dates, or one with and one without zone
        return None
