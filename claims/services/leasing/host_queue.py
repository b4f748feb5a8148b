"""Host queue: one worker at a time leases a host with some of its due sources, by the database's clock.

`Host.next_due_at` is the queue: when something of the host is due and may be requested. Code that makes a source due
earlier wakes its host (`wake_hosts`); releasing a host computes it again from the host's sources.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from claims.models import Host, HostWake
from claims.pipeline.watching.source_lease import SourceLease
from claims.services.leasing.columns import as_recordset, to_json, types_of
from claims.services.leasing.leases import (
    HOST_JSON,
    ROBOTS_JSON,
    SOURCE_JSON,
    HostLease,
    host_lease,
    robots_copy,
    source_lease,
)

MAX_SOURCES = 4
"""The most sources that are leased with one host, so that no host has more than its share of a batch."""

SESSION_SECONDS = 10
"""How long the pauses between the sources of one lease may be together: a host with a long spacing gives fewer sources."""

NEWEST_SHARE = 4
"""In a backlog, one leased host in so many is one that became due last, so that new sources do not wait for all old ones."""

HOST_MEMORY_SECONDS = 10 * 365 * 86_400
"""The exposure of all of a host's sources after which older changes count half."""

# Materialized, so that the hosts are chosen once: a nested loop would run a subquery with row locks for each host again, and
# lease more than the limit.
_LEASE_HOSTS = """
WITH due AS MATERIALIZED (
    SELECT id FROM claims_host
    WHERE next_due_at <= statement_timestamp()
      AND (lease_until IS NULL OR lease_until < statement_timestamp())
    ORDER BY next_due_at {order} LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE claims_host SET
    lease_token = %(token)s, lease_until = statement_timestamp() + %(lease)s, next_due_at = statement_timestamp() + %(lease)s
WHERE id IN (SELECT id FROM due) RETURNING {json}
"""
_BORROW_HOST = """
UPDATE claims_host SET lease_token = %(token)s, lease_until = statement_timestamp() + %(lease)s
WHERE name = %(name)s
  AND (lease_until IS NULL OR lease_until < statement_timestamp())
  AND next_slot_at <= statement_timestamp()
  AND (cooling_until IS NULL OR cooling_until <= statement_timestamp())
RETURNING {json}
"""
# Of each host the sources whose check was requested, then those that have waited longest. `next_check_at` stays as it is:
# PostgreSQL updates a row in place if no indexed column changes. A source that another transaction has locked is left for
# the next lease: waiting for one while others are locked would be a deadlock.
_LEASE_SOURCES = """
UPDATE claims_source source SET
    lease_token = %(token)s, lease_until = statement_timestamp() + %(lease)s, requested_at = NULL
FROM (
    SELECT picked.id, article.origin, article.state
    FROM unnest(%(hosts)s::uuid[], %(shares)s::int[]) AS host (id, share)
    CROSS JOIN LATERAL (
        (SELECT id, 0 AS rank, requested_at AS since FROM claims_source
         WHERE host_id = host.id AND requested_at IS NOT NULL
           AND (lease_until IS NULL OR lease_until < statement_timestamp())
         ORDER BY requested_at LIMIT host.share)
        UNION ALL
        (SELECT id, 1, next_check_at FROM claims_source
         WHERE host_id = host.id AND next_check_at <= statement_timestamp() AND requested_at IS NULL
           AND (lease_until IS NULL OR lease_until < statement_timestamp())
         ORDER BY next_check_at LIMIT host.share)
        ORDER BY rank, since LIMIT host.share
    ) AS picked
    JOIN claims_source free ON free.id = picked.id
    LEFT JOIN claims_article article ON article.source_id = picked.id
    ORDER BY picked.id FOR NO KEY UPDATE OF free SKIP LOCKED
) AS due
WHERE source.id = due.id RETURNING {json}
"""
_READ_ROBOTS = f"""
SELECT host_id, origin, {ROBOTS_JSON} FROM claims_robotsfile WHERE host_id = ANY(%(hosts)s)
"""  # noqa: S608 names of our own columns
_RENEW = """
UPDATE {table} SET lease_until = statement_timestamp() + %(lease)s
WHERE id IN (SELECT id FROM {table} WHERE lease_token = ANY(%(tokens)s) ORDER BY id FOR NO KEY UPDATE)
"""
_RELEASE_HOSTS = """
UPDATE claims_host host SET
    lease_token = NULL, lease_until = NULL,
    next_slot_at = greatest(host.next_slot_at, release.slot_at),
    cooling_until = coalesce(release.cooling_until, host.cooling_until),
    cooling_count = coalesce(release.cooling_count, host.cooling_count),
    changes = CASE WHEN host.exposure_seconds > %(memory)s THEN host.changes / 2 ELSE host.changes END + release.changes,
    exposure_seconds =
        CASE WHEN host.exposure_seconds > %(memory)s THEN host.exposure_seconds / 2 ELSE host.exposure_seconds END
        + release.exposure_seconds,
    next_due_at = (
        SELECT CASE WHEN min(source.next_check_at) IS NULL THEN NULL ELSE greatest(
            min(source.next_check_at), host.next_slot_at, release.slot_at, coalesce(release.cooling_until, host.cooling_until)
        ) END
        FROM claims_source source WHERE source.host_id = host.id
    )
FROM (
    SELECT *, statement_timestamp() + make_interval(secs => pause_seconds) AS slot_at,
        statement_timestamp() + make_interval(secs => cooling_seconds) AS cooling_until
    FROM json_to_recordset(%(releases)s) AS released ({columns})
) AS release
WHERE host.id = release.id AND host.lease_token = release.lease_token AND host.id IN (
    SELECT id FROM claims_host WHERE id = ANY(%(hosts)s) ORDER BY id FOR NO KEY UPDATE
)
"""
_LOCKED_SOURCES = (
    "source.id IN (SELECT id FROM claims_source WHERE id = ANY(%(sources)s) ORDER BY id FOR NO KEY UPDATE)"
)
_HAND_BACK = f"""
UPDATE claims_source source SET
    lease_token = NULL, lease_until = NULL, next_check_at = statement_timestamp() + returned.wait
FROM unnest(%(sources)s::uuid[], %(tokens)s::uuid[], %(waits)s::interval[]) AS returned (id, lease_token, wait)
WHERE source.id = returned.id AND source.lease_token = returned.lease_token AND {_LOCKED_SOURCES}
"""  # noqa: S608 constants
_COUNT_READ_ATTEMPT = f"""
UPDATE claims_source source SET read_attempts = source.read_attempts + 1
FROM unnest(%(sources)s::uuid[], %(tokens)s::uuid[]) AS leased (id, lease_token)
WHERE source.id = leased.id AND source.lease_token = leased.lease_token AND {_LOCKED_SOURCES} RETURNING source.id
"""  # noqa: S608
_UNDO_READ_ATTEMPT = f"""
UPDATE claims_source source SET read_attempts = greatest(source.read_attempts - 1, 0)
FROM unnest(%(sources)s::uuid[], %(tokens)s::uuid[]) AS leased (id, lease_token)
WHERE source.id = leased.id AND source.lease_token = leased.lease_token AND {_LOCKED_SOURCES}
"""  # noqa: S608
# Locked hosts are skipped, and their wakes handled the next time.
_HANDLE_WAKES = """
WITH free AS (
    SELECT id FROM claims_host WHERE id IN (SELECT host_id FROM claims_hostwake ORDER BY id LIMIT 1000)
    FOR NO KEY UPDATE SKIP LOCKED
), handled AS (
    DELETE FROM claims_hostwake wake USING free WHERE wake.host_id = free.id RETURNING wake.host_id, wake.due_at
)
UPDATE claims_host host SET next_due_at = least(
    coalesce(host.next_due_at, 'infinity'), greatest(call.due_at, host.next_slot_at, host.cooling_until)
)
FROM (SELECT host_id, min(due_at) AS due_at FROM handled GROUP BY host_id) AS call WHERE host.id = call.host_id
"""


