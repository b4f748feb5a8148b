"""Lease: hosts and their due sources are taken by one worker at a time, by the database's clock.

`Host.next_due_at` is the queue: when the host may be asked for something that is due. Whoever makes a source due earlier
wakes its host (`wake_hosts`); whoever gives a host back writes it anew from the host's sources.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from claims.models import HostWake
from claims.services.leasing.leases import (
    HOST_COLUMNS,
    ROBOTS_COLUMNS,
    SOURCE_COLUMNS,
    HostLease,
    SourceLease,
    host_lease,
    robots_copy,
    source_lease,
)

MOST_SOURCES = 4
"""Most sources that are taken of one host at a time: no host has more than its share of a batch."""

VISIT_SECONDS = 10
"""How long the spacing between the sources of one visit may last all in all: a host with a long one gives fewer."""

NEWEST_SHARE = 4
"""Behind a backlog, one host in so many is one that became due last: what is new does not wait for all that is old."""

HOST_MEMORY_SECONDS = 10 * 365 * 86_400
"""The time of all a host's sources together after which older changes count half."""

_TAKE_HOSTS = """
UPDATE claims_host SET
    lease_token = %(token)s, lease_until = statement_timestamp() + %(lease)s, next_due_at = statement_timestamp() + %(lease)s
WHERE id IN (
    SELECT id FROM claims_host
    WHERE next_due_at <= statement_timestamp()
      AND (lease_until IS NULL OR lease_until < statement_timestamp())
    ORDER BY next_due_at {order} LIMIT %(limit)s FOR UPDATE SKIP LOCKED
) RETURNING {columns}
"""
_BORROW_HOST = """
UPDATE claims_host SET lease_token = %(token)s, lease_until = statement_timestamp() + %(lease)s
WHERE name = %(name)s
  AND (lease_until IS NULL OR lease_until < statement_timestamp())
  AND next_slot_at <= statement_timestamp()
  AND (cooling_until IS NULL OR cooling_until <= statement_timestamp())
RETURNING {columns}
"""
# Of each host the sources that somebody asked for, then those that have waited longest. `next_check_at` stays as it is:
# a row whose indexes need not change is written in its place.
_TAKE_SOURCES = """
UPDATE claims_source source SET
    lease_token = %(token)s, lease_until = statement_timestamp() + %(lease)s, requested_at = NULL
FROM (
    SELECT taken.id, article.id AS article_id, article.origin, article.state
    FROM unnest(%(hosts)s::uuid[], %(shares)s::int[]) AS host (id, share)
    CROSS JOIN LATERAL (
        (SELECT id, 0 AS place, requested_at AS since FROM claims_source
         WHERE host_id = host.id AND requested_at IS NOT NULL
           AND (lease_until IS NULL OR lease_until < statement_timestamp())
         ORDER BY requested_at LIMIT host.share)
        UNION ALL
        (SELECT id, 1, next_check_at FROM claims_source
         WHERE host_id = host.id AND next_check_at <= statement_timestamp() AND requested_at IS NULL
           AND (lease_until IS NULL OR lease_until < statement_timestamp())
         ORDER BY next_check_at LIMIT host.share)
        ORDER BY place, since LIMIT host.share
    ) AS taken
    LEFT JOIN claims_article article ON article.source_id = taken.id
) AS due
WHERE source.id = due.id RETURNING source.id, source.host_id, json_build_array({columns})::text
"""
_READ_ROBOTS = f"""
SELECT host_id, origin, json_build_array({ROBOTS_COLUMNS})::text FROM claims_robotsfile WHERE host_id = ANY(%(hosts)s)
"""  # noqa: S608 names of our own columns
_RENEW = (
    "UPDATE {table} SET lease_until = statement_timestamp() + %(lease)s WHERE lease_token = ANY(%(tokens)s)"
)
_RELEASE_HOSTS = """
UPDATE claims_host host SET
    lease_token = NULL, lease_until = NULL,
    next_slot_at = greatest(host.next_slot_at, statement_timestamp() + given.spacing),
    cooling_until = coalesce(statement_timestamp() + given.cooling, host.cooling_until),
    cooling_count = coalesce(given.cooling_count, host.cooling_count),
    changes = CASE WHEN host.exposure_seconds > %(memory)s THEN host.changes / 2 ELSE host.changes END + given.changes,
    exposure_seconds =
        CASE WHEN host.exposure_seconds > %(memory)s THEN host.exposure_seconds / 2 ELSE host.exposure_seconds END + given.exposure,
    next_due_at = (
        SELECT CASE WHEN min(source.next_check_at) IS NULL THEN NULL ELSE greatest(
            min(source.next_check_at), host.next_slot_at, statement_timestamp() + given.spacing,
            coalesce(statement_timestamp() + given.cooling, host.cooling_until)
        ) END
        FROM claims_source source WHERE source.host_id = host.id
    )
FROM unnest(%(hosts)s::uuid[], %(tokens)s::uuid[], %(spacings)s::interval[], %(coolings)s::interval[], %(counts)s::int[],
    %(changes)s::int[], %(exposures)s::bigint[])
    AS given (id, token, spacing, cooling, cooling_count, changes, exposure)
WHERE host.id = given.id AND host.lease_token = given.token
"""
_HAND_BACK = """
UPDATE claims_source source SET
    lease_token = NULL, lease_until = NULL, next_check_at = statement_timestamp() + given.wait
FROM unnest(%(sources)s::uuid[], %(tokens)s::uuid[], %(waits)s::interval[]) AS given (id, token, wait)
WHERE source.id = given.id AND source.lease_token = given.token
"""
_TAKE_UP = """
UPDATE claims_source source SET read_attempts = source.read_attempts + 1
FROM unnest(%(sources)s::uuid[], %(tokens)s::uuid[]) AS given (id, token)
WHERE source.id = given.id AND source.lease_token = given.token RETURNING source.id
"""
_PUT_DOWN = """
UPDATE claims_source source SET read_attempts = greatest(source.read_attempts - 1, 0)
FROM unnest(%(sources)s::uuid[], %(tokens)s::uuid[]) AS given (id, token)
WHERE source.id = given.id AND source.lease_token = given.token
"""
# It waits for nobody: the wake of a host whose row somebody has is heard the next time.
_HEAR_WAKES = """
WITH free AS (
    SELECT id FROM claims_host WHERE id IN (SELECT host_id FROM claims_hostwake ORDER BY id LIMIT 1000)
    FOR NO KEY UPDATE SKIP LOCKED
), heard AS (
    DELETE FROM claims_hostwake wake USING free WHERE wake.host_id = free.id RETURNING wake.host_id, wake.due_at
)
UPDATE claims_host host SET next_due_at = least(
    coalesce(host.next_due_at, 'infinity'), greatest(call.due_at, host.next_slot_at, host.cooling_until)
)
FROM (SELECT host_id, min(due_at) AS due_at FROM heard GROUP BY host_id) AS call WHERE host.id = call.host_id
"""


