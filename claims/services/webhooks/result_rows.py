"""Result rows: the columns that results write of attempts, deliveries, endpoints and queues; each in one statement."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

from claims.models import Attempt, Delivery, EndpointQueue
from claims.services.leasing.columns import as_recordset, as_uuid_array, names_of, to_json, types_of
from claims.vocabulary import Standing


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """The columns of an attempt that its result fills."""

    id: uuid.UUID
    elapsed_ms: int | None = None
    status: int | None = None
    error: str = ""
    detail: str = ""
    remote_address: str = ""
    response_head: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """What a result makes of its delivery: settled, or due again after so many seconds."""

    id: uuid.UUID
    state: str
    wait_seconds: int | None


@dataclass(slots=True)
class LockedEndpoint:
    """When an endpoint began to fail, and when something last arrived there. `has_ended`: it was deleted or disabled."""

    id: uuid.UUID
    first_failed_at: datetime | None
    last_delivered_at: datetime | None
    has_ended: bool


@dataclass(frozen=True, slots=True)
class QueueUpdate:
    """What a sender writes of the queue of an endpoint: its circuit, and whether its lease ends."""

    endpoint_id: uuid.UUID
    standing: Standing
    window_size: int
    failure_count: int
    rest_seconds: float
    is_released: bool


# PostgreSQL takes one row for what a comparison with a new token leaves, and would then read all queues for each endpoint.
_IS_HELD = "CASE WHEN queue.lease_token = %(token)s THEN true ELSE false END"
_LOCK = f"""
SELECT endpoint.id, endpoint.first_failed_at, endpoint.last_delivered_at,
    endpoint.deleted_at IS NOT NULL OR endpoint.state = 'disabled'
FROM unnest(%(endpoints)s::uuid[]) AS held (id) JOIN claims_endpoint endpoint ON endpoint.id = held.id
JOIN claims_endpointqueue queue ON queue.endpoint_id = held.id AND {_IS_HELD}
ORDER BY endpoint.id FOR NO KEY UPDATE OF endpoint, queue
"""  # noqa: S608 a constant
_CANCEL = """
UPDATE claims_delivery SET state = 'cancelled', next_attempt_at = NULL WHERE endpoint_id = ANY(%(endpoints)s::uuid[]) AND state = 'pending'
"""
_WRITE_TIMES = """
UPDATE claims_endpoint endpoint SET first_failed_at = written.first_failed_at, last_delivered_at = written.last_delivered_at
FROM json_to_recordset(%(rows)s) AS written (id uuid, first_failed_at timestamptz, last_delivered_at timestamptz)
WHERE endpoint.id = written.id
"""


def lock_endpoints(keys: Collection[uuid.UUID], token: uuid.UUID) -> dict[uuid.UUID, LockedEndpoint]:
    """Lock the endpoints whose lease this sender holds, in the order of their keys."""
    rows = _fetch(_LOCK, {"endpoints": as_uuid_array(keys), "token": token})
    return {row[0]: LockedEndpoint(*row) for row in rows}


def write_attempts(rows: Iterable[AttemptRow]) -> None:
    """Fill in these attempts."""
    _fetch(_attempt_statement(), {"rows": to_json(rows)})


def write_deliveries(rows: Collection[DeliveryRow]) -> set[uuid.UUID]:
    """Settle or postpone deliveries. Returns those that were still pending; the others stay as they are."""
    return {key for (key,) in _fetch(_delivery_statement(), {"rows": to_json(rows)})} if rows else set()


def write_times(rows: Collection[LockedEndpoint]) -> None:
    """Write when these endpoints failed and received."""
    if rows:
        _execute(_WRITE_TIMES, {"rows": to_json(rows)})


def cancel_deliveries(endpoints: Collection[uuid.UUID]) -> None:
    """Cancel the pending deliveries of these endpoints, which the caller has locked."""
    if endpoints:
        _execute(_CANCEL, {"endpoints": as_uuid_array(endpoints)})


def write_queues(rows: Collection[QueueUpdate], token: uuid.UUID) -> None:
    """Write the queues of endpoints, and give back those that are released. A lost lease changes nothing.

    An endpoint that is not active is not due again. The caller's transaction must have locked the queues before: what
    became due meanwhile would be overlooked otherwise.
    """
    if rows:
        _execute(_queue_statement(), {"rows": to_json(rows), "token": token})


@cache
def _attempt_statement() -> str:
    written = ", ".join(f"{name} = written.{name}" for name in names_of(AttemptRow) if name != "id")
    types = as_recordset(types_of(AttemptRow, Attempt))
    return f"""
UPDATE claims_attempt attempt SET {written} FROM json_to_recordset(%(rows)s) AS written ({types})
WHERE attempt.id = written.id RETURNING attempt.id
"""  # noqa: S608 names of our own columns


@cache
def _delivery_statement() -> str:
    types = as_recordset(types_of(DeliveryRow, Delivery, wait_seconds="double precision"))
    return f"""
UPDATE claims_delivery delivery SET
    state = written.state, attempt_count = delivery.attempt_count + 1,
    next_attempt_at = statement_timestamp() + make_interval(secs => written.wait_seconds),
    delivered_at = CASE WHEN written.state = 'delivered' THEN statement_timestamp() END
FROM json_to_recordset(%(rows)s) AS written ({types})
WHERE delivery.id = written.id AND delivery.state = 'pending' RETURNING delivery.id
"""  # noqa: S608


@cache
def _queue_statement() -> str:
    types = as_recordset(
        types_of(QueueUpdate, EndpointQueue, rest_seconds="double precision", is_released="boolean")
    )
    return f"""
UPDATE claims_endpointqueue queue SET
    standing = written.standing, window_size = written.window_size, failure_count = written.failure_count,
    rests_until = written.rests_until,
    lease_token = CASE WHEN written.is_released THEN NULL ELSE queue.lease_token END,
    lease_until = CASE WHEN written.is_released THEN NULL ELSE queue.lease_until END,
    next_due_at = CASE WHEN NOT written.is_released THEN greatest(queue.next_due_at, written.rests_until) ELSE (
        SELECT greatest(due_at, written.rests_until) FROM (SELECT least(
            (SELECT min(next_attempt_at) FROM claims_delivery
             WHERE endpoint_id = queue.endpoint_id AND state = 'pending' AND attempt_count = 0),
            (SELECT min(next_attempt_at) FROM claims_delivery
             WHERE endpoint_id = queue.endpoint_id AND state = 'pending' AND attempt_count > 0)
        ) AS due_at) AS pending, claims_endpoint endpoint
        WHERE due_at IS NOT NULL AND endpoint.id = queue.endpoint_id AND endpoint.state = 'active' AND endpoint.deleted_at IS NULL
    ) END
FROM (
    SELECT *, CASE WHEN rest_seconds > 0 THEN statement_timestamp() + make_interval(secs => rest_seconds) END AS rests_until
    FROM json_to_recordset(%(rows)s) AS given ({types})
) AS written
WHERE queue.endpoint_id = written.endpoint_id AND {_IS_HELD}
"""  # noqa: S608


def _execute(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _fetch(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
