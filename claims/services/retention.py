"""Clean: logs that nobody needs any more go; what the service knows stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from claims.models import Attempt, Delivery

KEEP_DELIVERIES = timedelta(days=30)
BATCH = 5000


def clean_up(*, now: datetime | None = None) -> int:
    """Drop deliveries (and their attempts) that were settled a month ago, a batch at a time; answers how many."""
    now = now or timezone.now()
    # Redeliveries go before what they repeat: two that lost it would both be the event's first delivery.
    settled = Delivery.objects.filter(created_at__lt=now - KEEP_DELIVERIES, redeliveries=None).exclude(
        state=Delivery.State.PENDING
    )
    keys = list(settled.order_by("created_at").values_list("pk", flat=True)[:BATCH])
    Attempt.objects.filter(delivery__in=keys).delete()
    Delivery.objects.filter(pk__in=keys).delete()
    return len(keys)
