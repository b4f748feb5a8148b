"""Name: the entities that claims are about, and the publishers of articles."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower
from django.utils import timezone

from claims.errors import ConflictError, InputError
from claims.models import Alias, Entity, Event, Publisher
from claims.pipeline import urls
from claims.pipeline.fingerprint import name_key
from claims.services import events, row_updates
from claims.values import Actor, EntityKind, Name


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A name that must have an entity, and the key of what it is a version or variant of ("" if of nothing)."""

    name: str
    kind: EntityKind
    parent: str = ""


def ensure_entities(names: Iterable[Name], *, actor: Actor, now: datetime) -> dict[str, Entity]:
    """Entities by the key of each name and of its ancestors; unknown ones become proposed entities with their parents.

    What is there already keeps its kind and its parent. A fixed number of queries; call it inside a transaction.
    """
    names = list(names)
    wanted = _wanted(names)
    known = _entities_by_key(wanted)
    missing = sorted(key for key in wanted if key not in known)
    if missing:
        known |= _propose(missing, wanted, known, actor=actor, now=now)
    for name in names:
        by_canonical = known.get(_key(name.canonical))
        if by_canonical:
            known.setdefault(_key(name.text), by_canonical)
    return known


def _key(name: str) -> str:
    return name_key(name)[:200]


def _wanted(names: Sequence[Name]) -> dict[str, _Wanted]:
    """What is named goes before what is only an ancestor: it was written so. Ancestors are of their descendant's kind."""
    lines = [[text for text in (name.canonical, *name.ancestors) if name_key(text)] for name in names]
    found: dict[str, _Wanted] = {}
    for depth in range(max(map(len, lines), default=0)):
        for name, line in zip(names, lines, strict=True):
            if depth < len(line):
                above = _key(line[depth + 1]) if depth + 1 < len(line) else ""
                found.setdefault(_key(line[depth]), _Wanted(line[depth][:200], name.kind, above))
    return found


def _entities_by_key(keys: Iterable[str]) -> dict[str, Entity]:
    aliases = Alias.objects.filter(key__in=list(keys)).select_related("entity")
    return {alias.key: alias.entity for alias in aliases}


def _propose(
    missing: Sequence[str],
    wanted: Mapping[str, _Wanted],
    known: Mapping[str, Entity],
    *,
    actor: Actor,
    now: datetime,
) -> dict[str, Entity]:
    """Alias keys are unique, so whoever writes the alias first owns the name; the other's entity is dropped."""
    entities = {key: Entity(name=wanted[key].name, kind=wanted[key].kind) for key in missing}
    Entity.objects.bulk_create(entities.values())
    Alias.objects.bulk_create(
        [Alias(entity=entities[key], text=wanted[key].name, key=key) for key in missing],
        ignore_conflicts=True,
    )
    found = _entities_by_key(missing)
    ours = {key: found[key] for key, entity in entities.items() if found[key].pk == entity.pk}
    lost = [entity.pk for key, entity in entities.items() if key not in ours]
    if lost:
        Entity.objects.filter(pk__in=lost).delete()
    _place_below(ours, wanted, {**known, **found})
    events.record_all(
        [events.Change(Event.Type.ENTITY_CREATED, entity) for entity in ours.values()], actor=actor, now=now
    )
    return found


def _place_below(
    ours: Mapping[str, Entity], wanted: Mapping[str, _Wanted], known: Mapping[str, Entity]
) -> None:
    """Give new entities their parents. Only new ones can stand in a ring with them, and a ring gets no parent."""
    for key, entity in ours.items():
        above, seen = wanted[key].parent, {key}
        while above in ours and above not in seen:
            seen.add(above)
            above = wanted[above].parent
        if above not in seen:
            entity.parent = known.get(wanted[key].parent)
    children = [entity for entity in ours.values() if entity.parent]
    Entity.objects.bulk_update(children, ["parent"]) if children else None


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
    """A named thing with its spellings. Raises ConflictError if a spelling belongs to another entity."""
    now = now or timezone.now()
    _check_name(name)
    _check_kind(kind)
    with transaction.atomic():
        above = _parent(parent, None)
        entity = Entity.objects.create(name=name, kind=kind, status=status, parent=above)
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
    """Change name, kind, status, parent (key or None) or aliases (all of them) of an entity."""
    now = now or timezone.now()
    values = {key: value for key, value in changes.items() if key in {"name", "kind", "status"}}
    if "name" in values:
        _check_name(values["name"])
    if "kind" in values:
        _check_kind(values["kind"])
    with transaction.atomic():
        entity = row_updates.lock_row(Entity, entity_id, expected_version=expected_version)
        if "parent" in changes:
            values["parent"] = _parent(changes["parent"], entity)
        before = [alias.text for alias in entity.aliases.all()]
        wanted = _spellings([values.get("name", entity.name), *changes.get("aliases", before)])
        if set(wanted) != {name_key(text) for text in before}:
            _write_aliases(entity, list(wanted.values()))
        done: dict[str, tuple[Any, Any]] = row_updates.apply_changes(entity, values)
        after = [alias.text for alias in Alias.objects.filter(entity=entity)]
        if after != before:
            done["aliases"] = (before, after)
            if len(done) == 1:
                entity.version += 1
                entity.save(update_fields=["version"])
        if done:
            events.record(Event.Type.ENTITY_UPDATED, entity, actor=actor, now=now, changes=done)
    return entity