@dataclass(frozen=True, slots=True)
class Release:
    """How a leased host is given back: no request within `pause_seconds`, and none while it cools.

    `changes` were found at its sources in `exposure_seconds`, added over the sources. None leaves a column as it is.
    """

    id: uuid.UUID
    lease_token: uuid.UUID
    pause_seconds: float
    cooling_seconds: float | None = None
    cooling_count: int | None = None
    changes: int = 0
    exposure_seconds: int = 0


def lease_due_hosts(limit: int) -> list[HostLease]:
    """Lease up to `limit` hosts that may be requested, each with a few of its due sources (sometimes none)."""
    if limit <= 0:
        return []
    token = uuid.uuid4()
    with transaction.atomic():
        _execute(_HANDLE_WAKES, {})
        oldest = max(limit - limit // NEWEST_SHARE, 1)
        hosts = _lease_hosts(token, oldest, "ASC")
        if len(hosts) == oldest and limit > oldest:
            hosts |= _lease_hosts(token, limit - oldest, "DESC")
        if hosts:
            _lease_sources(token, hosts)
            _read_robots(hosts)
    return list(hosts.values())


def borrow_host(name: str) -> HostLease | None:
    """Lease the host that a redirect leads to, without its sources, if it is free and may be requested now."""
    values = {"token": uuid.uuid4(), "lease": _lease_time(), "name": name}
    rows = _fetch(_BORROW_HOST.format(json=HOST_JSON), values)
    hosts = {host.id: host for host in (host_lease(row) for (row,) in rows)}
    if hosts:
        _read_robots(hosts)
    return next(iter(hosts.values()), None)


def renew(tokens: Collection[uuid.UUID]) -> None:
    """Extend leases by another lease time: sessions with slow hosts last longer than one."""
    values = {"tokens": list(tokens), "lease": _lease_time()}
    if tokens:
        _execute(_RENEW.format(table="claims_source"), values)
        _execute(_RENEW.format(table="claims_host"), values)


def count_read_attempt(sources: Sequence[SourceLease]) -> set[uuid.UUID]:
    """Count that the pages of these sources are read now. Returns the sources whose lease still holds.

    Counted here and not with the lease: pages that were only being fetched when a worker was killed did not kill it.
    """
    return {key for (key,) in _fetch(_COUNT_READ_ATTEMPT, _keys_of(sources))}


def undo_read_attempt(sources: Sequence[SourceLease]) -> None:
    """Undo the attempt counter of pages that were not read after all."""
    if sources:
        _execute(_UNDO_READ_ATTEMPT, _keys_of(sources))


def hand_back(unchecked: Iterable[tuple[SourceLease, float]]) -> None:
    """Give back sources that were not checked: each is due after so many seconds, and nothing is recorded."""
    pairs = sorted(unchecked, key=lambda pair: pair[0].id)
    waits = [timedelta(seconds=wait) for _, wait in pairs]
    if pairs:
        _execute(_HAND_BACK, _keys_of([source for source, _ in pairs]) | {"waits": waits})


def release_hosts(releases: Iterable[Release]) -> None:
    """Give hosts back. Releasing a host whose lease has expired changes nothing."""
    batch = sorted(releases, key=lambda release: release.id)
    if batch:
        values = {
            "releases": to_json(batch),
            "memory": HOST_MEMORY_SECONDS,
            "hosts": [release.id for release in batch],
        }
        _execute(_RELEASE_HOSTS.format(columns=_release_columns()), values)


def wake_hosts(host_ids: Collection[uuid.UUID], *, due: datetime) -> None:
    """Note that sources of these hosts are due at this time, earlier than the hosts are.

    Call it in the transaction that makes the sources due.
    """
    HostWake.objects.bulk_create(HostWake(host_id=key, due_at=due) for key in sorted(host_ids))


def _lease_hosts(token: uuid.UUID, limit: int, order: str) -> dict[uuid.UUID, HostLease]:
    statement = _LEASE_HOSTS.format(order=order, json=HOST_JSON)
    rows = _fetch(statement, {"token": token, "lease": _lease_time(), "limit": limit})
    return {host.id: host for host in (host_lease(row) for (row,) in rows)}


def _lease_sources(token: uuid.UUID, hosts: Mapping[uuid.UUID, HostLease]) -> None:
    values = {
        "token": token,
        "lease": _lease_time(),
        "hosts": list(hosts),
        "shares": [_share(host.spacing) for host in hosts.values()],
    }
    for (row,) in _fetch(_LEASE_SOURCES.format(json=SOURCE_JSON), values):
        source = source_lease(row)
        hosts[source.host_id].sources.append(source)


def _share(spacing: int) -> int:
    return MAX_SOURCES if not spacing else min(MAX_SOURCES, 1 + SESSION_SECONDS // spacing)


def _read_robots(hosts: Mapping[uuid.UUID, HostLease]) -> None:
    for host_id, origin, row in _fetch(_READ_ROBOTS, {"hosts": list(hosts)}):
        hosts[host_id].robots[origin] = robots_copy(row)


@cache
def _release_columns() -> str:
    seconds = {"pause_seconds": "double precision", "cooling_seconds": "double precision"}
    return as_recordset(types_of(Release, Host, **seconds))


def _keys_of(sources: Sequence[SourceLease]) -> dict[str, Any]:
    return {
        "sources": [source.id for source in sources],
        "tokens": [source.lease_token for source in sources],
    }


def _lease_time() -> timedelta:
    return timedelta(seconds=settings.LEASE_SECONDS)


def _execute(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _fetch(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
