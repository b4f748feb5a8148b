"""Backoff: when a webhook delivery that failed is tried again."""

from __future__ import annotations

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

_JITTER = 0.2


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
