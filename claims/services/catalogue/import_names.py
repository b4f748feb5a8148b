"""Load: the entries of a names file become accepted entities with their kinds, spellings and parents."""

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
from claims.services.catalogue import catalogue
from claims.values import Actor, Name


@dataclass(slots=True)
class Loaded:
    """What loading came to: the names of entities. `left` tells of spellings that stay with another entity."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def load_names(entries: Sequence[Entry], *, actor: Actor, now: datetime | None = None) -> Loaded:
    """Bring entries into the catalogue, all or none. The same entries again change nothing.

    An entity that has one of these names as a spelling is the one that is meant: it is accepted, gets the file's kind and
    parent, and the spellings that it has not; what else it has, and a name that a curator gave it, stay. Raises InputError
    naming table and key where the catalogue cannot take an entry.
    """
    now = now or timezone.now()
    loaded = Loaded()
    with transaction.atomic():
        for name, entry in _parents_first(names_of_entries(entries), entries):
            try:
                _load(entry, name, loaded, actor=actor, now=now)
            except (ConflictError, InputError) as problem:
                place = f"[{entry.kind}] {entry.name}"
                raise InputError(f"/{entry.kind}/{entry.name}", f"{place}: {problem.detail}") from problem
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
            loaded.left.append(f"{spelling!r} of {entry.name!r} is a spelling of {owner.name!r}")
    parent = _parent(name, actor=actor, now=now)
    if entity is None:
        catalogue.create_entity(
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
    known = [alias.text for alias in entity.aliases.all()]
    changes["aliases"] = [*known, *spellings]
    after = catalogue.update_entity(entity.pk, changes=changes, actor=actor, now=now)
    (loaded.updated if after.version != entity.version else loaded.unchanged).append(entry.name)


def _owners(entry: Entry) -> dict[str, Entity]:
    keys = [name_key(spelling) for spelling in entry.spellings]
    return {alias.key: alias.entity for alias in Alias.objects.filter(key__in=keys).select_related("entity")}


def _parent(name: Name, *, actor: Actor, now: datetime) -> Entity | None:
    """The nearest ancestor; proposed, with those above it, if nobody knew it."""
    if not name.ancestors:
        return None
    nearest, *above = name.ancestors
    there = catalogue.ensure_entities([Name(nearest, nearest, name.kind, tuple(above))], actor=actor, now=now)
    return there[name_key(nearest)[:200]]
