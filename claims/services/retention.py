"""Retention: old logs are deleted, what the service knows stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from claims.models import Attempt, Delivery

KEEP_DELIVERIES = timedelta(days=30)
BATCH = 5000


def delete_old_deliveries(*, now: datetime | None = None) -> int:
    """Delete one batch of deliveries that are settled and older than 30 days, with their attempts. Returns how many."""
    now = now or timezone.now()
    # A redelivery goes before its original: without it, two redeliveries of one event would both count as its first
    # delivery, which is unique.
    settled = Delivery.objects.filter(created_at__lt=now - KEEP_DELIVERIES, redeliveries=None).exclude(
        state=Delivery.State.PENDING
    )
    keys = list(settled.order_by("created_at").values_list("pk", flat=True)[:BATCH])
    Attempt.objects.filter(delivery__in=keys).delete()
    Delivery.objects.filter(pk__in=keys).delete()
    return len(keys)
