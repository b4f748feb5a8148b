"""Endpoint queue: one sender at a time leases an endpoint and takes some of its due deliveries, by the database's clock.

`EndpointQueue.next_due_at` is the queue: when a delivery of the endpoint is due and the endpoint does not rest. Code that
makes a delivery due wakes its endpoint afterwards, in the same transaction; releasing an endpoint computes it again.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from claims.models import Endpoint
from claims.services.leasing.columns import NEW_KEY, as_json_object, as_uuid_array, reader_of
from claims.vocabulary import Standing

MAX_LEASE_SECONDS = 20
"""How long a lease lasts unless it is renewed: the endpoints of a sender that was killed wait so long."""


@dataclass(frozen=True, slots=True)
class EndpointLease:
    """An endpoint and its queue as they were when it was leased."""

    endpoint_id: uuid.UUID
    url: str
    payload: str
    secret: str
    previous_secret: str
    previous_secret_until: datetime | None
    state: str
    is_deleted: bool
    standing: Standing
    window_size: int
    failure_count: int

    @property
    def is_active(self) -> bool:
        """Whether it may be sent anything."""
        return self.state == Endpoint.State.ACTIVE and not self.is_deleted


@dataclass(frozen=True, slots=True)
class TakenDelivery:
    """A delivery to be attempted now, and its attempt, which was written before the request."""

    id: uuid.UUID
    endpoint_id: uuid.UUID
    event_id: uuid.UUID
    attempt_count: int
    attempt_id: uuid.UUID


_LEASE_JSON = as_json_object(
    EndpointLease,
    "queue",
    url="endpoint.url",
    payload="endpoint.payload",
    secret="endpoint.secret",  # noqa: S106 the name of a column
    previous_secret="endpoint.previous_secret",  # noqa: S106
    previous_secret_until="endpoint.previous_secret_until",  # noqa: S106
    state="endpoint.state",
    is_deleted="endpoint.deleted_at IS NOT NULL",
)
_read_lease = reader_of(EndpointLease)

_DUE = """
SELECT endpoint_id FROM claims_endpointqueue
WHERE standing = '{standing}' AND next_due_at <= statement_timestamp() AND endpoint_id <> ALL(%(busy)s::uuid[])
  AND (lease_token = %(token)s OR lease_until IS NULL OR lease_until < statement_timestamp())
ORDER BY next_due_at {order} LIMIT %({limit})s FOR NO KEY UPDATE SKIP LOCKED
"""
# Of unproven endpoints half are those that became due last, so that a new one does not wait for all slow ones.
_LEASE = f"""
WITH trusted AS ({_DUE.format(standing=Standing.TRUSTED, order="ASC", limit="trusted")}),
unproven AS ({_DUE.format(standing=Standing.UNPROVEN, order="ASC", limit="unproven")}),
newest AS ({_DUE.format(standing=Standing.UNPROVEN, order="DESC", limit="newest")}),
failing AS ({_DUE.format(standing=Standing.FAILING, order="ASC", limit="failing")})
UPDATE claims_endpointqueue queue SET
    lease_token = %(token)s, lease_until = statement_timestamp() + %(lease)s, next_due_at = statement_timestamp() + %(lease)s
