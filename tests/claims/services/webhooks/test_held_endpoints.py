"""HeldEndpoints: what a sender takes, and how its results are written."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from claims.models import Attempt, Delivery, Endpoint, EndpointQueue
from claims.pipeline.fetching.fetch import PostResponse
from claims.services.webhooks.endpoint_queue import TakenDelivery
from claims.services.webhooks.held_endpoints import HeldEndpoints
from claims.services.webhooks.results import Result
from tests.factories import NOW, make_delivery, make_endpoint, make_event

pytestmark = pytest.mark.django_db


def pending(endpoint: Endpoint, seq: int = 1, **values: object) -> Delivery:
    """A delivery that is due."""
    given = {"state": "pending", "attempt_count": 0, "next_attempt_at": NOW, "delivered_at": None}
    return make_delivery(endpoint, make_event(seq), **{**given, **values})


def make_trusted() -> None:
    """As if all endpoints had received much."""
    EndpointQueue.objects.update(standing="trusted", window_size=10)


def take() -> HeldEndpoints:
    """A sender that has taken what is due."""
    held = HeldEndpoints()
    held.take()
    return held


def ended(held: HeldEndpoints, batch: list[TakenDelivery], status: int) -> None:
    """The requests of these deliveries ended like this; the results are not written yet."""
    held.add([Result(taken, PostResponse(status, b"", 1, "127.0.0.1")) for taken in batch])


def test_an_attempt_is_written_when_its_delivery_is_taken() -> None:
    pending(make_endpoint())

    ((taken,), _) = HeldEndpoints().take()

    attempt = Attempt.objects.get()
    assert (attempt.pk, attempt.number, attempt.status, attempt.error) == (taken.attempt_id, 1, None, "")


@pytest.mark.parametrize("status", [204, 410, 500])
def test_a_result_that_comes_after_its_lease_changes_the_log_alone(status: int, settings: Settings) -> None:
    settings.LEASE_SECONDS = 0
    delivery = pending(make_endpoint())
    late = HeldEndpoints()
    ((taken,), _) = late.take()
    take()
    before = EndpointQueue.objects.values().get()

    late.add([Result(taken, PostResponse(status, b"", 1, "127.0.0.1"))])
    late.flush()

    delivery.refresh_from_db()
    endpoint = Endpoint.objects.get()
    assert (delivery.state, delivery.attempt_count) == ("pending", 0)
    assert (endpoint.state, endpoint.first_failed_at, endpoint.last_delivered_at) == ("active", None, None)
    assert EndpointQueue.objects.values().get() == before
    assert Attempt.objects.get(pk=taken.attempt_id).status == status


def test_a_result_after_the_delivery_was_cancelled_leaves_it_cancelled() -> None:
    delivery = pending(make_endpoint())
    held = HeldEndpoints()
    ((taken,), _) = held.take()
    Delivery.objects.update(state="cancelled", next_attempt_at=None)

    held.add([Result(taken, PostResponse(204, b"", 1, "127.0.0.1"))])
    held.flush()

    delivery.refresh_from_db()
    assert delivery.state == "cancelled"


def received(held: HeldEndpoints, batch: list[TakenDelivery]) -> None:
    """These deliveries arrived."""
    ended(held, batch, 204)
    held.flush()


def test_of_a_fast_endpoint_twelve_times_its_window_is_taken_and_then_as_many_as_have_ended() -> None:
    endpoint = make_endpoint()
    for seq in range(1, 126):
        pending(endpoint, seq)
    make_trusted()
    held = HeldEndpoints()

    batch, _ = held.take()
    too_soon, _ = held.take()
    received(held, batch[:3])
    more, _ = held.take()

    assert [len(batch), len(too_soon), len(more)] == [120, 0, 3]


def test_the_queue_of_a_fast_endpoint_is_written_when_it_is_given_back_and_not_with_each_result() -> None:
    endpoint = make_endpoint()
    pending(endpoint, 1)
    pending(endpoint, 2)
    make_trusted()
    held = HeldEndpoints()
    batch, _ = held.take()

    with CaptureQueriesContext(connection) as first:
        received(held, batch[:1])
    with CaptureQueriesContext(connection) as last:
        received(held, batch[1:])

    written = [
        sum("UPDATE claims_endpointqueue" in query["sql"] for query in queries) for queries in (first, last)
    ]
    assert written == [0, 1]
    assert list(Delivery.objects.values_list("state", flat=True)) == ["delivered", "delivered"]
    assert EndpointQueue.objects.get().lease_token is None
