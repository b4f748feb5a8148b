"""Events: every change of a row writes one, in the transaction of the change."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, models

from claims.ids import parse_type_id, type_id
from claims.models import Event
from claims.values import Actor

# The noun of each model: the prefix of its TypeIDs, and `subject_type` of its events.
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
    "Conflict": "conflict",
    "Event": "event",
    "Endpoint": "endpoint",
    "Delivery": "delivery",
    "Attempt": "attempt",
    "ApiKey": "api_key",
    "Export": "export",
}

_SINGULAR = {"articles": "article", "claims": "claim", "entities": "entity"}

Related = Mapping[str, uuid.UUID | Sequence[uuid.UUID] | None]
"""The keys of related rows by their noun; several of a kind by its plural."""


def singular(noun: str) -> str:
    """Return the noun of one row: "claim" for "claims" and for "claim"."""
    return _SINGULAR.get(noun, noun)


def related_keys(event: Event) -> Iterator[tuple[str, uuid.UUID]]:
    """The noun and the key of each row that the event relates to."""
    for noun, named in event.related.items():
        for type_id_ in named if isinstance(named, list) else [named]:
            yield singular(noun), parse_type_id(singular(noun), type_id_)


def noun_of(row: models.Model) -> str:
    """Return the noun of this row's model."""
    return NOUNS[type(row).__name__]


def type_id_of(row: models.Model) -> str:
    """Return the row's TypeID."""
    return type_id(noun_of(row), row.pk)


def envelope_of(event: Event) -> dict[str, Any]:
    """Return an event as the feed and the webhooks show it, with the `seq` and `version` by which receivers drop stale ones."""
    subject_id = type_id(event.subject_type, event.subject_id)
    return {
        "object": "event",
        "id": type_id_of(event),
        "seq": event.seq,
        "type": event.type,
        "timestamp": _plain(event.occurred_at),
        "severity": event.severity,
        "recovers": event.recovers,
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
    """One event before it is written. `changes` is `{field: (before, after)}`, `related` `{noun: key}` or `{nouns: keys}`.

    `recovers` is the severity of the state that a recovery ends. `actor` replaces the actor of the batch for this event.
    """

    type: Event.Type
    subject: models.Model
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    related: Related = field(default_factory=dict)
    severity: int = 0
    recovers: int = 0
    actor: Actor | None = None


def record(
    event_type: Event.Type,
    subject: models.Model,
    *,
    actor: Actor,
    now: datetime,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    related: Related | None = None,
    severity: int = 0,
    recovers: int = 0,
) -> Event:
    """Write one event, unless the actor is silent. Call it inside the transaction of its change."""
    change = Change(event_type, subject, changes or {}, related or {}, severity, recovers)
    event = _event(change, actor, now)
    _write([] if actor.is_silent else [event])
    return event


def record_all(changes: Iterable[Change], *, actor: Actor, now: datetime) -> list[Event]:
    """Write many events in one statement, in the given order. Those of a silent actor are left out."""
    actors = ((change, change.actor or actor) for change in changes)
    return _write([_event(change, by, now) for change, by in actors if not by.is_silent])


_gathered: ContextVar[list[Event] | None] = ContextVar("gathered", default=None)


@contextmanager
def written_together() -> Iterator[None]:
    """Write the events of the block in one statement at its end, in their order. Call it inside of their transaction."""
    if _gathered.get() is not None:
        yield
        return
    events: list[Event] = []
    token = _gathered.set(events)
    try:
        yield
    finally:
        _gathered.reset(token)
    _insert(events)


def _write(events: list[Event]) -> list[Event]:
    gathered = _gathered.get()
    if gathered is None:
        _insert(events)
    else:
        gathered += events
    return events


_COLUMNS = {
    "id": "uuid",
    "type": "text",
    "subject_type": "text",
    "subject_id": "uuid",
    "subject_version": "integer",
    "changes": "jsonb",
    "related": "jsonb",
    "severity": "smallint",
    "recovers": "smallint",
    "actor_type": "text",
    "actor_id": "text",
    "cause_type": "text",
    "cause_id": "text",
    "occurred_at": "timestamptz",
}
_INSERT = f"""
INSERT INTO claims_event ({", ".join(_COLUMNS)}) SELECT {", ".join(_COLUMNS)}
FROM json_to_recordset(%s) AS event ({", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())})
"""  # noqa: S608 names of our own columns


def _insert(events: Sequence[Event]) -> None:
    """Insert events. As one JSON array they cost a fraction of the parameters of `bulk_create`."""
    if events:
        rows = [{name: getattr(event, name) for name in _COLUMNS} for event in events]
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [orjson.dumps(rows, default=str).decode()])


def _event(change: Change, actor: Actor, now: datetime) -> Event:
    return Event(
        type=change.type,
        subject_type=noun_of(change.subject),
        subject_id=change.subject.pk,
        subject_version=getattr(change.subject, "version", None),
        changes={name: [_plain(before), _plain(after)] for name, (before, after) in change.changes.items()},
        related={noun: _type_ids(noun, key) for noun, key in change.related.items() if key is not None},
        severity=change.severity,
        recovers=change.recovers,
        actor_type=actor.type,
        actor_id=actor.id[:100],
        cause_type=actor.cause_type,
        cause_id=actor.cause_id,
        occurred_at=now,
    )


def _type_ids(noun: str, keys: uuid.UUID | Sequence[uuid.UUID]) -> str | list[str]:
    if isinstance(keys, uuid.UUID):
        return type_id(noun, keys)
    return [type_id(singular(noun), key) for key in keys]


def _plain(value: Any) -> Any:
    """The value for JSON: rows as their TypeIDs, times in RFC 3339, decimals as text."""
    if isinstance(value, models.Model):
        return type_id_of(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    return str(value)
