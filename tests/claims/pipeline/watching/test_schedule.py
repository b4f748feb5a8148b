"""Schedule: quiet pages slow down, lively ones hurry, none is given up."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.pipeline.watching.schedule import (
    DAY,
    HOUR,
    ChangePrior,
    CheckHistory,
    Limits,
    Outcome,
    Plan,
    Signals,
    best_interval,
    change_rate,
    is_unconditional,
    max_age_seconds,
    next_check,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAILY = 1 / DAY
MONTHLY = 1 / (30 * DAY)
UNKNOWN_HOST, NO_SIGNALS, USUAL_LIMITS = ChangePrior(), Signals(), Limits()


class Middle(Random):
    """Chance that always takes the middle, so that waits can be told."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def look(
    history: CheckHistory,
    outcome: Outcome,
    *,
    importance: int = 1,
    prior: ChangePrior = UNKNOWN_HOST,
    signals: Signals = NO_SIGNALS,
    limits: Limits = USUAL_LIMITS,
    now: datetime = NOW,
    rng: Random | None = None,
) -> Plan:
    """A look with the values that matter to a test."""
    return next_check(
        history,
        outcome,
        importance=importance,
        prior=prior,
        signals=signals,
        limits=limits,
        now=now,
        rng=rng or Middle(),
    )


def watched(looks: int, changes: int, *, days: int, interval: int = 30 * DAY) -> CheckHistory:
    """A history of looks that covered so many days, the last one an hour ago."""
    return CheckHistory(interval, looks, changes, days * DAY, None, NOW - timedelta(hours=1))


HISTORIES = st.builds(
    CheckHistory,
    interval_seconds=st.integers(0, 60 * DAY),
    check_count=st.integers(0, 64),
    changes=st.integers(0, 64),
    exposure_seconds=st.integers(0, 2000 * DAY),
    failing_since=st.one_of(st.none(), st.just(NOW - timedelta(days=3))),
    checked_at=st.one_of(st.none(), st.just(NOW - timedelta(days=2))),
)
OUTCOMES = st.sampled_from(list(Outcome))
IMPORTANCES = st.integers(0, 100_000)


def test_new_source_waits_as_new_sources_do():
    plan = look(CheckHistory(), Outcome.NEW, limits=Limits(first=7200))

    assert plan == Plan(7200, CheckHistory(interval_seconds=7200, checked_at=NOW))


def test_first_looks_multiply():
    first = CheckHistory(7200, checked_at=NOW - timedelta(hours=2))

    assert look(first, Outcome.UNCHANGED).history == CheckHistory(10800, 1, 0, 7200, None, NOW)
    assert look(first, Outcome.CHANGED).history == CheckHistory(3600, 1, 1, 7200, None, NOW)


def test_from_the_fourth_look_on_the_estimate_counts():
    quiet = look(watched(3, 0, days=3), Outcome.UNCHANGED)
    lively = look(watched(3, 3, days=3), Outcome.CHANGED)

    assert quiet.history.interval_seconds == round(
        best_interval(change_rate(quiet.history, ChangePrior()), 1)
    )
    assert lively.history.interval_seconds < DAY < quiet.history.interval_seconds


def test_wait_never_more_than_doubles():
    assert look(watched(9, 0, days=900, interval=7200), Outcome.UNCHANGED).wait_seconds == 14400


def test_rate_counts_changes_that_no_look_could_tell_apart():
    lively = ChangePrior(99, 70 * DAY)

    assert change_rate(watched(40, 20, days=40), lively) / DAILY == pytest.approx(0.69, abs=0.01)
    assert change_rate(watched(40, 40, days=40), lively) / DAILY == pytest.approx(4.35, abs=0.01)


def test_rate_of_an_unknown_page_is_that_of_its_host():
    assert change_rate(CheckHistory(), ChangePrior()) == pytest.approx(MONTHLY)
    assert change_rate(CheckHistory(), ChangePrior(99, 70 * DAY)) == pytest.approx(DAILY)


