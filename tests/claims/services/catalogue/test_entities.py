"""Entities with their spellings, and publishers."""

from __future__ import annotations

import pytest

from claims.errors import ConflictError, InputError
from claims.models import Alias, Event
from claims.services.catalogue import entities
from claims.services.events import type_id_of
from tests.claims.services.rows import ACTOR

pytestmark = pytest.mark.django_db


def test_a_spelling_belongs_to_one_entity() -> None:
    entities.create_entity(name="Kestrel-2", kind="model", aliases=["K2"], actor=ACTOR)

    with pytest.raises(ConflictError, match="'K2' is already a spelling of 'Kestrel-2'"):
        entities.create_entity(name="Kappa", kind="model", aliases=["k-2"], actor=ACTOR)


def test_an_id_is_no_name_of_an_entity() -> None:
    with pytest.raises(InputError, match="Give the entity's name instead of an id"):
        entities.create_entity(name="entity_01h455vb4pex5vsknk084sn02q", kind="model", actor=ACTOR)


def test_renaming_keeps_the_old_spelling() -> None:
    entity = entities.create_entity(name="Kestrel-2", kind="model", actor=ACTOR)

    entities.update_entity(entity.pk, changes={"name": "Kestrel 2 Large", "status": "accepted"}, actor=ACTOR)

    assert set(Alias.objects.values_list("key", flat=True)) == {"kestrel2", "kestrel2large"}
    assert Event.objects.get(type="entity.updated").changes["name"] == ["Kestrel-2", "Kestrel 2 Large"]


def test_an_entity_is_never_its_own_ancestor() -> None:
    family = entities.create_entity(name="Kestrel", kind="model", actor=ACTOR)
    version = entities.create_entity(name="Kestrel-2", kind="model", parent=family.pk, actor=ACTOR)

    with pytest.raises(InputError, match="its own ancestor"):
        entities.update_entity(family.pk, changes={"parent": version.pk}, actor=ACTOR)


def test_a_new_parent_stands_in_the_event_by_its_id() -> None:
    family = entities.create_entity(name="Kestrel", kind="model", actor=ACTOR)
    version = entities.create_entity(name="Kestrel-2", kind="model", actor=ACTOR)

    entities.update_entity(version.pk, changes={"parent": family.pk}, actor=ACTOR)

    assert Event.objects.get(type="entity.updated").changes == {"parent": [None, type_id_of(family)]}
