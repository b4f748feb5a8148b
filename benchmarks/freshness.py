"""Freshness: the schedule against fixed intervals that cost as many requests, over simulated sources."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise, repeat
from pathlib import Path
from random import Random

from benchmarks.figures import Figure
from claims.pipeline.watching.schedule import (
    DAY,
    HOUR,
    ChangePrior,
    CheckHistory,
    Limits,
    Outcome,
    Signals,
    next_check,
)

TITLE = "Freshness of 1,500 simulated sources over 90 days, from the first check on"
NEEDS = ""

_SOURCES = 1_500
_SECONDS = 90 * DAY
_FASTEST, _SLOWEST = 2 * HOUR, 365 * DAY
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page: when it changes (seconds, ascending) and how many claims rest on it."""

    changes: tuple[float, ...]
    importance: int

    @property
    def weight(self) -> float:
        return 1 + math.log2(1 + self.importance)


@dataclass(frozen=True, slots=True)
class _Service:
    """What a copy was worth: the share of the time that it was current, and its mean age (seconds) while not counted as 0."""

    fresh: float
    age: float


def figures(data: Path) -> Iterator[Figure]:
    """Freshness and age of our policy and of fixed intervals, both by time and by importance and time."""
    rng = Random(20261123)
    pages = [_page(rng) for _ in range(_SOURCES)]
    ours = [_our_looks(page, rng) for page in pages]
    count = sum(map(len, ours))
    fixed = _SECONDS * _SOURCES / count
    theirs = [_fixed_looks(fixed, rng) for _ in pages]
    yield Figure("requests of ours, a source and day", count / _SOURCES / (_SECONDS / DAY))
    yield Figure("requests of the fixed interval", sum(map(len, theirs)) / _SOURCES / (_SECONDS / DAY))
    for name, weights, least in (
        ("by time", [1.0] * len(pages), 0.015),
        ("by importance", [page.weight for page in pages], 0.03),
    ):
        mine, other = _mean(pages, ours, weights), _mean(pages, theirs, weights)
        yield Figure(f"current {name}, ours", mine.fresh)
        yield Figure(f"current {name}, fixed intervals", other.fresh)
        yield Figure(f"current {name}, gain", mine.fresh - other.fresh, least=least)
        yield Figure(f"mean age {name}, ours", mine.age / HOUR, "h")
        yield Figure(f"mean age {name}, fixed intervals", other.age / HOUR, "h")
        yield Figure(f"mean age {name}, ours to fixed", mine.age / other.age, "times", most=1)


def _page(rng: Random) -> _Page:
    """Its changes are a Poisson process; pace and importance are spread evenly over their orders of magnitude."""
    between = math.exp(rng.uniform(math.log(_FASTEST), math.log(_SLOWEST)))
    times = accumulate(rng.expovariate(1 / between) for _ in repeat(None))
    changes = tuple(_until(times, _SECONDS))
    return _Page(changes, importance=round(math.exp(rng.uniform(0, math.log(32)))) - 1)


def _our_looks(page: _Page, rng: Random) -> list[float]:
    time, outcome, history = 0.0, Outcome.NEW, CheckHistory()
    checks: list[float] = []
    while time < _SECONDS:
        checks.append(time)
        plan = next_check(
            history,
            outcome,
            importance=page.importance,
            prior=ChangePrior(),
            signals=Signals(),
            limits=Limits(),
            now=_BEGIN + timedelta(seconds=time),
            rng=rng,
        )
        history, before, time = plan.history, time, time + plan.wait_seconds
        changed = bisect_right(page.changes, time) > bisect_right(page.changes, before)
        outcome = Outcome.CHANGED if changed else Outcome.UNCHANGED
    return checks


def _fixed_looks(interval: float, rng: Random) -> list[float]:
    """The first check as soon as ours, then at a random place of the interval, then at every interval."""
    begin = rng.uniform(0, interval)
    return [0.0, *_until(accumulate(repeat(interval), initial=begin), _SECONDS)]


def _until(times: Iterable[float], end: float) -> Iterator[float]:
    for time in times:
        if time >= end:
            return
        yield time


def _mean(pages: Sequence[_Page], checks: Sequence[list[float]], weights: Sequence[float]) -> _Service:
    served = [_served(page, times) for page, times in zip(pages, checks, strict=True)]
    total = sum(weights)
    return _Service(
        sum(weight * each.fresh for weight, each in zip(weights, served, strict=True)) / total,
        sum(weight * each.age for weight, each in zip(weights, served, strict=True)) / total,
    )


def _served(page: _Page, checks: list[float]) -> _Service:
    """A copy is stale from the first change after a check until the next one, and its age grows meanwhile."""
    stale = aged = 0.0
    for begin, end in pairwise([*checks, float(_SECONDS)]):
        first = bisect_left(page.changes, begin)
        if first < len(page.changes) and page.changes[first] < end:
            behind = end - page.changes[first]
            stale, aged = stale + behind, aged + behind**2 / 2
    return _Service(1 - stale / _SECONDS, aged / _SECONDS)
