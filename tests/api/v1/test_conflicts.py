"""Conflicts over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from claims.models import Conflict, Event
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import make_claim, make_conflict, make_entity

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(caller_with: Callable[..., Caller]) -> Caller:
    """A caller that may curate."""
    return caller_with("curate", "read")


def test_a_conflict_names_both_claims_and_explains_itself(reader: Caller) -> None:
    conflict = make_conflict()

    answer = reader.get(f"/conflicts/{type_id_of(conflict)}?expand=claim,other_claim").json()

    assert (answer["object"], answer["kind"], answer["state"], answer["resolution"]) == (
        "conflict",
        "value",
        "open",
        "",
    )
    assert answer["explanation"] == "One claim gives MMLU of it as 89, the other as 87."
    assert (answer["claim"]["text"], answer["other_claim"]["text"]) == (
        conflict.claim.text,
        conflict.other_claim.text,
    )


def test_conflicts_are_found_by_state_kind_claim_and_entity(reader: Caller) -> None:
    entity = make_entity()
    conflict = make_conflict(subject=entity)
    make_conflict(kind="negation", state="resolved", resolution="ended", resolved_at="2025-02-01T12:00:00Z")

    def found(query: str) -> list[Any]:
        return [row["id"] for row in reader.get(f"/conflicts?{query}").json()["data"]]

    for query in (
        "state=open",
        "kind=value",
        f"claim={type_id_of(conflict.claim)}",
        f"claim={type_id_of(conflict.other_claim)}",
        f"entity={type_id_of(entity)}",
    ):
        assert found(query) == [type_id_of(conflict)], query
    assert len(found("state.in=open,resolved")) == 2
    assert found(f"claim={type_id_of(make_claim())}") == []


def test_claims_are_found_by_their_conflict(reader: Caller) -> None:
    conflict = make_conflict()
    make_conflict()

    data = reader.get(f"/claims?conflict={type_id_of(conflict)}").json()["data"]

    assert {row["id"] for row in data} == {type_id_of(conflict.claim), type_id_of(conflict.other_claim)}


def test_a_person_resolves_a_conflict_and_takes_it_back(curator: Caller) -> None:
    path = f"/conflicts/{type_id_of(make_conflict())}"

    resolved = curator.post(f"{path}/resolve", {"reason": "Other settings."}, If_Match='"1"')
    stale = curator.post(f"{path}/reopen", {}, If_Match='"1"')
    reopened = curator.post(f"{path}/reopen", {"reason": "The same settings."}, If_Match='"2"')

    assert (resolved.status_code, resolved.json()["resolution"], resolved.json()["reason"]) == (
        200,
        "person",
        "Other settings.",
    )
    assert (stale.status_code, stale.json()["code"]) == (412, "version_mismatch")
    assert (reopened.status_code, reopened.json()["state"], reopened.json()["reason"]) == (200, "open", "")
    assert list(Event.objects.order_by("id").values_list("type", flat=True)) == [
        "conflict.resolved",
        "conflict.opened",
    ]


def test_a_resolution_needs_a_reason(curator: Caller) -> None:
    response = curator.post(f"/conflicts/{type_id_of(make_conflict())}/resolve", {"reason": " "})

    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/reason"
    assert Conflict.objects.get().state == "open"
