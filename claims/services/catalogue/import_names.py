"""Import of names files: their entries become accepted entities with kinds, spellings and parents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.errors import ConflictError, InputError
from claims.models import Alias, Entity
from claims.pipeline.extraction.gazetteer import Entry
from claims.pipeline.extraction.mentions import names_of_entries
from claims.pipeline.fingerprint import name_key
from claims.services.catalogue import entities, proposed_entities
from claims.values import Actor, Name


@dataclass(slots=True)
class Loaded:
    """The result of an import: names of entities. `conflicts` are sentences about spellings of other entities."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def load_names(entries: Sequence[Entry], *, actor: Actor, now: datetime | None = None) -> Loaded:
    """Import all entries, or none. Importing the same entries again changes nothing.

    An entry updates the entity that has its name as a spelling: the entity is accepted and gets the file's kind, parent
    and missing spellings. It keeps its name and its other spellings. Raises InputError with the table and the key of
    an entry that cannot be imported.
    """
    now = now or timezone.now()
    loaded = Loaded()
    with transaction.atomic():
        for name, entry in _parents_first(names_of_entries(entries), entries):
            try:
                _load(entry, name, loaded, actor=actor, now=now)
            except (ConflictError, InputError) as problem:
                detail = f"[{entry.kind}] {entry.name}: {problem.detail}"
                raise InputError(f"/{entry.kind}/{entry.name}", detail) from problem
    return loaded


def _parents_first(names: Sequence[Name], entries: Sequence[Entry]) -> list[tuple[Name, Entry]]:
    return sorted(zip(names, entries, strict=True), key=lambda pair: len(pair[0].ancestors))


def _load(entry: Entry, name: Name, loaded: Loaded, *, actor: Actor, now: datetime) -> None:
    owners = _owners(entry)
    entity = owners.get(name_key(entry.name))
    spellings = []
    for spelling in entry.spellings:
        owner = owners.get(name_key(spelling))
        if owner is None or owner == entity:
            spellings.append(spelling)
        else:
            loaded.conflicts.append(f"{spelling!r} of {entry.name!r} is a spelling of {owner.name!r}")
    parent = _parent(name, actor=actor, now=now)
    if entity is None:
        entities.create_entity(
            name=entry.name,
            kind=entry.kind,
            parent=parent.pk if parent else None,
            aliases=spellings,
            actor=actor,
            now=now,
        )
        loaded.created.append(entry.name)
        return
    changes: dict[str, Any] = {"status": Entity.Status.ACCEPTED, "kind": entry.kind}
    if parent or entry.parent == "":
        changes["parent"] = parent.pk if parent else None
    changes["aliases"] = [*(alias.text for alias in entity.aliases.all()), *spellings]
    after = entities.update_entity(entity.pk, changes=changes, actor=actor, now=now)
    (loaded.updated if after.version != entity.version else loaded.unchanged).append(entry.name)


def _owners(entry: Entry) -> dict[str, Entity]:
    keys = [name_key(spelling) for spelling in entry.spellings]
    return {alias.key: alias.entity for alias in Alias.objects.filter(key__in=keys).select_related("entity")}


def _parent(name: Name, *, actor: Actor, now: datetime) -> Entity | None:
    """The nearest ancestor. An unknown one is proposed, with its own ancestors."""
    if not name.ancestors:
        return None
    nearest, *above = name.ancestors
    ancestor = Name(nearest, nearest, name.kind, tuple(above))
    return proposed_entities.ensure_entities([ancestor], actor=actor, now=now)[name_key(nearest)[:200]]
