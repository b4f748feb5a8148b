"""Ledger: the hosts that a pump has leased, what is still open of each, and what waits to be written or given back."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog
from django.conf import settings
from django.utils import timezone

from claims.pipeline.fetching.messages import HostSession, RobotsRead
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.source_lease import SourceLease
from claims.services import counters
from claims.services.leasing import host_queue, hosts
from claims.services.leasing.host_sessions import release_of, session_of
from claims.services.leasing.leases import HostLease
from claims.services.watching import quarantine, record

logger = structlog.get_logger(__name__)

MAX_READ_ATTEMPTS = 3
FLUSH_SECONDS = 1.0
FLUSH_RESPONSES = 500
"""How often responses are written at the latest, and how many are written at once."""


@dataclass(slots=True)
class HeldHost:
    """A leased host: its sources that are still open, and what its pages came to. `is_done`: its session has ended."""

    lease: HostLease
    session: HostSession
    open: dict[uuid.UUID, SourceLease]
    is_done: bool = False
    changes: int = 0
    exposure_seconds: int = 0


@dataclass(slots=True)
class Ledger:
    """What one pump holds. `outcomes` counts the checks by their outcome."""

    hosts: dict[uuid.UUID, HeldHost] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    _borrowed: dict[uuid.UUID, tuple[HostLease, HostSession]] = field(default_factory=dict)
    _responses: list[Response] = field(default_factory=list)
    _unchecked: list[tuple[SourceLease, float]] = field(default_factory=list)
    _robots: list[RobotsRead] = field(default_factory=list)
    _flushed_at: float = field(default_factory=time.monotonic)
    _renewed_at: float = field(default_factory=time.monotonic)

    @property
    def open_count(self) -> int:
        """The sources that are still open."""
        return sum(len(host.open) for host in self.hosts.values())

    @property
    def has_sessions(self) -> bool:
        """Whether requests are under way."""
        return any(not host.is_done for host in self.hosts.values())

    # -- what comes in --------------------------------------------------------------------------------------------

    def hold(self, lease: HostLease) -> HeldHost:
        """Hold a leased host. Its sources that have ended too many workers are quarantined."""
        host = HeldHost(lease, session_of(lease), {source.id: source for source in lease.sources})
        self.hosts[lease.id] = host
        for source in lease.sources:
            if source.read_attempts >= MAX_READ_ATTEMPTS:
                quarantine.quarantine(source, now=timezone.now())
                del host.open[source.id]
                self.outcomes["quarantined"] += 1
                logger.warning("source quarantined", source=str(source.id), url=source.cited_url)
        host.is_done = not host.open
        return host

    def source_of(self, session: HostSession, key: uuid.UUID) -> SourceLease:
        """The open source that a request was for."""
        return self.hosts[session.id].open[key]

    def add(self, responses: Iterable[Response]) -> None:
        """Responses to be written."""
        self._responses += responses

    def postpone(self, source: SourceLease, wait_seconds: float) -> None:
        """A source is not checked now, and due again after a while."""
        self._unchecked.append((source, wait_seconds))

    def add_robots(self, news: RobotsRead) -> None:
        """A robots.txt to be kept."""
        self._robots.append(news)

    def borrow(self, name: str) -> HostSession | None:
        """The session of the host that a redirect leads to; None if another worker has it, or it may not be requested."""
        lease = host_queue.borrow_host(name) or self._new_host(name)
        if lease is None:
            return None
        session = session_of(lease)
        self._borrowed[lease.id] = lease, session
        return session

    def return_borrowed(self, session: HostSession) -> None:
        """A borrowed host is not needed any more."""
        borrowed = self._borrowed.pop(session.id, None)
        if borrowed:
            host_queue.release_hosts([release_of(*borrowed)])

    def _new_host(self, name: str) -> HostLease | None:
        hosts.ensure_hosts([name], now=timezone.now())
        return host_queue.borrow_host(name)

    # -- what goes out --------------------------------------------------------------------------------------------

    def flush(self, *, is_last: bool) -> None:
        """Write and give back, if nothing more is to come, or it is time."""
        is_time = (
            time.monotonic() - self._flushed_at > FLUSH_SECONDS or len(self._responses) >= FLUSH_RESPONSES
        )
        if is_last or is_time:
            self.write()
            self._give_back()
            self._flushed_at = time.monotonic()

    def write(self) -> None:
        """Write the responses. One that could not be written, or was not ours any more, is due when a lease would end."""
        leases = {key: host.lease for key, host in self.hosts.items()}
        recorded = record.record_checks(self._responses, leases, now=timezone.now())
        by_source = {check.source_id: check for check in recorded}
        _count(self._responses, by_source)
        for response in self._responses:
            source = response.source
            host = self.hosts[source.host_id]
            host.open.pop(source.id, None)
            check = by_source.get(source.id)
            self.outcomes[str(check.outcome) if check else "late"] += 1
            if check is None:
                self.postpone(source, settings.LEASE_SECONDS)
            else:
                host.changes += check.changes
                host.exposure_seconds += check.exposure_seconds
        self._responses.clear()

    def renew(self) -> None:
        """Renew all leases in good time."""
        now = time.monotonic()
        if now - self._renewed_at > settings.LEASE_SECONDS / 3:
            leases = [host.lease for host in self.hosts.values()]
            leases += [lease for lease, _ in self._borrowed.values()]
            host_queue.renew({lease.lease_token for lease in leases})
            self._renewed_at = now

    def close(self) -> None:
        """Write what has come, and give everything else back: it is due at once."""
        self.write()
        for host in self.hosts.values():
            self._unchecked += [(source, 0.0) for source in host.open.values()]
            host.open.clear()
            host.is_done = True
        self._give_back()
        host_queue.release_hosts(release_of(lease, session) for lease, session in self._borrowed.values())

    def _give_back(self) -> None:
        """Keep robots.txt files, then give back the sources that were not checked, then hosts without open sources."""
        if self._robots:
            hosts.keep_robots((news.host, news.origin, news.copy) for news in self._robots)
            self._robots.clear()
        host_queue.hand_back(self._unchecked)
        for source, _ in self._unchecked:
            self.hosts[source.host_id].open.pop(source.id, None)
        self._unchecked.clear()
        done = [host for host in self.hosts.values() if host.is_done and not host.open]
        host_queue.release_hosts(
            release_of(host.lease, host.session, host.changes, host.exposure_seconds) for host in done
        )
        for host in done:
            del self.hosts[host.lease.id]


def _count(responses: Sequence[Response], recorded: Mapping[uuid.UUID, record.Recorded]) -> None:
    """Count checks that were written, and how long their requests took."""
    checks = [
        (check, response.result) for response in responses if (check := recorded.get(response.source.id))
    ]
    counters.count("tracker_checks_total", ((str(check.outcome), check.error) for check, _ in checks))
    counters.observe(
        "tracker_check_duration_seconds",
        (((str(check.outcome),), result.elapsed_ms / 1000) for check, result in checks),
    )