@dataclass(frozen=True, slots=True)
class Release:
    """How a host is given back: not asked again within `spacing_seconds`, nor while it cools.

    `changes` were seen at its sources in `exposure_seconds` of their time: how lively its pages are.
    """

    host_id: uuid.UUID
    token: uuid.UUID
    spacing_seconds: float
    cooling_seconds: float | None = None
    cooling_count: int | None = None
    changes: int = 0
    exposure_seconds: int = 0


def lease_due_hosts(limit: int) -> list[HostLease]:
    """Take up to so many hosts that may be asked, each with a few of its due sources (sometimes none)."""
    if limit <= 0:
        return []
    token = uuid.uuid4()
    with transaction.atomic():
        _execute(_HEAR_WAKES, {})
        oldest = max(limit - limit // NEWEST_SHARE, 1)
        hosts = _take_hosts(token, oldest, "ASC")
        if len(hosts) == oldest and limit > oldest:
            hosts |= _take_hosts(token, limit - oldest, "DESC")
        if hosts:
            _take_sources(token, hosts)
            _read_robots(hosts)
    return list(hosts.values())


def borrow_host(name: str) -> HostLease | None:
    """Take a host that a redirect leads to, if nobody has it and it may be asked now."""
    values = {"token": uuid.uuid4(), "lease": _lease(), "name": name}
    rows = _fetch(_BORROW_HOST.format(columns=HOST_COLUMNS), values)
    hosts = {row[0]: host_lease(row) for row in rows}
    if hosts:
        _read_robots(hosts)
    return next(iter(hosts.values()), None)


def renew(tokens: Collection[uuid.UUID]) -> None:
    """Hold what we have for another lease's time: visits to slow hosts last longer than one."""
    values = {"tokens": list(tokens), "lease": _lease()}
    if tokens:
        _execute(_RENEW.format(table="claims_source"), values)
        _execute(_RENEW.format(table="claims_host"), values)


def take_up(taken: Sequence[SourceLease]) -> set[uuid.UUID]:
    """Count that what looks brought is read now; answers the sources that are still ours, so that none is read in vain.

    Counted here and not when they are leased: whoever else was under way when a worker ended had no part in it.
    """
    values = {"sources": [one.id for one in taken], "tokens": [one.token for one in taken]}
    return {key for (key,) in _fetch(_TAKE_UP, values)}


def put_down(taken: Sequence[SourceLease]) -> None:
    """What was taken up is not read after all, and nobody ended over it: it does not count."""
    values = {"sources": [one.id for one in taken], "tokens": [one.token for one in taken]}
    if taken:
        _execute(_PUT_DOWN, values)


def hand_back(taken: Iterable[tuple[SourceLease, float]]) -> None:
    """Give sources back that were not looked at: each is due again after so many seconds, and nothing is noted."""
    pairs = sorted(taken, key=lambda pair: pair[0].id)
    values = {
        "sources": [source.id for source, _ in pairs],
        "tokens": [source.token for source, _ in pairs],
        "waits": [timedelta(seconds=wait) for _, wait in pairs],
    }
    if pairs:
        _execute(_HAND_BACK, values)


def release_hosts(given: Iterable[Release]) -> None:
    """Give hosts back, with their spacing until the next request. A lease that ran out changes nothing."""
    releases = sorted(given, key=lambda release: release.host_id)
    values = {
        "hosts": [one.host_id for one in releases],
        "tokens": [one.token for one in releases],
        "spacings": [timedelta(seconds=one.spacing_seconds) for one in releases],
        "coolings": [
            None if one.cooling_seconds is None else timedelta(seconds=one.cooling_seconds)
            for one in releases
        ],
        "counts": [one.cooling_count for one in releases],
        "changes": [one.changes for one in releases],
        "exposures": [one.exposure_seconds for one in releases],
        "memory": HOST_MEMORY_SECONDS,
    }
    if releases:
        _execute(_RELEASE_HOSTS, values)


def wake_hosts(host_ids: Collection[uuid.UUID], *, due: datetime) -> None:
    """Sources of these hosts are due at this time, earlier than before: so are the hosts, as soon as they may be asked.

    Call it in the transaction that makes the sources due.
    """
    HostWake.objects.bulk_create(HostWake(host_id=key, due_at=due) for key in sorted(host_ids))


def _take_hosts(token: uuid.UUID, limit: int, order: str) -> dict[uuid.UUID, HostLease]:
    statement = _TAKE_HOSTS.format(order=order, columns=HOST_COLUMNS)
    rows = _fetch(statement, {"token": token, "lease": _lease(), "limit": limit})
    return {row[0]: host_lease(row) for row in rows}


def _take_sources(token: uuid.UUID, hosts: Mapping[uuid.UUID, HostLease]) -> None:
    values = {
        "token": token,
        "lease": _lease(),
        "hosts": list(hosts),
        "shares": [_share(host.spacing_seconds) for host in hosts.values()],
    }
    for key, host_id, rest in _fetch(_TAKE_SOURCES.format(columns=SOURCE_COLUMNS), values):
        hosts[host_id].sources.append(source_lease(key, host_id, token, rest))


def _share(spacing_seconds: int) -> int:
    return MOST_SOURCES if not spacing_seconds else min(MOST_SOURCES, 1 + VISIT_SECONDS // spacing_seconds)


def _read_robots(hosts: Mapping[uuid.UUID, HostLease]) -> None:
    for host_id, origin, rest in _fetch(_READ_ROBOTS, {"hosts": list(hosts)}):
        hosts[host_id].robots[origin] = robots_copy(rest)


def _lease() -> timedelta:
    return timedelta(seconds=settings.LEASE_SECONDS)


def _execute(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _fetch(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
