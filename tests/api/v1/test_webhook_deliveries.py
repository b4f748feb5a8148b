"""Webhook deliveries over the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from claims.models import Attempt, Delivery
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import NOW, make_delivery, make_endpoint, make_event

pytestmark = pytest.mark.django_db
NOTHING = "/webhook-deliveries/delivery_01h455vb4pex5vsknk084sn02q"


@pytest.fixture
def owner(caller_with: Callable[..., Caller]) -> Caller:
    """A caller that may manage webhooks."""
    return caller_with("webhooks")


def test_a_delivery_shows_its_attempts(owner: Caller) -> None:
    delivery = make_delivery(make_endpoint(owner=owner.id), attempt_count=2)
    Attempt.objects.create(delivery=delivery, number=1, started_at=NOW, error="timed_out")
    Attempt.objects.create(delivery=delivery, number=2, started_at=NOW, status=200, elapsed_ms=12)

    answer = owner.get(f"/webhook-deliveries/{type_id_of(delivery)}").json()
    listed = owner.get("/webhook-deliveries").json()["data"][0]

    assert (answer["state"], answer["event_type"]) == ("delivered", "claim.accepted")
    assert [(row["number"], row["status"], row["error"]) for row in answer["attempts"]] == [
        (1, None, "timed_out"),
        (2, 200, ""),
    ]
    assert "attempts" not in listed


def test_a_delivery_is_sent_again_as_another(owner: Caller) -> None:
    delivery = make_delivery(make_endpoint(owner=owner.id))

    response = owner.post(f"/webhook-deliveries/{type_id_of(delivery)}/redeliver")

    answer = response.json()
    assert response.status_code == 202
    assert (answer["state"], answer["redelivery_of"]) == ("pending", type_id_of(delivery))
    assert answer["event"] == type_id_of(delivery.event)
    assert response["Location"] == f"/api/v1/webhook-deliveries/{answer['id']}"


def test_a_pending_delivery_is_not_sent_again(owner: Caller) -> None:
    delivery = make_delivery(
        make_endpoint(owner=owner.id), state="pending", next_attempt_at=NOW, delivered_at=None
    )

    response = owner.post(f"/webhook-deliveries/{type_id_of(delivery)}/redeliver")

    assert (response.status_code, response.json()["code"]) == (409, "conflict")
    assert Delivery.objects.count() == 1


def test_a_missing_delivery_is_a_404(owner: Caller) -> None:
    assert [owner.get(NOTHING).status_code, owner.post(f"{NOTHING}/redeliver").status_code] == [404, 404]


def test_filters_narrow_the_list(owner: Caller) -> None:
    endpoint, event = make_endpoint(owner=owner.id), make_event(7)
    wanted = make_delivery(endpoint, event, state="exhausted", delivered_at=None)
    make_delivery(make_endpoint(owner=owner.id), make_event(8))

    for query in (
        f"endpoint={type_id_of(endpoint)}",
        f"event={type_id_of(event)}",
        "state=exhausted",
        "state.in=exhausted,cancelled",
    ):
        data = owner.get(f"/webhook-deliveries?{query}").json()["data"]
        assert [row["id"] for row in data] == [type_id_of(wanted)]


def test_deliveries_cannot_be_created(owner: Caller) -> None:
    assert owner.post("/webhook-deliveries", {}).status_code == 405


def test_deliveries_to_the_endpoints_of_another_key_are_hidden(
    owner: Caller, admin: Caller, caller_with: Callable[..., Caller]
) -> None:
    delivery = make_delivery(make_endpoint(owner=owner.id))
    other, path = caller_with("webhooks"), f"/webhook-deliveries/{type_id_of(delivery)}"

    assert other.get("/webhook-deliveries").json()["data"] == []
    assert [other.get(path).status_code, other.post(f"{path}/redeliver").status_code] == [404, 404]
    assert admin.get(path).status_code == 200
    assert Delivery.objects.count() == 1
