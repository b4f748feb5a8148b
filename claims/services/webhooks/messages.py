"""Messages: the signed requests of attempts."""

from __future__ import annotations

import time
import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

import orjson
from django.conf import settings
from django.utils import timezone

from claims.errors import FetchError, SecretError
from claims.models import Endpoint, Event
from claims.pipeline.fetching.fetch import Door, PostResponse
from claims.pipeline.webhooks.signatures import sign
from claims.services import events
from claims.services.encryption import decrypt
from claims.services.webhooks import payloads
from claims.services.webhooks.endpoint_queue import EndpointLease, TakenDelivery

MAX_BODIES, MAX_SECRETS = 2_000, 2_000
"""Bodies and secrets that a sender keeps: an event goes to many endpoints, an endpoint gets many events."""

Request = Callable[[Door], Awaitable[PostResponse]]


@dataclass(frozen=True, slots=True)
class Message:
    """The id and the body of an event's webhook."""

    id: str
    body: bytes


def _is_full(lease: EndpointLease) -> bool:
    return lease.payload == Endpoint.Payload.FULL


@dataclass(slots=True)
class Messages:
    """Makes the requests of one sender."""

    _messages: OrderedDict[tuple[uuid.UUID, bool], Message] = field(default_factory=OrderedDict)
    _secrets: OrderedDict[str, str] = field(default_factory=OrderedDict)

    def requests(
        self, batch: Iterable[TakenDelivery], leases: Mapping[uuid.UUID, EndpointLease]
    ) -> list[tuple[TakenDelivery, Request]]:
        """The request of each delivery. It is signed when it is sent: receivers refuse old timestamps."""
        deliveries = [(delivery, leases[delivery.endpoint_id]) for delivery in batch]
        self._read({(delivery.event_id, _is_full(lease)) for delivery, lease in deliveries})
        return [
            (delivery, self._request(lease, self._messages[delivery.event_id, _is_full(lease)]))
            for delivery, lease in deliveries
        ]

    def _read(self, keys: set[tuple[uuid.UUID, bool]]) -> None:
        """Make the messages of these events, with or without their objects."""
        for key in keys & self._messages.keys():
            self._messages.move_to_end(key)
        missing = keys - self._messages.keys()
        rows = {
            event.pk: event for event in Event.objects.filter(pk__in={event_id for event_id, _ in missing})
        }
        for event_id, is_full in missing:
            event = rows[event_id]
            body = orjson.dumps(payloads.payload_of(event, is_full=is_full))
            self._messages[event_id, is_full] = Message(events.type_id_of(event), body)
        while len(self._messages) > max(MAX_BODIES, len(keys)):
            self._messages.popitem(last=False)

    def _request(self, lease: EndpointLease, message: Message) -> Request:
        async def post(door: Door) -> PostResponse:
            timestamp = int(time.time())
            try:
                signature = sign(self._current_secrets(lease), message.id, timestamp, message.body)
            except SecretError as error:
                raise FetchError(error.detail, code=error.code) from error
            headers = {
                "Content-Type": "application/json",
                "webhook-id": message.id,
                "webhook-timestamp": str(timestamp),
                "webhook-signature": signature,
            }
            return await door.post(
                lease.url, message.body, headers, timeout_seconds=settings.WEBHOOK_TIMEOUT_SECONDS
            )

        return post

    def _current_secrets(self, lease: EndpointLease) -> list[str]:
        """The current secret, and the previous one during its overlap."""
        until = lease.previous_secret_until
        overlaps = until is not None and until > timezone.now()
        stored = [lease.secret, lease.previous_secret] if overlaps else [lease.secret]
        return [self._decrypted(secret) for secret in stored if secret]

    def _decrypted(self, stored: str) -> str:
        if stored not in self._secrets:
            self._secrets[stored] = decrypt(stored)
            if len(self._secrets) > MAX_SECRETS:
                self._secrets.popitem(last=False)
        return self._secrets[stored]
