"""Leased attempts: lease due deliveries, and write an attempt of each before its request."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from claims.models import Attempt, Delivery

MAX_PER_ENDPOINT = 10

# At most a few deliveries of each endpoint, the oldest first, so that a slow receiver delays only its own.
_LEASE = """
UPDATE claims_delivery SET lease_token = %(token)s, next_attempt_at = statement_timestamp() + %(lease)s,
    attempt_count = attempt_count + 1
WHERE id IN (
    SELECT due.id FROM claims_endpoint endpoint
    CROSS JOIN LATERAL (
        SELECT delivery.id, delivery.next_attempt_at FROM claims_delivery delivery
        WHERE delivery.endpoint_id = endpoint.id AND delivery.state = 'pending' AND delivery.next_attempt_at <= statement_timestamp()
        ORDER BY delivery.next_attempt_at LIMIT %(each)s FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE endpoint.state = 'active' AND endpoint.deleted_at IS NULL AND endpoint.id <> ALL(%(busy)s::uuid[])
    ORDER BY due.next_attempt_at LIMIT %(limit)s
) RETURNING id
"""


@dataclass(frozen=True, slots=True)
class LeasedAttempt:
    """A delivery that this process holds the lease of, and the attempt that was written before its request."""

    delivery: Delivery
    attempt: Attempt
    token: uuid.UUID


def lease_attempts(limit: int, *, busy: Sequence[uuid.UUID]) -> list[LeasedAttempt]:
    """Lease due deliveries and write their attempts before anything is sent, so that a crash leaves a trace."""
    if limit <= 0:
        return []
    token, now = uuid.uuid4(), timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            parameters: dict[str, Any] = {
                "token": token,
                "lease": timedelta(seconds=settings.LEASE_SECONDS),
                "each": MAX_PER_ENDPOINT,
                "limit": limit,
                "busy": list(busy),
            }
            cursor.execute(_LEASE, parameters)
            keys = [key for (key,) in cursor.fetchall()]
        rows = Delivery.objects.filter(pk__in=keys).annotate(attempts_before=Count("attempts"))
        deliveries = list(rows.select_related("endpoint", "event").order_by("event__seq"))
        attempts = [
            Attempt(delivery=row, number=row.attempts_before + 1, started_at=now) for row in deliveries
        ]
        Attempt.objects.bulk_create(attempts)
    return [LeasedAttempt(row, attempt, token) for row, attempt in zip(deliveries, attempts, strict=True)]
