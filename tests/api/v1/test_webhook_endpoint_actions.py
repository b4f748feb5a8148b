"""Actions on webhook endpoints over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from claims.models import Delivery, Endpoint, FeedPosition
from claims.services import encryption
from claims.services.events import type_id_of
from claims.services.webhooks import fan_out, publish
from tests.callers import Caller
from tests.factories import make_delivery, make_endpoint, make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(caller_with: Callable[..., Caller]) -> Caller:
    """A caller that may manage webhooks."""
    return caller_with("webhooks")


def path_of(endpoint: Endpoint) -> str:
    """Where it is."""
    return f"/webhook-endpoints/{type_id_of(endpoint)}"


def test_rotating_creates_another_secret(owner: Caller) -> None:
    endpoint = make_endpoint(owner=owner.id)

    answer = owner.post(f"{path_of(endpoint)}/rotate-secret").json()

    endpoint.refresh_from_db()
    assert answer["secret"] != "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert encryption.decrypt(endpoint.secret) == answer["secret"]
    assert answer["previous_secret_until"] is not None


def test_a_test_goes_to_this_endpoint_alone(owner: Caller) -> None:
    endpoint = make_endpoint(owner=owner.id, event_types=["article.created"])
    make_endpoint(owner=owner.id)

    response = owner.post(f"{path_of(endpoint)}/test")

    assert response.status_code == 202
    assert (response.json()["object"], response.json()["type"]) == ("event", "webhook.test")
    publish.publish_events()
    fan_out.fan_out_events()
    assert Delivery.objects.get().endpoint == endpoint


def test_a_paused_endpoint_is_not_tested(owner: Caller) -> None:
    response = owner.post(f"{path_of(make_endpoint(owner=owner.id, state='paused'))}/test")

    assert (response.status_code, response.json()["code"]) == (409, "conflict")


def test_recover_sends_missed_events_again(owner: Caller) -> None:
    endpoint = make_endpoint(owner=owner.id)
    make_delivery(endpoint, make_event(1), state="exhausted", delivered_at=None)
    make_delivery(endpoint, make_event(2))

    response = owner.post(f"{path_of(endpoint)}/recover", {"since": "2025-01-01T00:00:00Z"})

    assert (response.status_code, response.json()) == (202, {"deliveries": 1})
    assert Delivery.objects.filter(state="pending").count() == 1


@pytest.mark.parametrize("body", [{}, {"since": "yesterday"}, {"since": 5}, {"since": "2025-01-01T00:00:00"}])
def test_recovering_needs_a_time(body: dict[str, Any], owner: Caller) -> None:
    response = owner.post(f"{path_of(make_endpoint(owner=owner.id))}/recover", body)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "/since")


def test_the_events_of_a_period_are_sent_again(owner: Caller) -> None:
    endpoint = make_endpoint(owner=owner.id)
    make_delivery(endpoint, make_event(1))

    response = owner.post(
        f"{path_of(endpoint)}/redeliver", {"since": "2025-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}
    )

    assert (response.status_code, response.json()) == (202, {"deliveries": 1})
    assert Delivery.objects.filter(redelivery_of__isnull=False, state="pending").count() == 1


@pytest.mark.parametrize("until", ["2025-01-01T00:00:00Z", "2025-01-01T01:00:00+02:00"])
def test_a_period_that_ends_before_it_begins_is_refused_by_name(until: str, owner: Caller) -> None:
    body = {"since": "2025-01-01T00:00:00Z", "until": until}

    response = owner.post(f"{path_of(make_endpoint(owner=owner.id))}/redeliver", body)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/until")


def test_an_explanation_has_each_criterion_and_the_deliveries_that_were_made(owner: Caller) -> None:
    endpoint = make_endpoint(owner=owner.id, event_types=["claim.*"], min_severity=4)
    event = make_event(1, severity=3)
    delivery = make_delivery(endpoint, event)
    FeedPosition.objects.create(name="webhooks", seq=1)

    response = owner.get(f"{path_of(endpoint)}/explain?event={type_id_of(event)}")

    answer = response.json()
    assert (response.status_code, answer["object"], answer["is_match"]) == (200, "explanation", False)
    assert [(row["name"], row["is_met"]) for row in answer["criteria"]] == [
        ("published", True),
        ("state", True),
        ("type", True),
        ("severity", False),
    ]
    assert answer["criteria"][-1]["detail"] == "Severity 3 is below the minimum of 4."
    assert [row["id"] for row in answer["deliveries"]] == [type_id_of(delivery)]


def test_an_explanation_says_that_an_event_of_another_owners_endpoint_is_not_sent(
    owner: Caller, admin: Caller
) -> None:
    endpoint = make_endpoint(owner=owner.id, event_types=["endpoint.*"])
    other, own = (
        make_event(type="endpoint.updated", subject_type="endpoint", subject_id=subject.pk)
        for subject in (make_endpoint(owner="eve"), endpoint)
    )

    answers = [
        admin.get(f"{path_of(endpoint)}/explain?event={type_id_of(event)}").json() for event in (other, own)
    ]

    unmet = [[row["name"] for row in answer["criteria"] if not row["is_met"]] for answer in answers]
    assert unmet == [["published", "owner"], ["published"]]


@pytest.mark.parametrize(
    ("query", "status"), [("", 400), ("?event=event_01h455vb4pex5vsknk084sn02q", 404), ("?event=x", 400)]
)
def test_an_explanation_needs_an_event(owner: Caller, query: str, status: int) -> None:
    assert owner.get(f"{path_of(make_endpoint(owner=owner.id))}/explain{query}").status_code == status
