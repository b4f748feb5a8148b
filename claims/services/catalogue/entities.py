"""Entities: the named things that claims are about, and their spellings."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.errors import ConflictError, InputError
from claims.ids import is_type_id
from claims.models import Alias, Entity, Event
from claims.pipeline.fingerprint import name_key
from claims.services import events, row_updates
from claims.values import Actor
from claims.vocabulary import EntityKind

SETTABLE_STATUSES = (Entity.Status.PROPOSED, Entity.Status.ACCEPTED)
"""What a curator sets; `merged` is the work of a merge."""


def create_entity(
    *,
    name: str,
    kind: str,
    status: str = Entity.Status.ACCEPTED,
    parent: uuid.UUID | None = None,
    aliases: Sequence[str] = (),
    actor: Actor,
    now: datetime | None = None,
) -> Entity:
    """Create an entity with its spellings. Raises ConflictError if one of them belongs to another entity."""
    now = now or timezone.now()
    _check_name(name)
    _check_kind(kind)
    _check_status(status)
    with transaction.atomic():
        entity = Entity.objects.create(name=name, kind=kind, status=status, parent=_parent(parent, None))
        _write_aliases(entity, [name, *aliases])
        events.record(Event.Type.ENTITY_CREATED, entity, actor=actor, now=now)
    return entity


def update_entity(
    entity_id: uuid.UUID,
    *,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Entity:
    """Change name, kind, status, parent (a key or None) or aliases (the whole list) of an entity."""
    now = now or timezone.now()
    checks = {"name": _check_name, "kind": _check_kind, "status": _check_status}
    values = {key: value for key, value in changes.items() if key in checks}
    for key, value in values.items():
        checks[key](value)
    with transaction.atomic():
        entity = row_updates.lock_row(Entity, entity_id, expected_version=expected_version)
        if entity.merged_into_id is not None:
            raise ConflictError("This entity was merged into another one. Change that one.")
        if "parent" in changes:
            values["parent"] = _parent(changes["parent"], entity)
        before = [alias.text for alias in entity.aliases.all()]
        spellings = _spellings([values.get("name", entity.name), *changes.get("aliases", before)])
        if set(spellings) != {name_key(text) for text in before}:
            _write_aliases(entity, list(spellings.values()))
        applied: dict[str, tuple[Any, Any]] = row_updates.apply_changes(entity, values)
        after = [alias.text for alias in Alias.objects.filter(entity=entity)]
        if after != before:
            applied["aliases"] = (before, after)
            if len(applied) == 1:
                entity.version += 1
                entity.save(update_fields=["version"])
        if applied:
            events.record(Event.Type.ENTITY_UPDATED, entity, actor=actor, now=now, changes=applied)
    return entity


def _check_name(name: str) -> None:
    if not name_key(name) or len(name) > 200:
        raise InputError(
            "/name", "A name has 1 to 200 characters, at least one of them a letter, a digit or a sign."
        )
    if is_type_id(name):
        raise InputError("/name", "Give the entity's name instead of an id.")


def _check_kind(kind: str) -> None:
    if kind not in set(EntityKind):
        raise InputError("/kind", f"{kind!r} is not one of {', '.join(EntityKind)}.")


def _check_status(status: str) -> None:
    if status not in SETTABLE_STATUSES:
        raise InputError("/status", f"{status!r} is not one of {', '.join(SETTABLE_STATUSES)}.")


def _parent(key: uuid.UUID | None, entity: Entity | None) -> Entity | None:
    """The entity of this key, after its whole line of ancestors was checked for `entity` itself."""
    line_keys = {entity.pk} if entity else set()
    line: list[Entity] = []
    while key is not None:
        if key in line_keys:
            raise InputError("/parent", "An entity cannot be its own ancestor.")
        line_keys.add(key)
        ancestor = Entity.objects.filter(pk=key).first()
        if ancestor is None:
            raise InputError("/parent", "There is no such entity.")
        if ancestor.merged_into_id is not None:
            raise InputError("/parent", "That entity was merged into another one. Name that one.")
        line.append(ancestor)
        key = ancestor.parent_id
    return line[0] if line else None


def _spellings(texts: Iterable[str]) -> dict[str, str]:
    """The spellings by key; of those with one key the first."""
    spellings: dict[str, str] = {}
    for text in texts:
        key = name_key(text)
        if not key or len(key) > 200 or len(text) > 200:
            detail = f"{text[:50]!r} is not a spelling: it needs 1 to 200 characters, not only spaces."
            raise InputError("/aliases", detail)
        spellings.setdefault(key, text)
    return spellings


def _write_aliases(entity: Entity, texts: Sequence[str]) -> None:
    spellings = _spellings(texts)
    entity.aliases.exclude(key__in=spellings).delete()
    Alias.objects.bulk_create(
        [Alias(entity=entity, text=text, key=key) for key, text in sorted(spellings.items())],
        ignore_conflicts=True,
    )
    # Checked after the insert, so that concurrent transactions get this error and not one of the constraint.
    conflict = Alias.objects.filter(key__in=spellings).exclude(entity=entity).select_related("entity").first()
    if conflict:
        raise ConflictError(f"{conflict.text!r} is already a spelling of {conflict.entity.name!r}.")