def _check_name(name: str) -> None:
    if not name_key(name) or len(name) > 200:
        raise InputError("/name", "A name has 1 to 200 characters, one of them a letter, digit or sign.")


def _check_kind(kind: str) -> None:
    if kind not in set(EntityKind):
        raise InputError("/kind", f"{kind!r} is none of {', '.join(EntityKind)}.")


def _parent(key: uuid.UUID | None, entity: Entity | None) -> Entity | None:
    seen = {entity.pk} if entity else set()
    line: list[Entity] = []
    while key is not None:
        if key in seen:
            raise InputError("/parent", "An entity cannot be its own ancestor.")
        seen.add(key)
        above = Entity.objects.filter(pk=key).first()
        if above is None:
            raise InputError("/parent", "There is no such entity.")
        line.append(above)
        key = above.parent_id
    return line[0] if line else None


def _spellings(texts: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        key = name_key(text)
        if not key or len(key) > 200 or len(text) > 200:
            raise InputError(
                "/aliases", f"{text[:50]!r} cannot be a spelling: 1 to 200 characters, not only spaces."
            )
        found.setdefault(key, text)
    return found


def _write_aliases(entity: Entity, texts: Sequence[str]) -> None:
    wanted = _spellings(texts)
    entity.aliases.exclude(key__in=wanted).delete()
    Alias.objects.bulk_create(
        [Alias(entity=entity, text=text, key=key) for key, text in sorted(wanted.items())],
        ignore_conflicts=True,
    )
    # Asked afterwards, so that two who take the same spelling at once meet here and not at the constraint.
    taken = Alias.objects.filter(key__in=wanted).exclude(entity=entity).select_related("entity").first()
    if taken:
        raise ConflictError(f"{taken.text!r} is a spelling of {taken.entity.name!r} already.")


def create_publisher(
    *, name: str, domains: Sequence[str] = (), actor: Actor, now: datetime | None = None
) -> Publisher:
    """A publisher. Raises ConflictError if the name is taken (case does not count)."""
    now = now or timezone.now()
    fresh = Publisher(name=_publisher_name(name), domains=_domains(domains))
    with transaction.atomic():
        Publisher.objects.bulk_create([fresh], ignore_conflicts=True)
        publisher = _called(fresh.name).get()
        if publisher.pk != fresh.pk:
            raise ConflictError(f"There is a publisher {publisher.name!r} already.")
        events.record(Event.Type.PUBLISHER_CREATED, publisher, actor=actor, now=now)
    return publisher


def ensure_publisher(name: str, *, actor: Actor, now: datetime) -> Publisher | None:
    """The publisher of that name, new if nobody has it; None for an empty name. Call it inside a transaction."""
    name = name.strip()[:200]
    if not name:
        return None
    known = _called(name).first()
    if known:
        return known
    fresh = Publisher(name=name)
    Publisher.objects.bulk_create([fresh], ignore_conflicts=True)
    publisher = _called(name).get()
    if publisher.pk == fresh.pk:
        events.record(Event.Type.PUBLISHER_CREATED, publisher, actor=actor, now=now)
    return publisher


def publisher_of(url: str) -> Publisher | None:
    """Who publishes under this URL's host, or under the domain that it belongs to."""
    names = {urls.host_of(url), urls.registrable_domain(url)}
    return Publisher.objects.filter(domains__overlap=list(names)).order_by("created_at").first()


def update_publisher(
    publisher_id: uuid.UUID,
    *,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Publisher:
    """Change name or domains of a publisher."""
    now = now or timezone.now()
    values = dict(changes)
    if "name" in values:
        values["name"] = _publisher_name(values["name"])
    if "domains" in values:
        values["domains"] = _domains(values["domains"])
    with transaction.atomic():
        publisher = row_updates.lock_row(Publisher, publisher_id, expected_version=expected_version)
        if _called(values.get("name", "")).exclude(pk=publisher.pk).exists():
            raise ConflictError(f"There is a publisher {values['name']!r} already.")
        done = row_updates.apply_changes(publisher, values)
        if done:
            events.record(Event.Type.PUBLISHER_UPDATED, publisher, actor=actor, now=now, changes=done)
    return publisher


def _called(name: str) -> QuerySet[Publisher]:
    """Publishers of that name, folded as their unique constraint folds it: `iexact` folds some letters otherwise."""
    return Publisher.objects.alias(folded=Lower("name")).filter(folded=Lower(Value(name)))


def _publisher_name(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= 200:
        raise InputError("/name", "A publisher's name has 1 to 200 characters.")
    return name


def _domains(domains: Sequence[str]) -> list[str]:
    found = []
    for position, domain in enumerate(domains):
        name = domain.strip().lower().rstrip(".")
        if _host(name) != name:
            raise InputError(f"/domains/{position}", f"{domain!r} is not a domain such as example.org.")
        found.append(name)
    return sorted(set(found))


def _host(name: str) -> str | None:
    try:
        return urls.host_of(f"https://{name}/")[:253]
    except InputError:
        return None
