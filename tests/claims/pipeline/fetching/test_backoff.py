"""Backoff: the schedule, its jitter, and what a receiver asks for."""

from random import Random

import pytest

from claims.pipeline.fetching.backoff import retry_after_seconds, retry_delay


class Middle(Random):
    """A die that always shows the middle."""

    def uniform(self, a, b):
        return (a + b) / 2


@pytest.mark.parametrize(
    ("attempt", "seconds"),
    [
        (0, 0),
        (1, 5),
        (2, 300),
        (3, 1800),
        (4, 7200),
        (5, 18000),
        (6, 36000),
        (7, 50400),
        (8, 72000),
        (9, 86400),
        (10, None),
    ],
)
def test_delays_follow_the_published_schedule(attempt, seconds):
    assert retry_delay(attempt, None, Middle()) == seconds


def test_jitter_stays_within_a_fifth():
    delays = {retry_delay(3, None, Random(seed)) for seed in range(200)}

    assert min(delays) >= 1440
    assert max(delays) <= 2160
    assert len(delays) > 50


@pytest.mark.parametrize(("asked", "seconds"), [(1, 300), (450, 450), (600, 600), (86400, 600), (-5, 300)])
def test_receivers_wish_is_heeded_between_once_and_twice_the_delay(asked, seconds):
    assert retry_delay(2, asked, Middle()) == seconds


def test_negative_attempt_is_an_error():
    with pytest.raises(ValueError, match="negative"):
        retry_delay(-1, None, Random(1))


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("120", "", 120),
        (" 0 ", "", 0),
        ("99999999999999999999", "", 604800),
        ("Wed, 21 Oct 2026 07:30:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 120),
        ("Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:30:00 GMT", None),
        ("Wed, 21 Oct 2026 07:30:00 GMT", "", None),
        ("Wed, 21 Oct 2026 07:30:00 GMT", "Wed, 21 Oct 2026 07:28:00", None),
        ("Wed, 99 Oct 99999 07:30:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("-5", "", None),
        ("soon", "", None),
        ("١٢", "", None),
        ("", "", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value, date, seconds):
    assert retry_after_seconds(value, date) == seconds
