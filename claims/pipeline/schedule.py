"""Schedule: when a source is looked at again."""

from __future__ import annotations

from enum import StrEnum
from random import Random

HOUR = 3600
DAY = 24 * HOUR
FLOOR_SECONDS = HOUR
CEILING_SECONDS = 30 * DAY

_JITTER = 0.1


class Outcome(StrEnum):
    """What a look brought, as far as the next look's time depends on it."""

    NEW = "new"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    FAILED = "failed"


# Multiplying rule of adaptive crawlers: slow down on quiet pages, hurry after lively ones.
_FACTOR = {Outcome.NEW: 1.0, Outcome.UNCHANGED: 1.5, Outcome.CHANGED: 0.5, Outcome.FAILED: 2.0}


def next_interval(
    previous_seconds: int, outcome: Outcome, *, floor: int = FLOOR_SECONDS, ceiling: int = CEILING_SECONDS
) -> int:
    """Seconds until the next look. A new source keeps the interval that it was given; no source is ever given up.

    The result lies between `floor` and `ceiling` (both in seconds) whatever came before.
    """
    wanted = round(previous_seconds * _FACTOR[outcome]) if previous_seconds > 0 else HOUR
    return max(floor, min(wanted, ceiling))


def jittered(seconds: int, rng: Random) -> int:
    """The interval ±10%, so that sources that came together do not stay together."""
    return round(seconds * rng.uniform(1 - _JITTER, 1 + _JITTER))
