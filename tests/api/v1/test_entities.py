"""Entities over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from claims.models import Alias, Entity, Event
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import make_entity

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(caller_with: Callable[..., Caller]) -> Caller:
    """A caller that may curate."""
    return caller_with("curate", "read")


def test_an_entity_is_created_with_its_aliases(curator: Caller) -> None:
    family = make_entity("Qwen2.5")
    body = {
        "name": "Qwen2.5-Max",
        "kind": "model",
        "aliases": ["Qwen 2.5 Max", "Tongyi Max"],
        "parent": type_id_of(family),
    }

    response = curator.post("/entities", body)

    answer = response.json()
    assert response.status_code == 201
    assert response["Location"] == f"/api/v1/entities/{answer['id']}"
    assert (answer["name"], answer["status"], answer["parent"]) == (
        "Qwen2.5-Max",
        "accepted",
        type_id_of(family),
    )
    assert [alias["text"] for alias in answer["aliases"]] == ["Qwen2.5-Max", "Tongyi Max"]
    assert Event.objects.get().type == "entity.created"


def test_an_alias_belongs_to_one_entity(curator: Caller) -> None:
    make_entity("Qwen2.5-Max")

    response = curator.post("/entities", {"name": "qwen 2.5 max", "kind": "model"})

    assert (response.status_code, response.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "model"}, "/name"),
        ({"name": "", "kind": "model"}, "/name"),
        ({"name": "-", "kind": "model"}, "/name"),
        ({"name": "A", "kind": "thing"}, "/kind"),
        ({"name": "A", "kind": "model", "status": "gone"}, "/status"),
        ({"name": "A", "kind": "model", "parent": "entity_01h455vb4pex5vsknk084sn02q"}, "/parent"),
        ({"name": "A", "kind": "model", "parent": 5}, "/parent"),
        ({"name": "A", "kind": "model", "aliases": [""]}, "/aliases/0"),
        ({"name": "A", "kind": "model", "alias": ["B"]}, "/alias"),
    ],
)
def test_an_invalid_entity_is_a_400_with_a_pointer(
    body: dict[str, Any], pointer: str, curator: Caller
) -> None:
    response = curator.post("/entities", body)

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == pointer
    assert Entity.objects.count() == 0


def test_a_patch_changes_only_the_members_it_has(curator: Caller) -> None:
    entity = make_entity("Qwen", status="proposed", parent=make_entity("Tongyi"))
    path = f"/entities/{type_id_of(entity)}"

    curator.patch(path, {"status": "accepted"}, If_Match='"1"')
    answer = curator.patch(path, {"parent": None, "aliases": ["Qwen", "Qianwen"]}, If_Match='"2"').json()

    assert (answer["status"], answer["parent"], answer["version"]) == ("accepted", None, 3)
    assert sorted(Alias.objects.filter(entity=entity).values_list("text", flat=True)) == ["Qianwen", "Qwen"]


def test_a_change_of_another_version_is_refused(curator: Caller) -> None:
    entity = make_entity(version=2)

    response = curator.patch(f"/entities/{type_id_of(entity)}", {"kind": "product"}, If_Match='"1"')

    assert (response.status_code, response["ETag"]) == (412, '"2"')


def test_an_entity_is_not_its_own_ancestor(curator: Caller) -> None:
    entity = make_entity()

    response = curator.patch(f"/entities/{type_id_of(entity)}", {"parent": type_id_of(entity)})

    assert response.json()["errors"][0]["pointer"] == "/parent"


def test_a_missing_entity_is_a_404(curator: Caller) -> None:
    path = "/entities/entity_01h455vb4pex5vsknk084sn02q"

    assert [curator.get(path).status_code, curator.patch(path, {}).status_code] == [404, 404]


def test_entities_are_not_deleted(admin: Caller) -> None:
    assert admin.delete(f"/entities/{type_id_of(make_entity())}").status_code == 405


def test_filters_narrow_the_list(reader: Caller) -> None:
    family = make_entity("Qwen2.5")
    variant = make_entity("Qwen2.5-Max", parent=family, status="proposed")
    Alias.objects.create(entity=variant, text="Tongyi Max", key="tongyimax")
    make_entity("MMLU", kind="benchmark")

    def names(query: str) -> list[str]:
        return [row["name"] for row in reader.get(f"/entities?{query}").json()["data"]]

    assert names("") == ["MMLU", "Qwen2.5", "Qwen2.5-Max"]
    assert names("kind=benchmark") == ["MMLU"]
    assert names("q=tongyi") == ["Qwen2.5-Max"]
    assert names(f"parent={type_id_of(family)}") == ["Qwen2.5-Max"]
    assert names("status=proposed&kind.in=model,product") == ["Qwen2.5-Max"]
    assert names("q=100%25") == []
