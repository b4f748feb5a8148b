"""Refresh: sources that are due are looked at, and what was seen is written down.

Never a transaction over the network: lease, commit, look, read, write. One pump keeps hundreds of visits under way in the
loop of `pipeline/visits`, has pages read one after the other in the sandbox, and writes what came in batches.
"""

from __future__ import annotations

import random
import time
import uuid
from collections import Counter, deque
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field

import structlog
from django.conf import settings
from django.utils import timezone

from claims.errors import FetchError
from claims.pipeline.fetching.crawler import Crawler
from claims.pipeline.fetching.messages import (
    FetchDone,
    FetchRequest,
    HostDone,
    HostReleased,
    HostRequested,
    HostSession,
    NotStarted,
    RobotsRead,
)
from claims.pipeline.watching import schedule
from claims.pipeline.watching.outages import UNREACHABLE, NetworkWatch
from claims.services.leasing import host_queue, hosts
from claims.services.leasing.host_sessions import release_of, session_of
from claims.services.leasing.leases import HostLease, SourceLease
from claims.services.runtime import door_settings, reader_thread, sandbox
from claims.services.watching import looks, record
from claims.services.watching.looks import Look
from claims.values import FetchFailure, Page

logger = structlog.get_logger(__name__)

MOST_HOSTS = 1000
"""Hosts that one pump visits at a time: most of them wait for their spacing."""

HOSTS_AT_ONCE = 250
"""Hosts that one pump takes at a time: what is due is shared between those that have time for it."""

SEATS = 400
"""Requests that one pump has on the wire."""

MOST_QUEUED = 100
"""Requests that wait for a seat before no more hosts are taken."""

PUMP_SECONDS = 40
GIVE_UP_SECONDS = 75  # before the task's soft time limit: what is still under way then is handed back
MAX_READ_ATTEMPTS = 3
MOST_WAITING = 600
MOST_WAITING_BYTES = 64_000_000
"""Pages that wait to be read before no more hosts are taken."""

READ_TOGETHER = 50
FLUSH_SECONDS = 1.0
FLUSH_LOOKS = 500
ASK_SECONDS = 0.5
DOUBT_SECONDS = 5.0
"""How long a look that got no answer waits to be written: so long it takes to see that it is our network that is down."""

PROBE_HOSTS = 20
"""Hosts that are visited while our network seems to be down, to see whether it still is."""

DOWN_WAIT = 60.0
# Looks that may end without a request: they say nothing of our network.
_NOT_ASKED = frozenset(
    {
        FetchFailure.ADDRESS_REFUSED,
        FetchFailure.BAD_URL,
        FetchFailure.ROBOTS_DENIED,
        FetchFailure.ROBOTS_UNREACHABLE,
    }
)

_network = NetworkWatch()
_rng = random.Random()  # noqa: S311 spreads load, guards nothing


def refresh_due_sources() -> int:
    """Look at due sources until none is due or the pump's time is over; answers how many looks were written."""
    taken = host_queue.lease_due_hosts(_room(0))
    if not taken:
        return 0
    visits = Crawler(
        door_settings(),
        clock=timezone.now,
        seats=SEATS,
        last_start=GIVE_UP_SECONDS - settings.FETCH_TOTAL_SECONDS,
        last_wait=GIVE_UP_SECONDS - 5,
    )
    pump = _Pump(visits)
    try:
        with visits:
            pump.run(taken)
    finally:
        pump.hand_back_rest()
    if pump.outcomes:
        logger.info("sources checked", **{str(word): count for word, count in sorted(pump.outcomes.items())})
    return pump.outcomes.total()


def _room(under_way: int) -> int:
    most = PROBE_HOSTS if _network.is_down(time.monotonic()) else MOST_HOSTS
    return min(most - under_way, HOSTS_AT_ONCE)


