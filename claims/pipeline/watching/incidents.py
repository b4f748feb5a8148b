"""Incidents: most of a host failing at once is one trouble of the host, not many dead links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from claims.pipeline.watching.link_state import Seen

LEAST_SOURCES = 5
"""An incident needs that many sources that fail in one way; a host with fewer never has one."""

MOST_SOURCES = 20
REMEMBERED_FOR = timedelta(days=7)
TAKEN_FOR_TRUTH_AFTER = timedelta(days=30)

_BEGINS_ABOVE = 0.5
_ENDS_AT = 0.25
_FINE = frozenset({Seen.ALIVE, Seen.MOVED})
# Nothing that the host says on purpose ever kills a link: there is nothing to wait for.
_FREEZES = frozenset({Seen.NOT_FOUND, Seen.GONE, Seen.FAILING, Seen.NAME_FAILING, Seen.SOFT_404})


@dataclass(frozen=True, slots=True)
class RecentCheck:
    """The newest look at one source: its short id, the class in which it failed ("" if it did not), and when."""

    source: str
    word: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HostRecord:
    """What a host's sources brought of late, newest first, and its incident: the class of failure, and since when."""

    recent: tuple[RecentCheck, ...] = ()
    incident: str = ""
    since: datetime | None = None


def word_of(seen: Seen) -> str:
    """The class of failure that a look counts in, "" if it succeeded."""
    return "" if seen in _FINE else seen.value


def next_record(record: HostRecord, looks: Iterable[RecentCheck], now: datetime) -> HostRecord:
    """The host's record after more looks at its sources, in any order.

    An incident begins when more than half of the recent sources, and at least `LEAST_SOURCES`, fail in one class; it
    ends when at most a quarter still do. The gap keeps a host that flickers in one incident: a few successes between
    failures end nothing, and need not, since a success counts for its own link at once. An end seen late costs a delay
    of strikes; one seen early costs links. An incident that is taken for the truth makes room for another class.
    """
    recent = _newest((*record.recent, *looks), now)
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
    """The looks for JSON: `[source, word, seconds since 1970]` each."""
    return [[look.source, look.word, int(look.at.timestamp())] for look in recent]


def unpack(rows: Iterable[Sequence[str | int]]) -> tuple[RecentCheck, ...]:
    """The looks that `pack` packed. Raises ValueError for what it did not."""
    return tuple(
        RecentCheck(str(source), str(word), datetime.fromtimestamp(int(at), UTC)) for source, word, at in rows
    )


def _newest(looks: Iterable[RecentCheck], now: datetime) -> tuple[RecentCheck, ...]:
    """The newest look of each source, of the sources looked at last."""
    newest: dict[str, RecentCheck] = {}
    for look in looks:
        if look.source not in newest or newest[look.source].at <= look.at:
            newest[look.source] = look
    fresh = (look for look in newest.values() if now - look.at <= REMEMBERED_FOR)
    return tuple(sorted(fresh, key=lambda look: (look.at, look.source), reverse=True)[:MOST_SOURCES])


def _word_of_most(recent: Sequence[RecentCheck]) -> str:
    counts = Counter(look.word for look in recent if look.word)
    word, count = counts.most_common(1)[0] if counts else ("", 0)
    return word if count >= LEAST_SOURCES and count > _BEGINS_ABOVE * len(recent) else ""


def _share(recent: Sequence[RecentCheck], word: str) -> float:
    return sum(look.word == word for look in recent) / len(recent)


def _is_believed(record: HostRecord, now: datetime) -> bool:
    return record.since is not None and now - record.since >= TAKEN_FOR_TRUTH_AFTER