FROM claims_endpoint endpoint
WHERE endpoint.id = queue.endpoint_id AND queue.endpoint_id IN (
    SELECT endpoint_id FROM trusted UNION SELECT endpoint_id FROM unproven
    UNION SELECT endpoint_id FROM newest UNION SELECT endpoint_id FROM failing
) RETURNING {_LEASE_JSON}
"""  # noqa: S608 names of our own columns
# An endpoint with a full share may have more: it is due again, behind the others.
_TAKE = f"""
WITH taking AS (SELECT * FROM unnest(%(endpoints)s::uuid[], %(shares)s::int[]) AS taking (endpoint_id, share)),
picked AS (
    SELECT taking.endpoint_id, taking.share, due.id, due.event_id, due.attempt_count FROM taking CROSS JOIN LATERAL (
        (SELECT id, event_id, attempt_count, next_attempt_at, 0 AS rank FROM claims_delivery
         WHERE endpoint_id = taking.endpoint_id AND state = 'pending' AND attempt_count = 0
           AND next_attempt_at <= statement_timestamp() AND id <> ALL(%(under_way)s::uuid[])
         ORDER BY next_attempt_at LIMIT taking.share)
        UNION ALL
        (SELECT id, event_id, attempt_count, next_attempt_at, 1 FROM claims_delivery
         WHERE endpoint_id = taking.endpoint_id AND state = 'pending' AND attempt_count > 0
           AND next_attempt_at <= statement_timestamp() AND id <> ALL(%(under_way)s::uuid[])
         ORDER BY next_attempt_at LIMIT taking.share)
        ORDER BY rank, next_attempt_at LIMIT taking.share
    ) AS due
), attempt AS (
    INSERT INTO claims_attempt (id, delivery_id, number, started_at, error, detail, remote_address, response_head)
    SELECT {NEW_KEY}, picked.id, 1 + coalesce(
        (SELECT max(number) FROM claims_attempt earlier WHERE earlier.delivery_id = picked.id), 0
    ), statement_timestamp(), '', '', '', '' FROM picked
    RETURNING id, delivery_id
), due_again AS (
    UPDATE claims_endpointqueue queue SET next_due_at = statement_timestamp()
    FROM (SELECT endpoint_id FROM picked GROUP BY endpoint_id, share HAVING count(*) = share) AS taken
    WHERE queue.endpoint_id = taken.endpoint_id
)
SELECT picked.id, picked.endpoint_id, picked.event_id, picked.attempt_count, attempt.id
FROM picked JOIN attempt ON attempt.delivery_id = picked.id
"""  # noqa: S608
_RENEW = """
UPDATE claims_endpointqueue SET lease_until = statement_timestamp() + %(lease)s WHERE endpoint_id IN (
    SELECT endpoint_id FROM claims_endpointqueue WHERE lease_token = %(token)s AND endpoint_id = ANY(%(endpoints)s::uuid[])
    ORDER BY endpoint_id FOR NO KEY UPDATE
)
"""
_WAKE = """
INSERT INTO claims_endpointqueue AS queue (endpoint_id, next_due_at)
SELECT endpoint_id, statement_timestamp() FROM unnest(%(endpoints)s::uuid[]) AS woken (endpoint_id) ORDER BY endpoint_id
ON CONFLICT (endpoint_id) DO UPDATE SET next_due_at = least(
    coalesce(queue.next_due_at, 'infinity'), greatest(excluded.next_due_at, queue.rests_until)
)
"""
_FORGIVE = """
UPDATE claims_endpointqueue SET standing = 'unproven', window_size = 1, failure_count = 0, rests_until = NULL
WHERE endpoint_id = ANY(%(endpoints)s::uuid[])
"""


def lease_endpoints(
    token: uuid.UUID, free: Mapping[Standing, int], *, busy: Collection[uuid.UUID]
) -> list[EndpointLease]:
    """Lease due endpoints, so many of each standing. Those that this sender holds are included, the busy ones are not.

    Some may not be active any more. Call it in the transaction of `take_deliveries`.
    """
    unproven = free[Standing.UNPROVEN]
    values = {
        "token": token,
        "lease": _lease_time(),
        "busy": as_uuid_array(busy),
        "trusted": free[Standing.TRUSTED],
        "unproven": unproven // 2,
        "newest": unproven - unproven // 2,
        "failing": free[Standing.FAILING],
    }
    return [_read_lease(row) for (row,) in _fetch(_LEASE, values)]


def take_deliveries(
    shares: Mapping[uuid.UUID, int], *, under_way: Collection[uuid.UUID]
) -> list[TakenDelivery]:
    """Take due deliveries of leased endpoints, first attempts before retries, and write an attempt of each.

    So a crash leaves a trace. `under_way` are deliveries that this sender has taken before.
    """
    values = {
        "endpoints": as_uuid_array(shares),
        "shares": list(shares.values()),
        "under_way": as_uuid_array(under_way),
    }
    return [TakenDelivery(*row) for row in _fetch(_TAKE, values)] if shares else []


def hand_back(unsent: Collection[TakenDelivery]) -> None:
    """Delete the attempts of deliveries that were taken and not sent: these are still due."""
    if unsent:
        keys = [taken.attempt_id for taken in unsent]
        _execute(
            "DELETE FROM claims_attempt WHERE id = ANY(%(attempts)s::uuid[])",
            {"attempts": as_uuid_array(keys)},
        )


def renew(token: uuid.UUID, endpoints: Collection[uuid.UUID]) -> None:
    """Extend the leases of these endpoints by another lease time."""
    if endpoints:
        _execute(_RENEW, {"token": token, "lease": _lease_time(), "endpoints": as_uuid_array(endpoints)})


def wake_endpoints(endpoints: Collection[uuid.UUID]) -> None:
    """Note that deliveries of these endpoints are due. Call it in the transaction that makes them due, afterwards."""
    if endpoints:
        _execute(_WAKE, {"endpoints": as_uuid_array(endpoints)})


def forgive_failures(endpoint_id: uuid.UUID) -> None:
    """Let an endpoint be tried like a new one."""
    _execute(_FORGIVE, {"endpoints": as_uuid_array([endpoint_id])})


def lease_seconds() -> int:
    """How long a lease lasts."""
    return min(int(settings.LEASE_SECONDS), MAX_LEASE_SECONDS)


def _lease_time() -> timedelta:
    return timedelta(seconds=lease_seconds())


def _execute(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _fetch(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
