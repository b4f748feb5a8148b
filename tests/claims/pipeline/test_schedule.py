"""Schedule: quiet pages slow down, lively ones hurry, none is given up."""

from random import Random

import pytest

from claims.pipeline.schedule import Outcome, jittered, next_interval


@pytest.mark.parametrize(
    ("previous", "outcome", "seconds"),
    [
        (0, Outcome.NEW, 3600),
        (86400, Outcome.NEW, 86400),
        (0, Outcome.UNCHANGED, 3600),
        (-1, Outcome.FAILED, 3600),
        (7200, Outcome.UNCHANGED, 10800),
        (7200, Outcome.CHANGED, 3600),
        (3600, Outcome.CHANGED, 3600),
        (86400, Outcome.CHANGED, 43200),
        (86400, Outcome.FAILED, 172800),
        (2_000_000, Outcome.UNCHANGED, 2_592_000),
        (10_000_000, Outcome.CHANGED, 2_592_000),
    ],
)
def test_interval_follows_what_was_seen(previous, outcome, seconds):
    assert next_interval(previous, outcome) == seconds


def test_floor_and_ceiling_are_the_callers():
    assert next_interval(7200, Outcome.CHANGED, floor=21600, ceiling=86400) == 21600
    assert next_interval(80000, Outcome.UNCHANGED, floor=60, ceiling=86400) == 86400


def test_jitter_stays_within_a_tenth():
    intervals = {jittered(36000, Random(seed)) for seed in range(200)}

    assert min(intervals) >= 32400
    assert max(intervals) <= 39600
    assert len(intervals) > 50
