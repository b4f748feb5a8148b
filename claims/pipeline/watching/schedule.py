"""Schedule: when a source is checked again."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import NamedTuple

HOUR = 3600
DAY = 24 * HOUR
FLOOR_SECONDS = HOUR
CEILING_SECONDS = 30 * DAY
MAX_RESPECTED_SECONDS = DAY
"""The longest wait by Retry-After or max-age that is respected."""

MAX_INCIDENT_SECONDS = 6 * HOUR
"""The longest wait for a failing source of a host with an incident, so that the end of the incident is noticed."""

FULL_EVERY_SECONDS = 30 * DAY
FULL_EACH = 20

PACE_PER_DAY = 2.0
"""The one setting of the whole schedule: checks a day, for each unit of weight, of a page that always changes."""

_JITTER = 0.1
_EARLY_CHECKS = 4
_MAX_COUNTED_CHECKS = 64
_GROWTH = 2.0
# The prior counts as half a change seen; a page of which nothing is known changes every 30 days.
_PRIOR_CHANGES = 0.5
_TYPICAL_SECONDS = 30 * DAY
_DIRECTIVE = re.compile(r"([\w-]+)(?:=(\"[^\"]*\"|[^\s,;\"]*))?")
_MAX_DIGITS = 9


class Outcome(StrEnum):
    """What a check brought, as far as the next check's time depends on it. CHANGED is a change that was confirmed."""

    NEW = "new"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    FAILED = "failed"


# The multiplying rule of adaptive crawlers: longer intervals for quiet pages, shorter ones for lively pages.
_FACTOR = {Outcome.NEW: 1.0, Outcome.UNCHANGED: 1.5, Outcome.CHANGED: 0.5}


class CheckHistory(NamedTuple):
    """What a source remembers of its checks.

    `interval_seconds` is what was last planned for a page that answers, 0 before that. `check_count` counts those that could
    see a change, `changes` those that saw one, `exposure_seconds` the time that they cover. `checked_at` is the last check.
    """

    interval_seconds: int = 0
    check_count: int = 0
    changes: int = 0
    exposure_seconds: int = 0
    failing_since: datetime | None = None
    checked_at: datetime | None = None


class ChangePrior(NamedTuple):
    """What is known of a page before it is watched: the changes of its host's other sources, and the time they cover."""

    changes: int = 0
    exposure_seconds: int = 0


class Signals(NamedTuple):
    """What the last answer says of the next check. `has_incident`: the host's links are frozen."""

    retry_after_seconds: int | None = None
    max_age_seconds: int | None = None
    modified_at: datetime | None = None
    has_incident: bool = False


class Limits(NamedTuple):
    """The shortest wait, the longest one, and that of a new source; in seconds."""

    floor: int = FLOOR_SECONDS
    ceiling: int = CEILING_SECONDS
    first: int = HOUR


class Plan(NamedTuple):
    """How long to wait for the next check, jitter included, and what to remember."""

    wait_seconds: int
    history: CheckHistory


def next_check(
    history: CheckHistory,
    outcome: Outcome,
    *,
    importance: int,
    prior: ChangePrior,
    signals: Signals,
    limits: Limits,
    now: datetime,
    rng: Random,
) -> Plan:
    """When to check again after a check at `now`. `importance` counts the claims that rest on the source.

    A page that fails is checked again after as long as it has been failing: 1 h, 1 h, 2 h, 4 h… No page is given up. The
    limits always hold, except against a Retry-After, which may exceed them.
    """
    if outcome is Outcome.FAILED:
        after = _failed(history, now)
        wait = _wait_failing(after, signals, now)
    else:
        after = _counted(history, outcome, now)
        after = after._replace(interval_seconds=_interval(after, outcome, importance, prior, limits))
        wait = _respecting(after.interval_seconds, signals, now)
    seconds = round(_spread(wait, limits, rng))
    asked = min(signals.retry_after_seconds or 0, MAX_RESPECTED_SECONDS)
    # Upwards only: a server that names a time expects no request before it.
    return Plan(max(seconds, round(asked * rng.uniform(1, 1 + _JITTER))), after)


def change_rate(history: CheckHistory, prior: ChangePrior) -> float:
    """Changes a second, as a Poisson process: the mean of a Gamma prior after what was seen.

    A check sees at most one change. How many there were is estimated by the bias-corrected estimator of Cho and
    Garcia-Molina, "Estimating frequency of change" (ACM TOIT 3(3), 2003), for intervals that are about equal.
    """
    checks, changes = history.check_count, min(history.changes, history.check_count)
    happened = checks * -math.log((checks - changes + 0.5) / (checks + 0.5))
    usual = (_TYPICAL_SECONDS + prior.exposure_seconds) / (1 + prior.changes)
    return (_PRIOR_CHANGES + happened) / (_PRIOR_CHANGES * usual + history.exposure_seconds)


