"""Record: every change writes its event, in its own transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from claims.ids import type_id
from claims.models import Event
from claims.values import Actor

# The word for each kind of row: the prefix of its TypeID, and what an event calls its subject.
NOUNS: dict[str, str] = {
    "Publisher": "publisher",
    "Article": "article",
    "ArticleVersion": "version",
    "Submission": "submission",
    "Entity": "entity",
    "Alias": "alias",
    "Claim": "claim",
    "Proposition": "proposition",
    "Appearance": "appearance",
    "Source": "source",
    "Snapshot": "snapshot",
    "SourceCheck": "check",
    "Host": "host",
    "Citation": "citation",
    "Review": "review",
    "Event": "event",
    "Endpoint": "endpoint",
    "Delivery": "delivery",
    "Attempt": "attempt",
    "ApiKey": "api_key",
}


def noun_of(row: models.Model) -> str:
    """The word for this kind of row."""
    return NOUNS[type(row).__name__]


def type_id_of(row: models.Model) -> str:
    """The row's TypeID."""
    return type_id(noun_of(row), row.pk)


def envelope_of(event: Event) -> dict[str, Any]:
    """An event as the feed and the webhooks tell it: thin, with what a receiver needs to drop what is stale."""
    subject_id = type_id(event.subject_type, event.subject_id)
    return {
        "object": "event",
        "id": type_id_of(event),
        "seq": event.seq,
        "type": event.type,
        "timestamp": _plain(event.occurred_at),
        "severity": event.severity,
        "data": {
            "subject": {"object": event.subject_type, "id": subject_id, "version": event.subject_version},
            "changes": event.changes,
            "related": event.related,
        },
        "actor": {"type": event.actor_type, "id": event.actor_id},
        "cause": {"type": event.cause_type, "id": event.cause_id} if event.cause_type else None,
    }


@dataclass(frozen=True, slots=True)
class Change:
    """One event before it is written. `changes` is `{field: (before, after)}`, `related` `{noun: key}`.

    `actor` says who did it, if not everything in a batch was done by the same.
    """

    type: Event.Type
    subject: models.Model
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    related: Mapping[str, uuid.UUID | None] = field(default_factory=dict)
    severity: int = 0
    actor: Actor | None = None


def record(
    event_type: Event.Type,
    subject: models.Model,
    *,
    actor: Actor,
    now: datetime,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    related: Mapping[str, uuid.UUID | None] | None = None,
    severity: int = 0,
) -> Event:
    """Write one event. Call it inside the transaction of the change that it tells of."""
    change = Change(event_type, subject, changes or {}, related or {}, severity)
    return record_all([change], actor=actor, now=now)[0]


def record_all(changes: Iterable[Change], *, actor: Actor, now: datetime) -> list[Event]:
    """Write many events in one statement, in their order."""
    return Event.objects.bulk_create(_event(change, change.actor or actor, now) for change in changes)


def _event(change: Change, actor: Actor, now: datetime) -> Event:
    return Event(
        type=change.type,
        subject_type=noun_of(change.subject),
        subject_id=change.subject.pk,
        subject_version=getattr(change.subject, "version", None),
        changes={name: [_plain(before), _plain(after)] for name, (before, after) in change.changes.items()},
        related={noun: type_id(noun, key) for noun, key in change.related.items() if key is not None},
        severity=change.severity,
        actor_type=actor.type,
        actor_id=actor.id[:100],
        cause_type=actor.cause_type,
        cause_id=actor.cause_id,
        occurred_at=now,
    )


def _plain(value: Any) -> Any:
    """The value as JSON can say it: rows by their TypeID, times in RFC 3339, numbers without loss."""
    if isinstance(value, models.Model):
        return type_id_of(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return str(value)