def test_many_looks_outweigh_the_host():
    assert change_rate(watched(60, 0, days=600), ChangePrior(999, 970 * DAY)) < DAILY / 500


@pytest.mark.parametrize(
    ("rate", "importance", "days"),
    [
        (12 * DAILY, 0, 0.57),
        (12 * DAILY, 1, 0.32),
        (DAILY, 1, 0.64),
        (MONTHLY, 0, 4.14),
        (MONTHLY, 1, 2.87),
        (MONTHLY, 31, 1.62),
        (DAILY / 365, 1, 9.68),
    ],
)
def test_best_interval(rate, importance, days):
    assert best_interval(rate, importance) / DAY == pytest.approx(days, abs=0.01)


def test_quiet_pages_go_by_the_square_root():
    assert best_interval(DAILY / 1000, 1) / best_interval(DAILY / 4000, 1) == pytest.approx(0.5, rel=0.02)


def test_fastest_changers_are_not_chased():
    assert best_interval(1000 * DAILY, 1) > best_interval(10 * DAILY, 1) / 1.4


@given(st.floats(1e-9, 1e-3), st.floats(1.0, 1000.0), IMPORTANCES)
def test_more_change_is_looked_at_sooner(rate, times, importance):
    assert best_interval(rate * times, importance) <= best_interval(rate, importance)


@given(HISTORIES, OUTCOMES, IMPORTANCES, IMPORTANCES)
def test_more_important_is_looked_at_no_later(history, outcome, one, other):
    less, more = sorted((one, other))

    assert (
        look(history, outcome, importance=more).wait_seconds
        <= look(history, outcome, importance=less).wait_seconds
    )


@given(st.integers(0, 64), st.integers(0, 64), st.integers(0, 64), st.integers(0, 900), IMPORTANCES)
def test_more_changes_are_looked_at_no_later(looks, one, other, days, importance):
    fewer, more = sorted((min(one, looks), min(other, looks)))

    waits = [
        look(watched(looks, changes, days=days), Outcome.UNCHANGED, importance=importance).wait_seconds
        for changes in (fewer, more)
    ]

    assert waits[1] <= waits[0]


@given(
    HISTORIES,
    OUTCOMES,
    IMPORTANCES,
    st.builds(
        Signals,
        max_age_seconds=st.one_of(st.none(), st.integers(0, 10**9)),
        modified_at=st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
        has_incident=st.booleans(),
    ),
    st.integers(0, 2**32),
)
def test_limits_always_hold(history, outcome, importance, signals, seed):
    limits = Limits(floor=1800, ceiling=5 * DAY, first=HOUR)

    plan = look(history, outcome, importance=importance, signals=signals, limits=limits, rng=Random(seed))

    assert 1800 <= plan.wait_seconds <= 5 * DAY


@given(HISTORIES, OUTCOMES)
def test_history_stays_sound(history, outcome):
    after = look(history, outcome).history

    assert after.check_count <= 64
    assert after.checked_at == NOW
    assert (after.failing_since is not None) == (outcome is Outcome.FAILED)


