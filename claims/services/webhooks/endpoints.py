"""Subscribe: what people ask of webhooks."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from claims.errors import ConflictError, InputError
from claims.models import Delivery, Endpoint, Event
from claims.pipeline.webhooks.signatures import new_secret
from claims.services import events, retention, row_updates
from claims.services.catalogue import sources
from claims.services.encryption import encrypt
from claims.services.webhooks import publish
from claims.values import Actor

MAX_SEVERITY = 6
MAX_EVENT_TYPES = 50
MAX_RECOVERED = 10_000
_PATTERN = re.compile(r"\*|[a-z_]+\.\*|[a-z_]+\.[a-z_]+")


def register_endpoint(
    *,
    url: str,
    event_types: Sequence[str],
    description: str = "",
    min_severity: int = 0,
    actor: Actor,
    now: datetime | None = None,
) -> tuple[Endpoint, str]:
    """A new subscriber and its secret, which is shown this once. Raises InputError for what cannot be taken."""
    now = now or timezone.now()
    values = _checked(
        {
            "url": url,
            "event_types": list(event_types),
            "description": description,
            "min_severity": min_severity,
        }
    )
    secret = new_secret()
    with transaction.atomic():
        endpoint = Endpoint.objects.create(**values, secret=encrypt(secret), owner=actor.id[:100])
        events.record(Event.Type.ENDPOINT_CREATED, endpoint, actor=actor, now=now)
    return endpoint, secret


def update_endpoint(
    endpoint_id: uuid.UUID,
    *,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Endpoint:
    """Change url, description, event_types, min_severity or state ("active" or "paused").

    Making an endpoint active again forgives its failures; what it missed is sent again by `recover`.
    """
    now = now or timezone.now()
    values = _checked(changes)
    with transaction.atomic():
        endpoint = _present(endpoint_id, expected_version=expected_version)
        if values.get("state") == Endpoint.State.ACTIVE:
            values |= {"disabled_reason": "", "first_failed_at": None}
        done = row_updates.apply_changes(endpoint, values)
        if done:
            events.record(Event.Type.ENDPOINT_UPDATED, endpoint, actor=actor, now=now, changes=done)
    return endpoint


def rotate_secret(
    endpoint_id: uuid.UUID, *, actor: Actor, now: datetime | None = None
) -> tuple[Endpoint, str]:
    """A new secret, shown this once. The old one signs along for the configured overlap."""
    now = now or timezone.now()
    secret = new_secret()
    with transaction.atomic():
        endpoint = _present(endpoint_id)
        endpoint.previous_secret = endpoint.secret
        endpoint.previous_secret_until = now + timedelta(seconds=settings.WEBHOOK_SECRET_OVERLAP_SECONDS)
        endpoint.secret = encrypt(secret)
        endpoint.version += 1
        endpoint.save(update_fields=["previous_secret", "previous_secret_until", "secret", "version"])
        changes = {"previous_secret_until": (None, endpoint.previous_secret_until)}
        events.record(Event.Type.ENDPOINT_UPDATED, endpoint, actor=actor, now=now, changes=changes)
    return endpoint, secret


def delete_endpoint(
    endpoint_id: uuid.UUID, *, expected_version: int | None = None, actor: Actor, now: datetime | None = None
) -> None:
    """Forget a subscriber: its secrets go, its pending deliveries are cancelled, its log stays."""
    now = now or timezone.now()
    with transaction.atomic():
        endpoint = _present(endpoint_id, expected_version=expected_version)
        endpoint.deleted_at = now
        endpoint.secret = endpoint.previous_secret = ""
        endpoint.version += 1
        endpoint.save(update_fields=["deleted_at", "secret", "previous_secret", "version"])
        cancel_deliveries(endpoint)
        events.record(Event.Type.ENDPOINT_DELETED, endpoint, actor=actor, now=now)


def cancel_deliveries(endpoint: Endpoint) -> int:
    """Cancel what is on its way to an endpoint; answers how many."""
    pending = Delivery.objects.filter(endpoint=endpoint, state=Delivery.State.PENDING)
    return pending.update(state=Delivery.State.CANCELLED, next_attempt_at=None, lease_token=None)


def send_test(endpoint_id: uuid.UUID, *, actor: Actor, now: datetime | None = None) -> Event:
    """Write a test event that goes to this endpoint alone, whatever it listens to."""
    now = now or timezone.now()
    with transaction.atomic():
        endpoint = _present(endpoint_id)
        if endpoint.state != Endpoint.State.ACTIVE:
            raise ConflictError(f"The endpoint is {endpoint.state}. Set its state to active first.")
        return events.record(Event.Type.WEBHOOK_TEST, endpoint, actor=actor, now=now)


def redeliver(delivery_id: uuid.UUID, *, actor: Actor, now: datetime | None = None) -> Delivery:
    """Send one event to its endpoint again, as a delivery of its own."""
    now = now or timezone.now()
    with transaction.atomic():
        delivery = Delivery.objects.select_related("endpoint").get(pk=delivery_id)
        _check_active(delivery.endpoint)
        if delivery.state == Delivery.State.PENDING:
            raise ConflictError("This delivery is still on its way; it needs no other.")
        return Delivery.objects.create(
            endpoint=delivery.endpoint,
            event_id=delivery.event_id,
            redelivery_of=delivery,
            next_attempt_at=now,
        )


def recover(endpoint_id: uuid.UUID, *, since: datetime, actor: Actor, now: datetime | None = None) -> int:
    """Send what did not arrive since a time; answers how many, at most `MAX_RECOVERED` at once.

    Deliveries that were exhausted or cancelled go out again, and so does what happened while the endpoint was paused
    or disabled.
    """
    now = now or timezone.now()
    with transaction.atomic():
        endpoint = _present(endpoint_id)
        _check_active(endpoint)
        lost = Delivery.objects.filter(
            endpoint=endpoint,
            state__in=[Delivery.State.EXHAUSTED, Delivery.State.CANCELLED],
            event__occurred_at__gte=since,
        )
        again = lost.update(state=Delivery.State.PENDING, attempt_count=0, next_attempt_at=now)
        return again + len(_send_missed(endpoint, since, now))


def _send_missed(endpoint: Endpoint, since: datetime, now: datetime) -> list[Delivery]:
    known = Delivery.objects.filter(endpoint=endpoint, event=OuterRef("pk"))
    # Of what is older nobody knows whether it arrived; and nothing was missed before there was an endpoint.
    since = max(since, now - retention.KEEP_DELIVERIES, endpoint.created_at)
    happened = Event.objects.filter(~Exists(known), seq__isnull=False, occurred_at__gte=since).order_by("seq")
    wanted = (event for event in happened.iterator() if publish.listens_to(endpoint, event))
    return Delivery.objects.bulk_create(
        Delivery(endpoint=endpoint, event=event, next_attempt_at=now)
        for event in islice(wanted, MAX_RECOVERED)
    )


def _present(endpoint_id: uuid.UUID, *, expected_version: int | None = None) -> Endpoint:
    endpoint = row_updates.lock_row(Endpoint, endpoint_id, expected_version=expected_version)
    if endpoint.deleted_at is not None:
        raise Endpoint.DoesNotExist("This endpoint was deleted.")
    return endpoint


def _check_active(endpoint: Endpoint) -> None:
    if endpoint.deleted_at is not None or endpoint.state != Endpoint.State.ACTIVE:
        raise ConflictError("The endpoint is not active. Set its state to active first.")


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    checked = dict(values)
    if "url" in checked:
        sources.vet_url(checked["url"])
    if "event_types" in checked:
        _check_event_types(checked["event_types"])
    if len(checked.get("description", "")) > 200:
        raise InputError("/description", "At most 200 characters.", code="max_length")
    if not 0 <= checked.get("min_severity", 0) <= MAX_SEVERITY:
        raise InputError("/min_severity", f"A severity is a whole number from 0 to {MAX_SEVERITY}.")
    if checked.get("state", "active") not in {Endpoint.State.ACTIVE, Endpoint.State.PAUSED}:
        raise InputError("/state", "Set the state to active or paused.")
    return checked


def _check_event_types(patterns: Sequence[str]) -> None:
    if not 0 < len(patterns) <= MAX_EVENT_TYPES:
        raise InputError("/event_types", f"Name 1 to {MAX_EVENT_TYPES} event types; * is all of them.")
    nouns = {value.partition(".")[0] for value in Event.Type.values}
    for position, pattern in enumerate(patterns):
        noun, _, verb = pattern.partition(".")
        known = pattern == "*" or (noun in nouns if verb == "*" else pattern in Event.Type.values)
        if not _PATTERN.fullmatch(pattern) or not known:
            raise InputError(
                f"/event_types/{position}", f"{pattern!r} is no event type, nor one such as claim.*."
            )
