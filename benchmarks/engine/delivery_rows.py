"""Delivery rows: events and their deliveries, written straight into the tables."""

from __future__ import annotations

from typing import Any

import psycopg

# They count as fanned out.
_EVENTS = """
WITH feed AS (SELECT coalesce(max(seq), 0) AS last FROM claims_event), added AS (
    INSERT INTO claims_event (id, seq, type, subject_type, subject_id, changes, related, severity, recovers, actor_type, actor_id,
        cause_type, cause_id, occurred_at)
    SELECT md5(%(name)s || 'event' || n)::uuid, last + n + 1, 'entity.updated', 'entity', gen_random_uuid(),
        '{"status": ["proposed", "accepted"]}', '{}', 0, 0, 'worker', 'benchmark', '', '', now() - %(age)s
    FROM feed, generate_series(0, %(events)s - 1) AS n RETURNING seq
)
INSERT INTO claims_feedposition (name, seq) SELECT 'webhooks', max(seq) FROM added
ON CONFLICT (name) DO UPDATE SET seq = excluded.seq
"""
_DELIVERIES = """
INSERT INTO claims_delivery (id, endpoint_id, event_id, state, attempt_count, next_attempt_at, delivered_at, created_at)
SELECT md5(%(name)s || e || '/' || n)::uuid, md5(%(name)s || n)::uuid, md5(%(name)s || 'event' || e)::uuid, %(state)s,
    CASE WHEN %(state)s = 'pending' THEN 0 ELSE 1 END, CASE WHEN %(state)s = 'pending' THEN now() END,
    CASE WHEN %(state)s = 'delivered' THEN now() - %(age)s END, now() - %(age)s
FROM generate_series(0, %(events)s - 1) AS e, generate_series(0, %(count)s - 1) AS n
"""
_ATTEMPTS = """
INSERT INTO claims_attempt (id, delivery_id, number, started_at, elapsed_ms, status, error, detail, remote_address, response_head)
SELECT gen_random_uuid(), md5(%(name)s || e || '/' || n)::uuid, 1, now() - %(age)s, 12, 204, '', '', '127.0.0.1', ''
FROM generate_series(0, %(events)s - 1) AS e, generate_series(0, %(count)s - 1) AS n
"""
_DUE = "UPDATE claims_endpointqueue SET next_due_at = now() WHERE endpoint_id IN (SELECT endpoint_id FROM claims_delivery WHERE state = 'pending')"


def add_deliveries(url: str, *, name: str, count: int, events: int, is_old: bool = False) -> None:
    """So many events for these endpoints: due now, or delivered ten days ago."""
    statements = [_EVENTS, _DELIVERIES, *([_ATTEMPTS] if is_old else [_DUE])]
    values = {"name": name, "count": count, "events": events, "state": "delivered" if is_old else "pending"}
    _run(url, statements, values | {"age": "10 days" if is_old else "0 days"})


def end_leases(url: str) -> None:
    """Give back what a sender held that was ended."""
    _run(url, ["UPDATE claims_endpointqueue SET lease_token = NULL, lease_until = NULL"], {})


def _run(url: str, statements: list[str], values: dict[str, Any]) -> None:
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        for statement in statements:
            connection.execute(statement.replace("%(age)s", f"interval '{values.get('age', '')}'"), values)
        connection.execute("ANALYZE")