def best_interval(rate: float, importance: int) -> float:
    """Seconds between checks at a page that changes `rate` times a second.

    Under a limit on all requests, checking the fastest changers most often is a poor policy (Azar et al., "Tractable near-optimal
    policies for crawling", PNAS 115(32), 2018). Here n missed changes cost 1 + 1/2 + … + 1/n, the harmonic staleness of
    Kolobov et al. (NeurIPS 2019). At f checks a second that is weight × ln(1 + rate / f) on average, least for all pages
    together where f × (f + rate) = pace × weight × rate: f goes with sqrt(weight × rate) for quiet pages, levels off
    for lively ones, and is never 0. The weight is 1 + log2(1 + importance).
    """
    most = PACE_PER_DAY / DAY * (1 + math.log2(1 + max(importance, 0)))
    return (1 + math.sqrt(1 + 4 * most / rate)) / (2 * most)


def is_unconditional(checks: int, since_full_seconds: float | None) -> bool:
    """True if a check should send no validators: each 20th, and when no full body came for 30 days (None: never).

    Some servers answer 304 for pages that did change.
    """
    return (
        since_full_seconds is None
        or since_full_seconds > FULL_EVERY_SECONDS
        or checks % FULL_EACH == FULL_EACH - 1
    )


def max_age_seconds(headers: Iterable[tuple[str, str]]) -> int | None:
    """How long an answer may be kept by its Cache-Control (RFC 9111, 5.2.2), at most `MAX_RESPECTED_SECONDS`.

    None if it does not say, is malformed, or requires a request each time (no-store,
    no-cache). Of several the first counts; s-maxage is for shared caches.
    """
    control = ",".join(value for name, value in headers if name.lower() == "cache-control")
    if not control:
        return None
    found: dict[str, str] = {}
    for name, value in _DIRECTIVE.findall(control):
        found.setdefault(name.lower(), value.strip('"'))
    age = found.get("max-age", "")
    if found.keys() & {"no-store", "no-cache"} or not (age.isascii() and age.isdigit()):
        return None
    return min(int(age[:_MAX_DIGITS]), MAX_RESPECTED_SECONDS)


def _counted(history: CheckHistory, outcome: Outcome, now: datetime) -> CheckHistory:
    """The history with one check more that brought the page. Old habits fade: beyond 64 checks, all counts are halved."""
    if outcome is Outcome.NEW:
        return history._replace(failing_since=None, checked_at=now)
    checks, changes = history.check_count + 1, history.changes + (outcome is Outcome.CHANGED)
    share = 2 if checks > _MAX_COUNTED_CHECKS else 1
    exposure = _exposure(history, now) // share
    return CheckHistory(history.interval_seconds, checks // share, changes // share, exposure, None, now)


def _failed(history: CheckHistory, now: datetime) -> CheckHistory:
    # What happens while a page fails is seen by the check that finds it again: the time counts, the check does not.
    exposure = _exposure(history, now)
    since = history.failing_since or now
    return history._replace(failing_since=since, checked_at=now, exposure_seconds=exposure)


def _exposure(history: CheckHistory, now: datetime) -> int:
    elapsed = (now - history.checked_at).total_seconds() if history.checked_at else 0
    return history.exposure_seconds + max(0, round(elapsed))


def _interval(
    history: CheckHistory, outcome: Outcome, importance: int, prior: ChangePrior, limits: Limits
) -> int:
    """By multiplying while little is known; then the best one, but never more than twice the last one."""
    last = history.interval_seconds or limits.first
    if outcome is Outcome.NEW or history.check_count < _EARLY_CHECKS:
        wanted = last * _FACTOR[outcome]
    else:
        wanted = min(best_interval(change_rate(history, prior), importance), last * _GROWTH)
    return round(max(limits.floor, min(wanted, limits.ceiling)))


def _wait_failing(history: CheckHistory, signals: Signals, now: datetime) -> float:
    failing_for = (now - history.failing_since).total_seconds() if history.failing_since else 0
    return min(failing_for, MAX_INCIDENT_SECONDS) if signals.has_incident else failing_for


def _respecting(interval: float, signals: Signals, now: datetime) -> float:
    """The interval, sooner by up to half for a page that was modified more lately than that, later for max-age."""
    age = (now - signals.modified_at).total_seconds() if signals.modified_at else interval
    if 0 <= age < interval:
        # At most half: many pages claim at every request that they were modified just now.
        interval = max(age, interval / 2)
    return max(interval, min(signals.max_age_seconds or 0, MAX_RESPECTED_SECONDS))


def _spread(seconds: float, limits: Limits, rng: Random) -> float:
    """The wait ±10% within the limits, so that sources that came together do not stay together."""
    wait = max(limits.floor, min(seconds, limits.ceiling))
    return rng.uniform(max(limits.floor, wait * (1 - _JITTER)), min(limits.ceiling, wait * (1 + _JITTER)))
