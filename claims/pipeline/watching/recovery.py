"""Recovery: the severity of a change for the better, which is reported and is no alarm."""

from __future__ import annotations

ALARM_FROM = 3
"""The least severity of an alarm."""

RECOVERY = 2
"""The severity of a recovery."""


def weigh_change(before: int, after: int) -> tuple[int, int]:
    """The severity of a change between states of these severities, and the severity that it ends (0: it ends none).

    A state that is less grave than the one before, but still an alarm, has its own severity.
    """
    if after >= before:
        return after, 0
    if before < ALARM_FROM:
        return after, 0
    return (after if after >= ALARM_FROM else RECOVERY), before
