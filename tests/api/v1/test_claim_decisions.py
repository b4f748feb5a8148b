"""Decisions on claims over the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from claims.models import Claim, Event
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import make_claim

pytestmark = pytest.mark.django_db
NOTHING = "claim_01h455vb4pex5vsknk084sn02q"


@pytest.fixture
def curator(caller_with: Callable[..., Caller]) -> Caller:
    """A caller that may curate."""
    return caller_with("curate", "read")


def test_accepting_increments_the_version_and_records_an_event(curator: Caller) -> None:
    claim = make_claim()

    response = curator.post(f"/claims/{type_id_of(claim)}/accept", {"reason": "The report says so."})

    assert response.status_code == 200
    assert (response.json()["status"], response.json()["version"]) == ("accepted", 2)
    event = Event.objects.get()
    assert (event.type, event.actor_type) == ("claim.accepted", "api_key")
    assert event.changes == {"status": ["proposed", "accepted"], "reason": [None, "The report says so."]}
    assert event.cause_id == response["X-Request-ID"]


def test_accepting_again_changes_nothing(curator: Caller) -> None:
    path = f"/claims/{type_id_of(make_claim())}/accept"

    answers = [curator.post(path).json() for _ in range(2)]

    assert [answer["version"] for answer in answers] == [2, 2]
    assert Event.objects.count() == 1


@pytest.mark.parametrize("reason", [" ", "\u200b\u2060"])
def test_a_reason_of_which_nothing_is_seen_is_refused(curator: Caller, reason: str) -> None:
    refused = curator.post(f"/claims/{type_id_of(make_claim())}/reject", {"reason": reason})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/reason"


def test_rejecting_needs_a_reason(curator: Caller) -> None:
    path = f"/claims/{type_id_of(make_claim())}/reject"

    refused = curator.post(path, {})
    done = curator.post(path, {"reason": "Nobody said that."})

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/reason")
    assert done.json()["status"] == "rejected"


def test_a_decision_can_be_reversed(curator: Caller) -> None:
    claim = make_claim(status="rejected")

    assert curator.post(f"/claims/{type_id_of(claim)}/reopen").json()["status"] == "proposed"


def test_a_merged_claim_cannot_be_decided(curator: Caller) -> None:
    claim = make_claim("Merged", status="merged", status_before="proposed", merged_into=make_claim("Target"))

    response = curator.post(f"/claims/{type_id_of(claim)}/accept")

    assert (response.status_code, response.json()["code"]) == (409, "conflict")


def test_a_decision_about_another_version_is_refused(curator: Caller) -> None:
    claim = make_claim(version=4)

    response = curator.post(f"/claims/{type_id_of(claim)}/accept", {}, If_Match='"3"')

    assert response.status_code == 412
    assert Claim.objects.get().status == "proposed"


@pytest.mark.parametrize("verb", ["accept", "reject", "reopen"])
def test_a_missing_claim_is_a_404(verb: str, curator: Caller) -> None:
    assert curator.post(f"/claims/{NOTHING}/{verb}", {"reason": "r"}).status_code == 404


def test_a_decision_has_no_get(curator: Caller) -> None:
    response = curator.get(f"/claims/{NOTHING}/accept")

    assert (response.status_code, response["Allow"]) == (405, "POST, OPTIONS")
