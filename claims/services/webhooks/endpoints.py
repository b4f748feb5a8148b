"""Endpoints: register, change and delete them, rotate their secrets, send test events."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from claims.errors import ConflictError, InputError
from claims.ids import type_id
from claims.models import Delivery, Endpoint, Event
from claims.pipeline.webhooks.signatures import new_secret, public_key
from claims.services import events, row_updates
from claims.services.catalogue import sources
from claims.services.encryption import encrypt
from claims.services.webhooks import endpoint_queue, owner_mails
from claims.services.webhooks.filters import checked_filters
from claims.values import Actor
from claims.vocabulary import SignatureScheme

MAX_SEVERITY = 6
MAX_EVENT_TYPES = 50
MAX_DESCRIPTION = 200
MAX_EMAIL = 254
_EVENT_TYPE_PATTERN = re.compile(r"\*|[a-z_]+\.\*|[a-z_]+\.[a-z_]+")


def register_endpoint(
    *,
    url: str,
    event_types: Sequence[str],
    description: str = "",
    min_severity: int = 0,
    payload: str = Endpoint.Payload.THIN,
    filters: Mapping[str, Sequence[uuid.UUID | str]] | None = None,
    signature_scheme: str = SignatureScheme.HMAC_SHA256,
    owner_email: str = "",
    is_operator: bool = False,
    actor: Actor,
    now: datetime | None = None,
) -> tuple[Endpoint, str]:
    """Create an endpoint. Returns it with its secret, which is not readable later; "" if receivers need its public key only.

    Raises InputError for invalid values.

    `filters` are keys, or names of hosts, by their kind: an event must concern one of each. `is_operator`: it may receive
    the events of keys and of other owners' endpoints.
    """
    now = now or timezone.now()
    values = _validated(
        {
            "url": url,
            "event_types": list(event_types),
            "description": description,
            "min_severity": min_severity,
            "payload": payload,
            "filters": filters or {},
            "owner_email": owner_email,
        }
    )
    scheme = SignatureScheme(signature_scheme)
    secret = new_secret(scheme)
    values |= {
        "signature_scheme": scheme,
        "public_key": public_key(secret),
        "is_operator": is_operator,
    }
    with transaction.atomic():
        endpoint = Endpoint.objects.create(**values, secret=encrypt(secret), owner=actor.id[:100])
        events.record(Event.Type.ENDPOINT_CREATED, endpoint, actor=actor, now=now)
    return endpoint, "" if endpoint.public_key else secret


def update_endpoint(
    endpoint_id: uuid.UUID,
    *,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Endpoint:
    """Change url, description, event_types, min_severity, filters, payload, owner_email or state ("active" or "paused").

    Activating an endpoint resets its failures. Events that it missed are not sent; `recover` sends them.
    """
    now = now or timezone.now()
    values = _validated(changes)
    with transaction.atomic():
        endpoint = lock_endpoint(endpoint_id, expected_version=expected_version)
        if values.get("state") == Endpoint.State.ACTIVE:
            values |= {"disabled_reason": "", "first_failed_at": None}
        applied = row_updates.apply_changes(endpoint, values)
        if values.get("state") == Endpoint.State.ACTIVE:
            endpoint_queue.forgive_failures(endpoint.pk)
            endpoint_queue.wake_endpoints([endpoint.pk])
        if applied:
            events.record(Event.Type.ENDPOINT_UPDATED, endpoint, actor=actor, now=now, changes=applied)
    return endpoint


def rotate_secret(
    endpoint_id: uuid.UUID, *, actor: Actor, now: datetime | None = None
) -> tuple[Endpoint, str]:
    """Give an endpoint a new secret and return it. The old one signs as well for the configured overlap."""
    now = now or timezone.now()
    with transaction.atomic():
        endpoint = lock_endpoint(endpoint_id)
        secret = new_secret(SignatureScheme(endpoint.signature_scheme))
        endpoint.previous_secret = endpoint.secret
        endpoint.previous_secret_until = now + timedelta(seconds=settings.WEBHOOK_SECRET_OVERLAP_SECONDS)
        endpoint.secret, endpoint.public_key = encrypt(secret), public_key(secret)
        endpoint.version += 1
        endpoint.save(
            update_fields=["previous_secret", "previous_secret_until", "secret", "public_key", "version"]
        )
        changes = {"previous_secret_until": (None, endpoint.previous_secret_until)}
        events.record(Event.Type.ENDPOINT_UPDATED, endpoint, actor=actor, now=now, changes=changes)
    return endpoint, "" if endpoint.public_key else secret


def delete_endpoint(
    endpoint_id: uuid.UUID, *, expected_version: int | None = None, actor: Actor, now: datetime | None = None
) -> None:
    """Delete an endpoint: its secrets are erased, its pending deliveries cancelled, its log is kept."""
    now = now or timezone.now()
    with transaction.atomic():
        endpoint = lock_endpoint(endpoint_id, expected_version=expected_version)
        endpoint.deleted_at = now
        endpoint.secret = endpoint.previous_secret = endpoint.owner_email = ""
        endpoint.version += 1
        endpoint.save(update_fields=["deleted_at", "secret", "previous_secret", "owner_email", "version"])
        cancel_deliveries(endpoint)
        events.record(Event.Type.ENDPOINT_DELETED, endpoint, actor=actor, now=now)


def disable_endpoint(endpoint_id: uuid.UUID, *, reason: str, delivery_id: uuid.UUID, now: datetime) -> None:
    """Disable an endpoint after a result and cancel its pending deliveries; `recover` sends them once it is active again.

    A mail to its owner is due then, if it names an address.
    Call it in the transaction that has locked the endpoint. Only an active one is disabled.
    """
    endpoint = Endpoint.objects.get(pk=endpoint_id)
    cancel_deliveries(endpoint)
    if endpoint.state != Endpoint.State.ACTIVE:
        return
    values = {"state": Endpoint.State.DISABLED, "disabled_reason": reason}
    changes = row_updates.apply_changes(endpoint, values)
    owner_mails.make_due(endpoint, now=now)
    actor = Actor("worker", "notify", "delivery", type_id("delivery", delivery_id))
    events.record(Event.Type.ENDPOINT_DISABLED, endpoint, actor=actor, now=now, changes=changes, severity=3)


def cancel_deliveries(endpoint: Endpoint) -> int:
    """Cancel the pending deliveries of an endpoint. Returns how many."""
    pending = Delivery.objects.filter(endpoint=endpoint, state=Delivery.State.PENDING)
    return pending.update(state=Delivery.State.CANCELLED, next_attempt_at=None)


def send_test(endpoint_id: uuid.UUID, *, actor: Actor, now: datetime | None = None) -> Event:
    """Write a test event. It is delivered to this endpoint alone, whatever its event types are."""
    now = now or timezone.now()
    with transaction.atomic():
        endpoint = lock_endpoint(endpoint_id)
        if endpoint.state != Endpoint.State.ACTIVE:
            raise ConflictError(f"The endpoint is {endpoint.state}. Set its state to active first.")
        return events.record(Event.Type.WEBHOOK_TEST, endpoint, actor=actor, now=now)


def lock_endpoint(endpoint_id: uuid.UUID, *, expected_version: int | None = None) -> Endpoint:
    """Lock an endpoint. Raises Endpoint.DoesNotExist for one that was deleted."""
    endpoint = row_updates.lock_row(Endpoint, endpoint_id, expected_version=expected_version)
    if endpoint.deleted_at is not None:
        raise Endpoint.DoesNotExist("This endpoint was deleted.")
    return endpoint


def _validated(values: Mapping[str, Any]) -> dict[str, Any]:
    if "url" in values:
        sources.vet_url(values["url"])
    if "event_types" in values:
        _check_event_types(values["event_types"])
    if len(values.get("description", "")) > MAX_DESCRIPTION:
        raise InputError("/description", f"At most {MAX_DESCRIPTION} characters.", code="max_length")
    if values.get("owner_email"):
        _check_email(values["owner_email"])
    if not 0 <= values.get("min_severity", 0) <= MAX_SEVERITY:
        raise InputError("/min_severity", f"A severity is a whole number from 0 to {MAX_SEVERITY}.")
    if values.get("payload", "thin") not in Endpoint.Payload.values:
        raise InputError("/payload", "A payload is thin or full.")
    if values.get("state", "active") not in {Endpoint.State.ACTIVE, Endpoint.State.PAUSED}:
        raise InputError("/state", "Set the state to active or paused.")
    if "filters" in values:
        return {**values, "filters": checked_filters(values["filters"])}
    return dict(values)


def _check_email(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise InputError("/owner_email", "Give a mail address such as ann@example.org.") from None
    if len(address) > MAX_EMAIL:
        raise InputError("/owner_email", f"At most {MAX_EMAIL} characters.", code="max_length")


def _check_event_types(patterns: Sequence[str]) -> None:
    if not 0 < len(patterns) <= MAX_EVENT_TYPES:
        raise InputError("/event_types", f"Give 1 to {MAX_EVENT_TYPES} event types.")
    nouns = {value.partition(".")[0] for value in Event.Type.values}
    for position, pattern in enumerate(patterns):
        noun, _, verb = pattern.partition(".")
        exists = pattern == "*" or (noun in nouns if verb == "*" else pattern in Event.Type.values)
        if not _EVENT_TYPE_PATTERN.fullmatch(pattern) or not exists:
            raise InputError(
                f"/event_types/{position}",
                f"{pattern!r} is neither an event type nor a pattern such as claim.* or *.",
            )
