"""Lease: hosts and their due sources are taken by one worker at a time, by the database's clock."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from claims.models import Host, Source

# One due source of each free host: the host's spacing lies between two of its requests, whoever makes them.
_LEASE_HOSTS = """
UPDATE claims_host SET lease_token = %(token)s, lease_until = statement_timestamp() + %(lease)s
WHERE id IN (
    SELECT host.id FROM claims_host host
    WHERE host.next_slot_at <= statement_timestamp()
      AND (host.lease_until IS NULL OR host.lease_until < statement_timestamp())
      AND (host.cooling_until IS NULL OR host.cooling_until <= statement_timestamp())
      AND EXISTS (
          SELECT 1 FROM claims_source source
          WHERE source.host_id = host.id AND source.next_check_at <= statement_timestamp()
            AND (source.lease_until IS NULL OR source.lease_until < statement_timestamp())
      )
    ORDER BY host.next_slot_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
) RETURNING id
"""
_LEASE_SOURCES = """
UPDATE claims_source SET
    lease_token = %(token)s, lease_until = statement_timestamp() + %(lease)s, next_check_at = statement_timestamp() + %(lease)s
WHERE id IN (
    SELECT due.id FROM unnest(%(hosts)s::uuid[]) AS host (id)
    CROSS JOIN LATERAL (
        SELECT source.id FROM claims_source source
        WHERE source.host_id = host.id AND source.next_check_at <= statement_timestamp()
          AND (source.lease_until IS NULL OR source.lease_until < statement_timestamp())
        ORDER BY source.next_check_at LIMIT 1
    ) AS due
) RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """A source that is ours to look at. Its result counts only while the source holds this token."""

    source: Source
    token: uuid.UUID


def lease_due_sources(limit: int) -> list[Lease]:
    """Take up to so many free hosts, with one due source of each."""
    if limit <= 0:
        return []
    token = uuid.uuid4()
    lease = timedelta(seconds=settings.LEASE_SECONDS)
    with transaction.atomic():
        hosts = _run(_LEASE_HOSTS, {"token": token, "lease": lease, "limit": limit})
        taken = _run(_LEASE_SOURCES, {"token": token, "lease": lease, "hosts": hosts}) if hosts else []
    rows = Source.objects.filter(pk__in=taken).select_related("host", "article")
    return [Lease(source, token) for source in rows]


def take_up(taken: Lease) -> bool:
    """Count that what a look brought is read now; False if the lease was lost, so that nobody reads it in vain.

    Counted here and not when it is leased: whoever else was under way when a worker ended had no part in it.
    """
    held = Source.objects.filter(pk=taken.source.pk, lease_token=taken.token)
    return held.update(claim_count=F("claim_count") + 1) == 1


def release_host(host: Host, token: uuid.UUID, *, cooling_until: datetime | None = None) -> None:
    """Give a host back, with its spacing until the next request. A lease that ran out changes nothing."""
    spacing = settings.HOST_SPACING_SECONDS if host.spacing_seconds is None else host.spacing_seconds
    Host.objects.filter(pk=host.pk, lease_token=token).update(
        lease_token=None,
        lease_until=None,
        next_slot_at=timezone.now() + timedelta(seconds=spacing),
        cooling_until=cooling_until or F("cooling_until"),
    )


def _run(statement: str, values: dict[str, Any]) -> Sequence[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [key for (key,) in cursor.fetchall()]
