"""A names file becomes accepted entities."""

from __future__ import annotations

import pytest

from claims.errors import InputError
from claims.models import Alias, Entity, Event
from claims.pipeline.extraction.gazetteer import read_names
from claims.services.catalogue import entities, import_names
from tests.claims.services.rows import ACTOR, NOW

pytestmark = pytest.mark.django_db

FILE = """
[model]
"Kestrel-2" = ["K2"]
Kestrel = []
[benchmark]
AviBench = { aliases = ["Avian Bench"], parent = "BirdBench" }
"""


def load(text: str) -> import_names.Loaded:
    return import_names.load_names(read_names(text), actor=ACTOR, now=NOW)


def spellings_of(name: str) -> set[str]:
    return set(Alias.objects.filter(entity__name=name).values_list("text", flat=True))


def test_entries_become_entities_with_kinds_spellings_and_parents() -> None:
    loaded = load(FILE)

    assert loaded.created == ["Kestrel", "Kestrel-2", "AviBench"]
    assert set(Entity.objects.values_list("name", "kind", "status", "parent__name")) == {
        ("Kestrel", "model", "accepted", None),
        ("Kestrel-2", "model", "accepted", "Kestrel"),
        ("AviBench", "benchmark", "accepted", "BirdBench"),
        ("BirdBench", "benchmark", "proposed", None),
    }
    assert spellings_of("Kestrel-2") == {"Kestrel-2", "K2"}
    assert Event.objects.filter(type="entity.created").count() == 4


def test_the_same_file_again_changes_nothing() -> None:
    load(FILE)
    events = Event.objects.count()

    loaded = load(FILE)

    assert (loaded.created, loaded.updated) == ([], [])
    assert sorted(loaded.unchanged) == ["AviBench", "Kestrel", "Kestrel-2"]
    assert Event.objects.count() == events


def test_what_the_extractor_proposed_is_accepted_and_completed() -> None:
    proposed = entities.create_entity(name="kestrel 2", kind="other", status="proposed", actor=ACTOR)

    loaded = load(FILE)

    proposed.refresh_from_db()
    assert loaded.updated == ["Kestrel-2"]
    assert (proposed.status, proposed.kind, proposed.parent.name) == ("accepted", "model", "Kestrel")
    assert spellings_of("kestrel 2") == {"kestrel 2", "K2"}
    assert set(Event.objects.get(type="entity.updated").changes) == {"status", "kind", "parent", "aliases"}


def test_what_curators_gave_an_entity_stays() -> None:
    load(FILE)
    entity = Entity.objects.get(name="Kestrel-2")
    entities.update_entity(
        entity.pk, changes={"name": "Kestrel Two", "aliases": ["Kestrel-2", "K2", "KII"]}, actor=ACTOR
    )

    load(FILE)

    assert spellings_of("Kestrel Two") == {"Kestrel Two", "Kestrel-2", "K2", "KII"}


def test_a_spelling_of_another_entity_stays_there_and_is_told() -> None:
    entities.create_entity(name="K2", kind="other", actor=ACTOR)

    loaded = load(FILE)

    assert loaded.conflicts == ["'K2' of 'Kestrel-2' is a spelling of 'K2'"]
    assert spellings_of("K2") == {"K2"}


def test_an_empty_parent_takes_the_parent_away() -> None:
    load("[benchmark]\nARC = []\n'ARC-AGI' = { parent = 'ARC' }")

    load("[benchmark]\nARC = []\n'ARC-AGI' = { parent = '' }")

    assert Entity.objects.get(name="ARC-AGI").parent is None


def test_an_entry_that_the_catalogue_cannot_take_is_named_and_nothing_is_loaded() -> None:
    kestrel = entities.create_entity(name="Kestrel", kind="model", actor=ACTOR)
    entities.create_entity(name="Falconet", kind="model", parent=kestrel.pk, actor=ACTOR)

    with pytest.raises(
        InputError, match=r"^\[model\] Kestrel: An entity cannot be its own ancestor"
    ) as refused:
        load("[model]\nAuk = []\nKestrel = { parent = 'Falconet' }")

    assert refused.value.field == "/model/Kestrel"
    assert not Entity.objects.filter(name="Auk").exists()
