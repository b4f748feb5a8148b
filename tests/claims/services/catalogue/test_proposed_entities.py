"""An unknown name becomes a proposed entity, with its ancestors."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from claims.models import Entity, Event
from claims.services.catalogue import entities, proposed_entities
from claims.values import Name
from claims.vocabulary import EntityKind
from tests.claims.services.rows import ACTOR, NOW

pytestmark = pytest.mark.django_db


def test_an_unknown_name_becomes_a_proposed_entity_once() -> None:
    names = [
        Name("Kestrel-2", "Kestrel-2", EntityKind.MODEL),
        Name("kestrel 2", "Kestrel 2", EntityKind.MODEL),
    ]

    found = proposed_entities.ensure_entities(names, actor=ACTOR, now=NOW)

    entity = Entity.objects.get()
    assert (entity.kind, entity.status) == ("model", "proposed")
    assert found["kestrel2"].pk == entity.pk
    assert Event.objects.get().type == "entity.created"


def test_spellings_fold_case_spaces_and_hyphens_but_never_digits() -> None:
    entities.create_entity(name="Kestrel-2", kind="model", actor=ACTOR)

    found = proposed_entities.ensure_entities(
        [Name("KESTREL 2", "KESTREL 2"), Name("Kestrel-2.5", "Kestrel-2.5")], actor=ACTOR, now=NOW
    )

    assert found["kestrel2"].name == "Kestrel-2"
    assert found["kestrel2.5"].name == "Kestrel-2.5"
    assert Entity.objects.count() == 2


def test_a_new_entity_gets_its_parents_with_it() -> None:
    name = Name("Kestrel-2-7B", "Kestrel-2-7B", EntityKind.MODEL, ("Kestrel-2", "Kestrel"))

    found = proposed_entities.ensure_entities([name], actor=ACTOR, now=NOW)

    assert set(Entity.objects.values_list("name", "kind", "parent__name")) == {
        ("Kestrel-2-7B", "model", "Kestrel-2"),
        ("Kestrel-2", "model", "Kestrel"),
        ("Kestrel", "model", None),
    }
    assert set(found) == {"kestrel27b", "kestrel2", "kestrel"}
    assert Event.objects.filter(type="entity.created").count() == 3


def test_what_is_named_itself_is_written_as_it_is_named() -> None:
    names = [
        Name("Kestrel 2 7B", "Kestrel 2 7B", EntityKind.MODEL, ("Kestrel 2",)),
        Name("Kestrel-2", "Kestrel-2", EntityKind.PRODUCT),
    ]

    proposed_entities.ensure_entities(names, actor=ACTOR, now=NOW)

    assert set(Entity.objects.values_list("name", "kind")) == {
        ("Kestrel 2 7B", "model"),
        ("Kestrel-2", "product"),
    }


def test_a_name_has_from_a_variant_beside_it_the_parent_and_the_kind_that_it_does_not_tell() -> None:
    names = [
        Name("Kestrel-2", "Kestrel-2", EntityKind.OTHER),
        Name("Kestrel-2-7B", "Kestrel-2-7B", EntityKind.MODEL, ("Kestrel-2", "Kestrel")),
    ]

    proposed_entities.ensure_entities(names, actor=ACTOR, now=NOW)

    assert set(Entity.objects.values_list("name", "kind", "parent__name")) == {
        ("Kestrel-2-7B", "model", "Kestrel-2"),
        ("Kestrel-2", "model", "Kestrel"),
        ("Kestrel", "model", None),
    }


def test_an_entity_that_is_there_keeps_its_parent_and_kind() -> None:
    birds = entities.create_entity(name="Birds", kind="other", actor=ACTOR)
    entities.create_entity(name="Kestrel-2", kind="product", parent=birds.pk, actor=ACTOR)
    names = [
        Name("Kestrel-2", "Kestrel-2", EntityKind.MODEL, ("Kestrel",)),
        Name("Kestrel-2-7B", "Kestrel-2-7B", EntityKind.MODEL, ("Kestrel-2", "Kestrel")),
    ]

    proposed_entities.ensure_entities(names, actor=ACTOR, now=NOW)

    assert Entity.objects.get(name="Kestrel-2").parent == birds
    assert Entity.objects.get(name="Kestrel-2").kind == "product"
    assert Entity.objects.get(name="Kestrel-2-7B").parent == Entity.objects.get(name="Kestrel-2")


def test_names_that_are_each_others_parents_get_none() -> None:
    names = [Name("Hen", "Hen", EntityKind.MODEL, ("Egg",)), Name("Egg", "Egg", EntityKind.MODEL, ("Hen",))]

    proposed_entities.ensure_entities(names, actor=ACTOR, now=NOW)

    assert list(Entity.objects.values_list("name", "parent__name").order_by("name")) == [
        ("Egg", None),
        ("Hen", None),
    ]


@pytest.mark.parametrize("count", [1, 40])
def test_many_names_take_as_many_queries_as_one(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    names = [
        Name(f"Kestrel-{n}", f"Kestrel-{n}", EntityKind.MODEL, ("Kestrel",)) for n in range(2, 2 + count)
    ]

    with django_assert_num_queries(7):
        proposed_entities.ensure_entities(names, actor=ACTOR, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_who_name_the_same_at_once_make_one_line_of_entities() -> None:
    names = [Name("Kestrel-2", "Kestrel-2", EntityKind.MODEL, ("Kestrel",))]

    def name_it() -> None:
        with transaction.atomic():
            proposed_entities.ensure_entities(names, actor=ACTOR, now=NOW)
        connection.close()

    other = threading.Thread(target=name_it)
    with transaction.atomic():
        proposed_entities.ensure_entities(names, actor=ACTOR, now=NOW)
        other.start()
        wait_for_somebody_who_waits()
    other.join()

    assert set(Entity.objects.values_list("name", "parent__name")) == {
        ("Kestrel-2", "Kestrel"),
        ("Kestrel", None),
    }
    assert Event.objects.filter(type="entity.created").count() == 2


def wait_for_somebody_who_waits() -> None:
    """Until another transaction waits for one of ours; ten seconds at most."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