def test_old_habits_fade():
    after = look(watched(64, 40, days=100), Outcome.CHANGED).history

    assert (after.check_count, after.changes, after.exposure_seconds) == (32, 20, (100 * DAY + HOUR) // 2)


def test_failing_page_is_asked_again_after_as_long_as_it_has_been_failing():
    history, now, hours = watched(9, 3, days=30), NOW, []
    for _ in range(12):
        plan = look(history, Outcome.FAILED, now=now)
        history, now = plan.history, now + timedelta(seconds=plan.wait_seconds)
        hours.append(round(plan.wait_seconds / HOUR))

    assert hours[:4] == [1, 1, 2, 4]
    assert hours[-1] == 684  # the ceiling of 30 days, less half of the jitter


def test_failures_leave_the_interval_and_count_as_time_that_was_watched():
    failed = look(watched(9, 3, days=30, interval=DAY), Outcome.FAILED).history

    assert failed == CheckHistory(DAY, 9, 3, 30 * DAY + HOUR, NOW, NOW)


def test_page_that_answers_again_is_watched_as_before():
    failing = CheckHistory(DAY, 9, 3, 30 * DAY, NOW - timedelta(days=20), NOW - timedelta(days=10))

    after = look(failing, Outcome.UNCHANGED).history

    assert after.failing_since is None
    assert (after.check_count, after.exposure_seconds) == (10, 40 * DAY)
    assert after.interval_seconds <= 2 * DAY


def test_end_of_an_incident_is_noticed_within_six_hours():
    failing = CheckHistory(DAY, failing_since=NOW - timedelta(days=20), checked_at=NOW)

    assert look(failing, Outcome.FAILED, signals=Signals(has_incident=True)).wait_seconds == 6 * HOUR


def test_retry_after_reaches_beyond_the_ceiling_for_a_day_at_most():
    limits = Limits(ceiling=2 * HOUR)

    for asked, least, most in ((3 * HOUR, 3 * HOUR, 3.3 * HOUR), (99 * DAY, DAY, 1.1 * DAY)):
        signals = Signals(retry_after_seconds=asked)
        for seed in range(50):
            plan = look(CheckHistory(), Outcome.FAILED, signals=signals, limits=limits, rng=Random(seed))
            assert least <= plan.wait_seconds <= most


def test_short_retry_after_brings_nothing_forward():
    assert look(watched(9, 0, days=90), Outcome.UNCHANGED, signals=Signals(retry_after_seconds=5)) == look(
        watched(9, 0, days=90), Outcome.UNCHANGED
    )


def test_page_is_not_asked_while_it_says_that_it_keeps():
    fresh = CheckHistory(7200, checked_at=NOW)

    assert look(fresh, Outcome.UNCHANGED, signals=Signals(max_age_seconds=43200)).wait_seconds == 43200
    assert look(fresh, Outcome.UNCHANGED, signals=Signals(max_age_seconds=10**9)).wait_seconds == DAY


@pytest.mark.parametrize(
    ("modified", "hours"),
    [
        (timedelta(hours=20), 20),
        (timedelta(minutes=5), 15),
        (timedelta(days=9), 30),
        (timedelta(days=-9), 30),
    ],
)
def test_page_that_was_modified_lately_is_looked_at_sooner(modified, hours):
    history = CheckHistory(20 * HOUR, checked_at=NOW)
    signals = Signals(modified_at=NOW - modified)

    plan = look(history, Outcome.UNCHANGED, signals=signals)

    assert plan.wait_seconds == hours * HOUR
    assert plan.history.interval_seconds == 30 * HOUR


def test_sources_that_came_together_do_not_stay_together():
    waits = {look(CheckHistory(), Outcome.NEW, rng=Random(seed)).wait_seconds for seed in range(200)}

    assert min(waits) >= 3600
    assert max(waits) <= 3960
    assert len(waits) > 50


def test_each_twentieth_look_is_unconditional():
    assert [looks for looks in range(60) if is_unconditional(looks, HOUR)] == [19, 39, 59]


def test_look_is_unconditional_when_the_last_full_body_is_old_or_there_is_none():
    assert is_unconditional(1, 30 * DAY + 1)
    assert is_unconditional(1, None)


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        (["max-age=600"], 600),
        (["public, Max-Age=600"], 600),
        (['max-age="600"'], 600),
        (["public", "max-age=600"], 600),
        (["max-age=600, max-age=5"], 600),
        (["max-age=0"], 0),
        (["max-age=999999999999999999999999"], 86400),
        (['ext="a, max-age=5", max-age=600'], 600),
        (["s-maxage=600"], None),
        (["max-age=600, no-store"], None),
        (["No-Cache, max-age=600"], None),
        (['no-cache="set-cookie", max-age=600'], None),
        (["max-age=-1"], None),
        (["max-age"], None),
        (["max-age=soon"], None),
        (["max-age=\u0661\u0662"], None),
        ([""], None),
        ([], None),
    ],
)
def test_max_age(fields, seconds):
    headers = [("Content-Type", "text/html"), *(("CACHE-control", field) for field in fields)]

    assert max_age_seconds(headers) == seconds
