"""Proposed entities: the entities of the names in a text; unknown names become proposed entities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from claims.models import Alias, Entity, Event
from claims.pipeline.fingerprint import name_key
from claims.services import events
from claims.services.catalogue import entity_names
from claims.values import Actor, Name
from claims.vocabulary import EntityKind


@dataclass(frozen=True, slots=True)
class _Required:
    """A name that must have an entity, and the key of its parent ("" for none)."""

    name: str
    kind: EntityKind
    parent: str = ""


def ensure_entities(
    names: Iterable[Name], *, spellings: Iterable[str] = (), actor: Actor, now: datetime
) -> dict[str, Entity]:
    """Return entities by the key of each name and of its ancestors. Unknown names become proposed entities.

    With those of further texts that are spellings of one, as in the head of a table, which is outside of its rows.
    Existing entities keep their kind and their parent. It takes a fixed number of queries. Call it inside a transaction.
    """
    names = list(names)
    entity_names.hold()
    required = _required(names)
    entities = _entities_by_key({*required, *filter(None, map(_key, spellings))})
    missing = sorted(key for key in required if key not in entities)
    if missing:
        entities |= _propose(missing, required, entities, actor=actor, now=now)
    for name in names:
        entity = entities.get(_key(name.canonical))
        if entity:
            entities.setdefault(_key(name.text), entity)
    return entities


def known_entities(names: Iterable[Name]) -> dict[str, Entity]:
    """Return the entities that exist by the key of each name. Unknown names are left out."""
    names = list(names)
    entities = _entities_by_key({_key(text) for name in names for text in (name.text, name.canonical)})
    for name in names:
        entity = entities.get(_key(name.canonical))
        if entity:
            entities.setdefault(_key(name.text), entity)
    return entities


def _key(name: str) -> str:
    return name_key(name)[:200]


def _required(names: Sequence[Name]) -> dict[str, _Required]:
    """The names and their ancestors by key. A spelling in the text goes before one that is only an ancestor's. What a
    name alone does not tell, its parent and a kind, it has from the line of its descendant."""
    lines = [[text for text in (name.canonical, *name.ancestors) if name_key(text)] for name in names]
    required: dict[str, _Required] = {}
    for depth in range(max(map(len, lines), default=0)):
        for name, line in zip(names, lines, strict=True):
            if depth < len(line):
                key, parent = _key(line[depth]), _key(line[depth + 1]) if depth + 1 < len(line) else ""
                known = required.get(key, _Required(line[depth][:200], name.kind))
                kind = name.kind if known.kind == EntityKind.OTHER else known.kind
                required[key] = _Required(known.name, kind, known.parent or parent)
    return required


def _entities_by_key(keys: Iterable[str]) -> dict[str, Entity]:
    aliases = Alias.objects.filter(key__in=list(keys)).select_related("entity")
    return {alias.key: alias.entity for alias in aliases}


def _propose(
    missing: Sequence[str],
    required: Mapping[str, _Required],
    existing: Mapping[str, Entity],
    *,
    actor: Actor,
    now: datetime,
) -> dict[str, Entity]:
    """Create the missing entities. Alias keys are unique: of two concurrent transactions the first to write an alias
    creates the entity, and the other one deletes its own."""
    proposed = {key: Entity(name=required[key].name, kind=required[key].kind) for key in missing}
    Entity.objects.bulk_create(proposed.values())
    Alias.objects.bulk_create(
        [Alias(entity=proposed[key], text=required[key].name, key=key) for key in missing],
        ignore_conflicts=True,
    )
    stored = _entities_by_key(missing)
    created = {key: stored[key] for key, entity in proposed.items() if stored[key].pk == entity.pk}
    superseded = [entity.pk for key, entity in proposed.items() if key not in created]
    if superseded:
        Entity.objects.filter(pk__in=superseded).delete()
    _set_parents(created, required, {**existing, **stored})
    changes = [events.Change(Event.Type.ENTITY_CREATED, entity) for entity in created.values()]
    events.record_all(changes, actor=actor, now=now)
    return stored


def _set_parents(
    created: Mapping[str, Entity], required: Mapping[str, _Required], entities: Mapping[str, Entity]
) -> None:
    """Set the parents of new entities, but none that would close a cycle. Only new entities can be part of one."""
    for key, entity in created.items():
        ancestor, line = required[key].parent, {key}
        while ancestor in created and ancestor not in line:
            line.add(ancestor)
            ancestor = required[ancestor].parent
        if ancestor not in line:
            entity.parent = entities.get(required[key].parent)
    children = [entity for entity in created.values() if entity.parent]
    Entity.objects.bulk_update(children, ["parent"]) if children else None
