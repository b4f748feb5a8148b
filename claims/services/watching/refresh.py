"""Refresh: sources that are due are checked, and the results are written.

Never a transaction over the network: lease, commit, request, read, write. One pump keeps hundreds of sessions under way in
the loop of the crawler, has pages read one after the other in the sandbox, and writes responses in batches.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
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
    NotStarted,
    RobotsRead,
)
from claims.pipeline.sandbox.sandbox import READER_KILLED
from claims.pipeline.watching import schedule
from claims.pipeline.watching.outages import UNREACHABLE, NetworkWatch
from claims.pipeline.watching.response import Response, is_up_to_date, response_without_reading
from claims.pipeline.watching.source_lease import SourceLease
from claims.services.leasing import host_queue
from claims.services.leasing.leases import HostLease
from claims.services.runtime import door_settings
from claims.services.watching.ledger import MAX_READ_ATTEMPTS, Ledger
from claims.services.watching.reading_queue import ReadingQueue
from claims.values import Page
from claims.vocabulary import FetchFailure

logger = structlog.get_logger(__name__)

MAX_HOSTS = 1000
"""Hosts that one pump holds at a time: most of them wait for their spacing."""

MAX_LEASED = 250
"""Hosts that one pump leases at a time, so that due hosts are shared between the pumps that have time for them."""

MAX_REQUESTS = 400
"""Requests that one pump has under way."""

MAX_QUEUED_REQUESTS = 100
"""Requests that wait for a connection before no more hosts are leased."""

PUMP_SECONDS = 40
GIVE_UP_SECONDS = 75
"""How long a pump leases hosts, and when it gives back what is still under way: before the task's soft time limit."""

LEASE_EVERY_SECONDS = 0.5
DOUBT_SECONDS = 5.0
"""How long a check without any answer waits to be written: the time in which an outage of our own network shows."""

PROBE_HOSTS = 20
"""Hosts that a pump holds while our own network seems to be down, to see whether it still is."""