@dataclass(slots=True)
class _Visit:
    """A host that we visit: its lease, its sources that are still on their way, and what its pages came to."""

    turn: HostLease
    open: dict[uuid.UUID, SourceLease]
    asked: HostSession
    has_ended: bool = False
    changes: int = 0
    exposure_seconds: int = 0


@dataclass(slots=True)
class _Read:
    """A page was read in the sandbox."""

    look: Look


@dataclass(slots=True)
class _Pump:
    """What is under way, from the lease to the row. It lives in one thread; the network and the reader have theirs."""

    visits: Crawler
    outcomes: Counter[str] = field(default_factory=Counter)
    _started: float = field(default_factory=time.monotonic)
    _by_host: dict[uuid.UUID, _Visit] = field(default_factory=dict)
    _borrowed: dict[uuid.UUID, tuple[HostLease, HostSession]] = field(default_factory=dict)
    _to_read: deque[tuple[SourceLease, Page]] = field(default_factory=deque)
    _being_read: dict[uuid.UUID, SourceLease] = field(default_factory=dict)
    _warming: Future[None] | None = None
    _doubted: list[tuple[float, Look]] = field(default_factory=list)
    _ready: list[Look] = field(default_factory=list)
    _left: list[tuple[SourceLease, float]] = field(default_factory=list)
    _robots: list[RobotsRead] = field(default_factory=list)
    _flushed_at: float = field(default_factory=time.monotonic)
    _renewed_at: float = field(default_factory=time.monotonic)
    _asked_at: float = 0.0
    _is_more_due: bool = True

    def run(self, taken: list[HostLease]) -> None:
        """Until nothing is due and nothing is under way, or the time is over."""
        self._begin(taken)
        while self._by_host and self._age() < GIVE_UP_SECONDS:
            for news in self.visits.completed(timeout_seconds=0.1):
                self._take(news)
            self._judge_doubted()
            self._read_next()
            self._flush()
            self._renew()
            self._begin(self._lease_more())

    def hand_back_rest(self) -> None:
        """The visits are ended. What landed is written; the rest is due again at once, and nothing is noted of it."""
        for news in self.visits.completed(timeout_seconds=0):
            if isinstance(news, FetchDone | _Read | RobotsRead):
                self._take(news)
        host_queue.put_down([*self._being_read.values()])
        now = time.monotonic()
        self._ready += [look for _, look in self._doubted if not _network.is_down(now)]
        self._doubted.clear()
        self._write()
        self._left += [(source, 0.0) for visit in self._by_host.values() for source in visit.open.values()]
        for visit in self._by_host.values():
            visit.open.clear()
            visit.has_ended = True
        self._give_back()
        host_queue.release_hosts(release_of(host, turn) for host, turn in self._borrowed.values())

    # -- out ------------------------------------------------------------------------------------------------------

    def _lease_more(self) -> list[HostLease]:
        now, room = time.monotonic(), _room(len(self._by_host))
        if room <= 0 or self._age() > PUMP_SECONDS or self._is_behind():
            return []
        if self._by_host and not self._is_more_due and now - self._asked_at < ASK_SECONDS:
            return []
        taken = host_queue.lease_due_hosts(room)
        self._asked_at, self._is_more_due = now, len(taken) == HOSTS_AT_ONCE
        return taken

    def _is_behind(self) -> bool:
        """Whether more is under way than we get done: then others may take what is due."""
        is_much = sum(len(page.body) for _, page in self._to_read) > MOST_WAITING_BYTES
        return is_much or len(self._to_read) > MOST_WAITING or self.visits.queued > MOST_QUEUED

    def _begin(self, taken: Iterable[HostLease]) -> None:
        starting = []
        for host in taken:
            visit = _Visit(host, {source.id: source for source in host.sources}, session_of(host))
            self._by_host[host.id] = visit
            for source in host.sources:
                if source.read_attempts >= MAX_READ_ATTEMPTS:
                    self._quarantine(visit, source)
            asks = [_ask(source) for source in visit.open.values()]
            if asks:
                starting.append((visit.asked, asks))
            else:
                visit.has_ended = True
        if starting:
            self.visits.start(starting)

    def _quarantine(self, visit: _Visit, source: SourceLease) -> None:
        record.quarantine(source, now=timezone.now())
        del visit.open[source.id]
        self.outcomes["quarantined"] += 1
        logger.warning("source quarantined", source=str(source.id), url=source.cited_url)

    # -- in -------------------------------------------------------------------------------------------------------

    def _take(self, news: object) -> None:
        match news:
            case FetchDone():
                self._landed(news)
            case _Read():
                self._being_read.pop(news.look.source.id, None)
                self._ready.append(news.look)
            case NotStarted():
                self._leave(news, 0.0)
            case HostDone():
                self._visit_of(news.turn).has_ended = True
            case RobotsRead():
                self._robots.append(news)
            case HostRequested():
                self._lend(news)
            case HostReleased():
                self._take_in(news.turn)

    def _landed(self, news: FetchDone) -> None:
        source, result, now = self._source_of(news), news.result, time.monotonic()
        if isinstance(result, FetchError) and result.code == FetchFailure.HOST_BUSY:
            self._leave(news, _rng.uniform(5, 60))
            return
        is_unreachable = isinstance(result, FetchError) and result.code in UNREACHABLE
        if not (isinstance(result, FetchError) and result.code in _NOT_ASKED):
            has_answered = not is_unreachable or bool(isinstance(result, FetchError) and result.hops)
            _network.note(news.turn.host, not has_answered, now)
        look = looks.at_first_glance(source, result)
        if look is None and isinstance(result, Page):
            self._to_read.append((source, result))
        elif look and is_unreachable:
            self._doubted.append((now, look))
        elif look:
            self._ready.append(look)

    def _leave(self, news: FetchDone | NotStarted, wait: float) -> None:
        self._left.append((self._source_of(news), wait))

    def _source_of(self, news: FetchDone | NotStarted) -> SourceLease:
        return self._visit_of(news.turn).open[news.ask.key]

    def _visit_of(self, turn: HostSession) -> _Visit:
        return self._by_host[turn.id]

    def _lend(self, news: HostRequested) -> None:
        """A redirect leads to another host: it is asked only if it is nobody's turn, and then it is ours."""
        host = host_queue.borrow_host(news.host) or self._new_host(news.host)
        turn = session_of(host) if host else None
        if host and turn:
            self._borrowed[host.id] = host, turn
        news.answer(turn)

    def _new_host(self, name: str) -> HostLease | None:
        known = hosts.ensure_hosts([name], now=timezone.now())
        return host_queue.borrow_host(name) if known else None

    def _take_in(self, turn: HostSession) -> None:
        lent = self._borrowed.pop(turn.id, None)
        if lent:
            host_queue.release_hosts([release_of(*lent)])

    # -- doubted, read ---------------------------------------------------------------------------------------------

    def _judge_doubted(self) -> None:
        """Looks without an answer count if others got one; if nobody did, it is our network that is down."""
        if not self._doubted:
            return
        now = time.monotonic()
        if _network.is_down(now):
            logger.warning(
                "our network seems to be down: looks without an answer are dropped", looks=len(self._doubted)
            )
            self._left += [(look.source, DOWN_WAIT * _rng.uniform(0.5, 1.5)) for _, look in self._doubted]
            self._doubted.clear()
            return
        is_alone = len(self._doubted) == sum(len(visit.open) for visit in self._by_host.values())
        due = [look for since, look in self._doubted if is_alone or now - since > DOUBT_SECONDS]
        self._doubted = self._doubted[len(due) :]  # the oldest come first
        self._ready += due

    def _read_next(self) -> None:
        """Have a few pages read: counted before it is begun, and one that ended a worker before is read alone."""
        if self._being_read or not self._to_read or not self._reader_is_ready():
            return
        group = [self._to_read.popleft()]
        while self._to_read and len(group) < READ_TOGETHER and not group[0][0].read_attempts:
            if self._to_read[0][0].read_attempts:
                break
            group.append(self._to_read.popleft())
        if group[0][0].read_attempts:
            self._write()  # what was read before must not be taken for what ends the worker now
        ours = host_queue.take_up([source for source, _ in group])
        self._left += [(source, 0.0) for source, _ in group if source.id not in ours]
        group = [pair for pair in group if pair[0].id in ours]
        self._being_read = {source.id: source for source, _ in group}
        if group:
            reader_thread().submit(self._read, group)

    def _reader_is_ready(self) -> bool:
        """A reader that starts takes a second, in which no page is to blame if the worker ends."""
        self._warming = self._warming or reader_thread().submit(sandbox().warm_up)
        return self._warming.done()

    def _read(self, group: list[tuple[SourceLease, Page]]) -> None:
        for source, page in group:
            self.visits.tell(_Read(looks.read(source, page)))

    # -- written ---------------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        is_last = not self._to_read and not self._being_read and not any(
            not visit.has_ended for visit in self._by_host.values()
        )  # fmt: skip
        is_time = time.monotonic() - self._flushed_at > FLUSH_SECONDS or len(self._ready) >= FLUSH_LOOKS
        if is_last or is_time:
            self._write()
            self._give_back()
            self._flushed_at = time.monotonic()

    def _write(self) -> None:
        turns = {key: visit.turn for key, visit in self._by_host.items()}
        written = record.record_looks(self._ready, turns, now=timezone.now())
        by_source = {one.source_id: one for one in written}
        for look in self._ready:
            visit = self._by_host[look.source.host_id]
            visit.open.pop(look.source.id, None)
            one = by_source.get(look.source.id)
            self.outcomes[str(one.outcome) if one else "late"] += 1
            if (
                one is None
            ):  # not ours any more, or it cannot be written: then it comes up again when a lease would end
                self._left.append((look.source, settings.LEASE_SECONDS))
            else:
                visit.changes += one.changes
                visit.exposure_seconds += one.exposure_seconds
        self._ready.clear()

    def _give_back(self) -> None:
        """Robots files are kept, then sources that were not looked at go back, then hosts of which nothing is open."""
        if self._robots:
            hosts.keep_robots((news.host, news.origin, news.copy) for news in self._robots)
            self._robots.clear()
        host_queue.hand_back(self._left)
        for source, _ in self._left:
            self._by_host[source.host_id].open.pop(source.id, None)
        self._left.clear()
        done = {key: visit for key, visit in self._by_host.items() if visit.has_ended and not visit.open}
        host_queue.release_hosts(
            release_of(visit.turn, visit.asked, visit.changes, visit.exposure_seconds)
            for visit in done.values()
        )
        for key in done:
            del self._by_host[key]

    def _renew(self) -> None:
        now = time.monotonic()
        if now - self._renewed_at > settings.LEASE_SECONDS / 3:
            turns = [
                *(visit.asked for visit in self._by_host.values()),
                *(turn for _, turn in self._borrowed.values()),
            ]
            host_queue.renew({turn.token for turn in turns})
            self._renewed_at = now

    def _age(self) -> float:
        return time.monotonic() - self._started


def _ask(source: SourceLease) -> FetchRequest:
    """What to ask for. Without validators if there is nothing they could stand for, or if a second look must see it all."""
    since = None if source.read_at is None else (timezone.now() - source.read_at).total_seconds()
    is_whole = (
        not looks.is_known(source)
        or source.unconfirmed_at is not None
        or schedule.is_unconditional(source.check_count, since)
    )
    if is_whole:
        return FetchRequest(source.id, source.url)
    return FetchRequest(source.id, source.url, source.etag, source.last_modified, source.final_url)
