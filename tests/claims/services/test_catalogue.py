"""Entities with their spellings, and publishers."""

from __future__ import annotations

import pytest

from claims.errors import ConflictError, InputError
from claims.models import Alias, Entity, Event, Publisher
from claims.services import catalogue
from claims.values import EntityKind, Name
from tests.claims.services.rows import ACTOR, NOW

pytestmark = pytest.mark.django_db


def test_an_unknown_name_becomes_a_proposed_entity_once() -> None:
    names = [
        Name("Kestrel-2", "Kestrel-2", EntityKind.MODEL),
        Name("kestrel 2", "Kestrel 2", EntityKind.MODEL),
    ]

    found = catalogue.ensure_entities(names, actor=ACTOR, now=NOW)

    entity = Entity.objects.get()
    assert (entity.kind, entity.status) == ("model", "proposed")
    assert found["kestrel2"].pk == entity.pk
    assert Event.objects.get().type == "entity.created"


def test_spellings_fold_case_spaces_and_hyphens_but_never_digits() -> None:
    catalogue.create_entity(name="Kestrel-2", kind="model", actor=ACTOR)

    found = catalogue.ensure_entities(
        [Name("KESTREL 2", "KESTREL 2"), Name("Kestrel-2.5", "Kestrel-2.5")], actor=ACTOR, now=NOW
    )

    assert found["kestrel2"].name == "Kestrel-2"
    assert found["kestrel2.5"].name == "Kestrel-2.5"
    assert Entity.objects.count() == 2


def test_a_spelling_belongs_to_one_entity() -> None:
    catalogue.create_entity(name="Kestrel-2", kind="model", aliases=["K2"], actor=ACTOR)

    with pytest.raises(ConflictError, match="'K2' is a spelling of 'Kestrel-2' already"):
        catalogue.create_entity(name="Kappa", kind="model", aliases=["k-2"], actor=ACTOR)


def test_renaming_keeps_the_old_spelling() -> None:
    entity = catalogue.create_entity(name="Kestrel-2", kind="model", actor=ACTOR)

    catalogue.update_entity(entity.pk, changes={"name": "Kestrel 2 Large", "status": "accepted"}, actor=ACTOR)

    assert set(Alias.objects.values_list("key", flat=True)) == {"kestrel2", "kestrel2large"}
    assert Event.objects.get(type="entity.updated").changes["name"] == ["Kestrel-2", "Kestrel 2 Large"]


def test_an_entity_is_never_its_own_ancestor() -> None:
    family = catalogue.create_entity(name="Kestrel", kind="model", actor=ACTOR)
    version = catalogue.create_entity(name="Kestrel-2", kind="model", parent=family.pk, actor=ACTOR)

    with pytest.raises(InputError, match="its own ancestor"):
        catalogue.update_entity(family.pk, changes={"parent": version.pk}, actor=ACTOR)


def test_a_publisher_is_found_by_its_domain() -> None:
    publisher = catalogue.create_publisher(name="The Paper", domains=["Paper.example.org"], actor=ACTOR)

    assert catalogue.publisher_of("https://paper.example.org/news/1") == publisher
    assert catalogue.publisher_of("https://elsewhere.example.net/") is None


def test_a_publisher_name_is_taken_whatever_its_case() -> None:
    catalogue.create_publisher(name="The Paper", actor=ACTOR)

    assert catalogue.ensure_publisher("THE PAPER", actor=ACTOR, now=NOW) == Publisher.objects.get()
    with pytest.raises(ConflictError):
        catalogue.create_publisher(name="the paper", actor=ACTOR)


@pytest.mark.parametrize("domain", ["", "not a domain", "http://x/", "a/b"])
def test_a_domain_that_is_none_is_refused_with_its_place(domain: str) -> None:
    with pytest.raises(InputError) as refused:
        catalogue.create_publisher(name="The Paper", domains=["ok.example.org", domain], actor=ACTOR)

    assert refused.value.field == "/domains/1"
