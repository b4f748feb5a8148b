"""Correcting, merging, keeping apart and withdrawing over the API: with If-Match, and undone."""

from __future__ import annotations

from typing import Any

import pytest

from claims.models import Claim
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import make_appearance, make_article, make_claim, make_entity

pytestmark = pytest.mark.django_db


def test_a_merged_claim_is_a_redirect_that_shows_it(admin: Caller) -> None:
    claim, target = make_claim("One."), make_claim("Two.")
    path, into = f"/claims/{type_id_of(claim)}", type_id_of(target)

    merged = admin.post(f"{path}/merge", {"into": into, "reason": "The same."}, If_Match='"1"')
    answer = admin.get(path, {"fields": "text,merged_into,version"})

    assert (merged.status_code, merged.json()["status"]) == (200, "merged")
    assert answer.status_code == 301
    assert answer["Location"] == f"/api/v1/claims/{into}?fields=text%2Cmerged_into%2Cversion"
    assert (answer.json()["text"], answer.json()["merged_into"]) == ("One.", into)
    listed = admin.get("/claims", {"merged_into": into}).json()["data"]
    assert [row["id"] for row in listed] == [type_id_of(claim)]
    unmerged = admin.post(f"{path}/unmerge", {}, If_Match=f'"{answer.json()["version"]}"')
    assert (unmerged.json()["status"], admin.get(path).status_code) == ("proposed", 200)


@pytest.mark.parametrize(
    ("method", "action", "body"),
    [
        ("PATCH", "", {"text": "Other."}),
        ("POST", "/merge", {"into": "claim_01h455vb4pex5vsknk084sn02q"}),
        ("POST", "/unmerge", {}),
        ("POST", "/revert", {}),
    ],
)
def test_a_change_without_if_match_is_refused(
    method: str, action: str, body: dict[str, str], admin: Caller
) -> None:
    path = f"/claims/{type_id_of(make_claim())}{action}"

    answer = admin.send(method, path, body)

    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")
    assert admin.send(method, path, body, If_Match='"9"').status_code == 412


def test_a_claim_is_corrected_and_reverted(admin: Caller) -> None:
    claim, kestrel = make_claim("Kestrel wins."), make_entity("Kestrel-2")
    path = f"/claims/{type_id_of(claim)}"
    said = {
        "form": "quantity", "subject": {"text": "kestrel 2"}, "measure": "tokens", "op": ">", "low": "12e12",
    }  # fmt: skip

    answer = admin.patch(path, {"text": "Kestrel-2 won.", "propositions": [said]}, If_Match="*").json()

    assert (answer["text"], answer["extracted"]["text"]) == ("Kestrel-2 won.", "Kestrel wins.")
    assert answer["propositions"][0]["subject"] == {"entity": type_id_of(kestrel), "text": "kestrel 2"}
    assert answer["propositions"][0]["low"] == "12000000000000"
    reverted = admin.post(f"{path}/revert", {}, If_Match='"2"').json()
    assert (reverted["text"], reverted["extracted"], reverted["propositions"]) == ("Kestrel wins.", None, [])


@pytest.mark.parametrize(
    ("proposition", "member"),
    [({"subject": {"text": "A"}}, "form"), ({"form": "quantity"}, "subject"), ({}, "form")],
)
def test_a_proposition_needs_its_members_in_a_correction(
    proposition: dict[str, Any], member: str, admin: Caller
) -> None:
    response = admin.patch(
        f"/claims/{type_id_of(make_claim())}", {"propositions": [proposition]}, If_Match="*"
    )

    error = response.json()["errors"][0]
    assert response.status_code == 400
    assert (error["pointer"], error["code"]) == (f"/propositions/0/{member}", "required")


def test_a_proposition_that_says_nothing_is_refused_by_its_position(admin: Caller) -> None:
    path = f"/claims/{type_id_of(make_claim())}"

    answer = admin.patch(
        path, {"propositions": [{"form": "comparison", "subject": {"text": "A"}}]}, If_Match="*"
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/propositions/0/relation"


@pytest.mark.parametrize(("kind", "make"), [("claims", make_claim), ("entities", make_entity)])
def test_what_is_not_the_same_is_listed_and_not_merged(kind: str, make: type[Claim], admin: Caller) -> None:
    first, second = type_id_of(make("One")), type_id_of(make("Two"))

    declared = admin.post(f"/{kind}/{first}/distinguish", {"from": second, "reason": "Two things."})

    assert declared.status_code == 200
    listed = admin.get(f"/{kind}", {"distinct_from": second}).json()["data"]
    assert [row["id"] for row in listed] == [first]
    refused = admin.post(f"/{kind}/{second}/merge", {"into": first}, If_Match="*")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "distinct")
    admin.post(f"/{kind}/{first}/undistinguish", {"from": second})
    assert admin.post(f"/{kind}/{second}/merge", {"into": first}, If_Match="*").status_code == 200


def test_a_merged_entity_leads_on_and_is_given_back(admin: Caller) -> None:
    entity, target = make_entity("Kestrel 2"), make_entity("Kestrel-Two")
    path = f"/entities/{type_id_of(entity)}"
    admin.post(f"{path}/merge", {"into": type_id_of(target)}, If_Match='"1"')

    answer = admin.get(path)

    assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/entities/{type_id_of(target)}")
    assert admin.post(f"{path}/unmerge", {}, If_Match=answer["ETag"]).json()["status"] == "accepted"


def test_a_withdrawn_article_is_gone_until_it_is_restored(admin: Caller) -> None:
    article = make_article()
    make_appearance(make_claim("Only."), article)
    path = f"/articles/{type_id_of(article)}"

    assert admin.delete(path).status_code == 428
    assert admin.delete(f"{path}?reason=Made+up", If_Match='"1"').status_code == 204

    gone = admin.get(path)
    assert (gone.status_code, gone.json()["code"], gone.json()["version"]) == (410, "gone", 2)
    assert {admin.send(*request).status_code for request in gone_requests(path)} == {410}
    assert admin.get("/articles").json()["data"] == []
    [listed] = admin.get("/articles", {"withdrawn": "true"}).json()["data"]
    assert listed["withdrawn_at"] == gone.json()["withdrawn_at"]
    assert admin.get("/claims", {"status": "withdrawn"}).json()["data"][0]["text"] == "Only."
    posted = admin.post("/articles", {"url": listed["url"]})
    assert (posted.status_code, posted.json()["errors"][0]["code"]) == (409, "withdrawn")
    assert admin.post(f"{path}/restore", {}, If_Match='"2"').status_code == 200
    assert admin.get(path).status_code == 200
    assert admin.get("/claims", {"status": "proposed"}).json()["data"][0]["text"] == "Only."


def gone_requests(path: str) -> list[tuple[str, ...]]:
    return [
        ("PATCH", path, {"title": "New"}),  # type: ignore[list-item]
        ("GET", f"{path}/versions"),
        ("GET", f"{path}/versions/1"),
    ]