DOWN_WAIT_SECONDS = 60.0
READ_AGAIN_SECONDS = 2.0
# Failures that need no request: they say nothing of our network.
_WITHOUT_REQUEST = frozenset(
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
    """Check due sources until none is due or the pump's time is over. Returns how many checks were written."""
    leased = host_queue.lease_due_hosts(room_for(0))
    if not leased:
        return 0
    crawler = Crawler(
        door_settings(),
        clock=timezone.now,
        seats=MAX_REQUESTS,
        last_start=GIVE_UP_SECONDS - settings.FETCH_TOTAL_SECONDS,
        last_wait=GIVE_UP_SECONDS - 5,
    )
    pump = _Pump(crawler)
    try:
        with crawler:
            pump.run(leased)
    finally:
        pump.close()
    outcomes = pump.ledger.outcomes
    if outcomes:
        logger.info("sources checked", **{str(word): count for word, count in sorted(outcomes.items())})
    return outcomes.total()


def room_for(held: int) -> int:
    """How many more hosts a pump that holds some may lease now."""
    most = PROBE_HOSTS if _network.is_down(time.monotonic()) else MAX_HOSTS
    return min(most - held, MAX_LEASED)


@dataclass(frozen=True, slots=True)
class _PageRead:
    """A page was read in the sandbox."""

    response: Response


@dataclass(slots=True)
class _Pump:
    """What is under way, from the lease to the row. It runs in one thread; the network and the reader have their own."""

    crawler: Crawler
    ledger: Ledger = field(default_factory=Ledger)
    reading: ReadingQueue = field(init=False)
    _doubted: list[tuple[float, Response]] = field(default_factory=list)
    _started_at: float = field(default_factory=time.monotonic)
    _leased_at: float = 0.0
    _is_more_due: bool = True

    def __post_init__(self) -> None:
        """Pages that were read come back as messages of the crawler's queue."""
        self.reading = ReadingQueue(lambda response: self.crawler.notify(_PageRead(response)))

    def run(self, leased: list[HostLease]) -> None:
        """Check until nothing is due and nothing under way, or the time is over."""
        self._begin(leased)
        while self.ledger.hosts and self._age() < GIVE_UP_SECONDS:
            for message in self.crawler.completed(timeout_seconds=0.1):
                self._handle(message)
            self._decide_doubted()
            self._read_next()
            self.ledger.flush(is_last=self.reading.is_empty and not self.ledger.has_sessions)
            self.ledger.renew()
            self._begin(self._lease_more())

    def close(self) -> None:
        """The sessions have ended. What has come is written; the rest is due again at once, and nothing is recorded of it."""
        for message in self.crawler.completed(timeout_seconds=0):
            if isinstance(message, FetchDone | _PageRead | RobotsRead):
                self._handle(message)
        self.reading.undo_attempts()
        now = time.monotonic()
        self.ledger.add(response for _, response in self._doubted if not _network.is_down(now))
        self._doubted.clear()
        self.ledger.close()

    # -- leases ---------------------------------------------------------------------------------------------------

    def _lease_more(self) -> list[HostLease]:
        now, room = time.monotonic(), room_for(len(self.ledger.hosts))
        is_behind = self.reading.is_full or self.crawler.queued > MAX_QUEUED_REQUESTS
        if room <= 0 or self._age() > PUMP_SECONDS or is_behind:
            return []
        if self.ledger.hosts and not self._is_more_due and now - self._leased_at < LEASE_EVERY_SECONDS:
            return []
        leased = host_queue.lease_due_hosts(room)
        self._leased_at, self._is_more_due = now, len(leased) == MAX_LEASED
        return leased

    def _begin(self, leased: Iterable[HostLease]) -> None:
        held = [self.ledger.hold(lease) for lease in leased]
        sessions = [
            (host.session, [request_for(source) for source in host.open.values()])
            for host in held
            if host.open
        ]
        if sessions:
            self.crawler.start(sessions)

    def _age(self) -> float:
        return time.monotonic() - self._started_at

    # -- messages -------------------------------------------------------------------------------------------------

    def _handle(self, message: object) -> None:
        match message:
            case FetchDone():
                self._handle_result(message)
            case _PageRead(response):
                self._handle_reading(response)
            case NotStarted():
                self._postpone(message, 0.0)
            case HostDone():
                self.ledger.hosts[message.session.id].is_done = True
            case RobotsRead():
                self.ledger.add_robots(message)
            case HostRequested():
                message.reply(self.ledger.borrow(message.host))
            case HostReleased():
                self.ledger.return_borrowed(message.session)

    def _handle_result(self, message: FetchDone) -> None:
        source, result, now = self._source_of(message), message.result, time.monotonic()
        error = result if isinstance(result, FetchError) else None
        if error and error.code == FetchFailure.HOST_BUSY:
            self._postpone(message, _rng.uniform(5, 60))
            return
        is_unreachable = error is not None and error.code in UNREACHABLE
        if not (error and error.code in _WITHOUT_REQUEST):
            has_answered = not is_unreachable or bool(error and error.hops)
            _network.note(message.session.host, not has_answered, now)
        response = response_without_reading(source, result)
        if response is None and isinstance(result, Page):
            self.reading.add(source, result)
        elif response and is_unreachable:
            self._doubted.append((now, response))
        elif response:
            self.ledger.add([response])

    def _handle_reading(self, response: Response) -> None:
        """An article is not given up for a reader that ended: it is fetched and read again, as after the end of a worker."""
        source, error = response.source, response.error
        self.reading.done(response)
        may_repeat = source.read_attempts + 1 < MAX_READ_ATTEMPTS
        if source.is_article_waiting and error and error.code == READER_KILLED and may_repeat:
            self.ledger.postpone(source, READ_AGAIN_SECONDS)
        else:
            self.ledger.add([response])

    def _postpone(self, message: FetchDone | NotStarted, wait_seconds: float) -> None:
        self.ledger.postpone(self._source_of(message), wait_seconds)

    def _source_of(self, message: FetchDone | NotStarted) -> SourceLease:
        return self.ledger.source_of(message.session, message.request.key)

    # -- doubted, read --------------------------------------------------------------------------------------------

    def _decide_doubted(self) -> None:
        """Checks without an answer count if other hosts answered. If none did, our own network is down: they are dropped."""
        if not self._doubted:
            return
        now = time.monotonic()
        if _network.is_down(now):
            dropped = len(self._doubted)
            logger.warning(
                "our network seems to be down: checks without an answer are dropped", checks=dropped
            )
            for _, response in self._doubted:
                self.ledger.postpone(response.source, DOWN_WAIT_SECONDS * _rng.uniform(0.5, 1.5))
            self._doubted.clear()
            return
        is_alone = len(self._doubted) == self.ledger.open_count
        due = [response for since, response in self._doubted if is_alone or now - since > DOUBT_SECONDS]
        self._doubted = self._doubted[len(due) :]  # the oldest come first
        self.ledger.add(due)

    def _read_next(self) -> None:
        group = self.reading.next_group()
        if not group:
            return
        if group[0][0].read_attempts:
            self.ledger.write()  # what was read before must not be taken for what ends the worker now
        for source in self.reading.start(group):
            self.ledger.postpone(source, 0.0)


def request_for(source: SourceLease) -> FetchRequest:
    """The request for a source.

    It has no validators if there is nothing that they could stand for, and for a confirming check, which must see it all.
    """
    since = None if source.read_at is None else (timezone.now() - source.read_at).total_seconds()
    is_whole = (
        not is_up_to_date(source)
        or source.unconfirmed_at is not None
        or schedule.is_unconditional(source.check_count, since)
    )
    if is_whole:
        return FetchRequest(source.id, source.url)
    return FetchRequest(source.id, source.url, source.etag, source.last_modified, source.final_url)
