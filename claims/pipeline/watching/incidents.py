"""Incidents: most of a host failing at once is one trouble of the host, not many dead links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from claims.pipeline.watching.link_state import LinkResult

MIN_SOURCES = 5
"""An incident needs that many sources that fail in one way; a host with fewer never has one."""

MAX_SOURCES = 20
REMEMBERED_FOR = timedelta(days=7)
BELIEVED_AFTER = timedelta(days=30)

_BEGINS_ABOVE = 0.5
_ENDS_AT = 0.25
_FINE = frozenset({LinkResult.ALIVE, LinkResult.MOVED})
# What the host says on purpose (blocked, paywalled) never makes a link dead: there is nothing to wait for.
_FREEZES = frozenset(
    {LinkResult.NOT_FOUND, LinkResult.GONE, LinkResult.FAILING, LinkResult.NAME_FAILING, LinkResult.SOFT_404}
)


@dataclass(frozen=True, slots=True)
class RecentCheck:
    """The newest check of one source: its short id, the class in which it failed ("" if it did not), and when."""

    source: str
    word: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HostRecord:
    """The recent checks of a host's sources, newest first, and its incident: the class of failure, and since when."""

    recent: tuple[RecentCheck, ...] = ()
    incident: str = ""
    since: datetime | None = None


def word_of(result: LinkResult) -> str:
    """The class of failure that a check counts in, "" if it succeeded."""
    return "" if result in _FINE else result.value


def next_record(record: HostRecord, checks: Iterable[RecentCheck], now: datetime) -> HostRecord:
    """The host's record after more checks of its sources, in any order.

    An incident begins when more than half of the recent sources, and at least `MIN_SOURCES`, fail in one class; it
    ends when at most a quarter still do. The gap keeps a host that flickers in one incident: a few successes between
    failures end nothing, and need not, since a success counts for its own link at once. An end noticed late costs a delay
    of strikes; one noticed early costs links. An incident that is believed makes room for another class.
    """
    recent = _newest((*record.recent, *checks), now)
    kept = HostRecord(recent, record.incident, record.since)
    if kept.incident and recent and _share(recent, kept.incident) <= _ENDS_AT:
        kept = HostRecord(recent)
    if kept.incident and not _is_believed(kept, now):
        return kept
    word = _word_of_most(recent)
    return HostRecord(recent, word, now) if word and word != kept.incident else kept


def is_frozen(record: HostRecord, now: datetime) -> bool:
    """True while failures of the host's links wait: an incident of a kind that could kill them, younger than 30 days."""
    return record.incident in _FREEZES and not _is_believed(record, now)


def pack(recent: Iterable[RecentCheck]) -> list[list[str | int]]:
    """The checks for JSON: `[source, word, seconds since 1970]` each."""
    return [[check.source, check.word, int(check.at.timestamp())] for check in recent]


def unpack(rows: Iterable[Sequence[str | int]]) -> tuple[RecentCheck, ...]:
    """The checks that `pack` packed. Raises ValueError for what it did not."""
    return tuple(
        RecentCheck(str(source), str(word), datetime.fromtimestamp(int(at), UTC)) for source, word, at in rows
    )


def _newest(checks: Iterable[RecentCheck], now: datetime) -> tuple[RecentCheck, ...]:
    """The newest check of each source, of the sources checked last."""
    newest: dict[str, RecentCheck] = {}
    for check in checks:
        if check.source not in newest or newest[check.source].at <= check.at:
            newest[check.source] = check
    fresh = (check for check in newest.values() if now - check.at <= REMEMBERED_FOR)
    return tuple(sorted(fresh, key=lambda check: (check.at, check.source), reverse=True)[:MAX_SOURCES])


def _word_of_most(recent: Sequence[RecentCheck]) -> str:
    counts = Counter(check.word for check in recent if check.word)
    word, count = counts.most_common(1)[0] if counts else ("", 0)
    return word if count >= MIN_SOURCES and count > _BEGINS_ABOVE * len(recent) else ""


def _share(recent: Sequence[RecentCheck], word: str) -> float:
    return sum(check.word == word for check in recent) / len(recent)


def _is_believed(record: HostRecord, now: datetime) -> bool:
    return record.since is not None and now - record.since >= BELIEVED_AFTER
