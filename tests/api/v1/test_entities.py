"""Entities over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from claims.models import Alias, Entity, Event, Proposition
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import make_claim, make_entity, make_proposition

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
    ("body", "pointer", "status"),
    [
        ({"kind": "model"}, "/name", 400),
        ({"name": "", "kind": "model"}, "/name", 400),
        ({"name": "-", "kind": "model"}, "/name", 422),
        ({"name": "A", "kind": "thing"}, "/kind", 400),
        ({"name": "A", "kind": "model", "status": "gone"}, "/status", 400),
        ({"name": "A", "kind": "model", "parent": "entity_01h455vb4pex5vsknk084sn02q"}, "/parent", 422),
        ({"name": "A", "kind": "model", "parent": 5}, "/parent", 400),
        ({"name": "A", "kind": "model", "aliases": [""]}, "/aliases/0", 400),
        ({"name": "A", "kind": "model", "alias": ["B"]}, "/alias", 400),
    ],
)
def test_an_invalid_entity_is_refused_with_a_pointer(
    body: dict[str, Any], pointer: str, status: int, curator: Caller
) -> None:
    response = curator.post("/entities", body)

    assert response.status_code == status
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


def test_an_entity_counts_its_claims_by_role_and_evidence_state(reader: Caller) -> None:
    model, benchmark = make_entity("Qwen"), make_entity("MMLU", kind="benchmark")
    for state in ("standing", "standing", "lost"):
        claim = make_claim(evidence_state=state)
        make_proposition(claim, subject=model, on=benchmark)
        make_proposition(claim, subject=model, object=benchmark)

    counts = reader.get(f"/entities/{type_id_of(model)}").json()["claims"]

    assert (counts["subject"]["total"], counts["subject"]["is_lower_bound"]) == (3, False)
    assert counts["subject"]["evidence_states"] == {
        "uncited": 0, "unchecked": 0, "unpinned": 0, "standing": 2, "weakened": 0, "lost": 1,
    }  # fmt: skip
    assert (counts["object"]["total"], counts["on"]["total"]) == (0, 0)
    of_benchmark = reader.get(f"/entities/{type_id_of(benchmark)}").json()["claims"]
    assert (of_benchmark["object"]["total"], of_benchmark["on"]["total"]) == (3, 3)
    assert "claims" not in reader.get("/entities").json()["data"][0]


def test_counts_of_many_claims_are_lower_bounds(reader: Caller) -> None:
    model, claim = make_entity("Qwen"), make_claim()
    given = {"form": "comparison", "relation": "matches", "subject": model}
    Proposition.objects.bulk_create(
        Proposition(claim=claim, position=number, **given) for number in range(2001)
    )

    counts = reader.get(f"/entities/{type_id_of(model)}").json()["claims"]["subject"]

    assert (counts["total"], counts["is_lower_bound"]) == (1, True)
