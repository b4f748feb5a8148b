"""Entities in the admin: named, renamed, joined to a family, found by any spelling."""

import pytest
from django.urls import reverse

from claims.models import Alias, Entity, Event
from claims.services.catalogue import entities
from claims.values import Actor

pytestmark = pytest.mark.django_db


def make_entity(name="Kestrel-2", aliases=("Kestrel 2.0",)):
    return entities.create_entity(name=name, kind="model", aliases=aliases, actor=Actor("user", "alice"))


def test_an_entity_is_made_with_its_spellings(admin_client):
    answer = admin_client.post(
        "/admin/claims/entity/add/",
        {"name": "Kestrel-2", "kind": "model", "status": "accepted", "spellings": "Kestrel 2.0\nK2"},
    )

    assert answer.status_code == 302
    assert list(Alias.objects.values_list("text", flat=True)) == ["K2", "Kestrel 2.0", "Kestrel-2"]
    assert Event.objects.get().type == "entity.created"


def test_spellings_and_parent_are_changed(admin_client):
    entity, family = make_entity(), make_entity("Kestrel", ())

    admin_client.post(
        reverse("admin:claims_entity_change", args=[entity.pk]),
        {
            "name": "Kestrel-2", "kind": "model", "status": "accepted", "parent": family.pk,
            "spellings": "Kestrel-2\nK2", "expected_version": 1,
        },
    )  # fmt: skip

    entity.refresh_from_db()
    assert entity.parent == family
    assert list(entity.aliases.values_list("text", flat=True)) == ["K2", "Kestrel-2"]


def test_a_spelling_of_another_entity_is_refused(admin_client):
    make_entity()
    other = make_entity("Heron-1", ())

    answer = admin_client.post(
        reverse("admin:claims_entity_change", args=[other.pk]),
        {
            "name": "Heron-1",
            "kind": "model",
            "status": "accepted",
            "spellings": "Kestrel 2.0",
            "expected_version": 1,
        },
    )

    assert answer.status_code == 200
    assert b"is already a spelling of" in answer.content
    assert list(other.aliases.values_list("text", flat=True)) == ["Heron-1"]


def test_search_and_autocomplete_find_any_spelling(admin_client):
    make_entity()
    make_entity("Heron-1", ())

    page = admin_client.get("/admin/claims/entity/", {"q": "2.0"}).content.decode()
    found = admin_client.get(
        "/admin/autocomplete/",
        {"app_label": "claims", "model_name": "entity", "field_name": "parent", "term": "2.0"},
    ).json()

    assert "Heron-1" not in page
    assert [result["text"] for result in found["results"]] == ["Kestrel-2"]
    assert Entity.objects.count() == 2
