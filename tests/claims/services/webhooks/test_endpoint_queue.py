"""Endpoints are due by their queue, first attempts before retries, and a failing one rests."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from claims.errors import FetchError
from claims.models import Attempt, Delivery, Endpoint, EndpointQueue
from claims.pipeline.fetching.fetch import PostResponse
from claims.services.webhooks import endpoint_queue, endpoints, results
from claims.services.webhooks.held_endpoints import HeldEndpoints
from claims.services.webhooks.results import Result
from claims.values import Actor
from claims.vocabulary import Standing
from tests.factories import NOW, make_delivery, make_endpoint, make_event

pytestmark = pytest.mark.django_db


def pending(endpoint: Endpoint, seq: int, **values: object) -> Delivery:
    """A delivery that is due."""
    given = {"state": "pending", "attempt_count": 0, "next_attempt_at": NOW, "delivered_at": None}
    return make_delivery(endpoint, make_event(seq), **{**given, **values})


def answer(held: HeldEndpoints, status: int, **values: int) -> int:
    """Take what is due and let each request end like this. Returns how many there were."""
    batch, _ = held.take()
    response = PostResponse(status, b"", 1, "127.0.0.1", **values)
    held.add([Result(taken, response) for taken in batch])
    held.flush()
    return len(batch)


def queue_of(endpoint: Endpoint) -> EndpointQueue:
    return EndpointQueue.objects.get(endpoint=endpoint)


def rest_of(endpoint: Endpoint) -> float:
    """Seconds until the endpoint is due."""
    due_at = queue_of(endpoint).next_due_at
    assert due_at is not None
    return (due_at - timezone.now()).total_seconds()


def test_an_endpoint_gets_more_requests_with_each_success() -> None:
    endpoint = make_endpoint()
    for seq in range(1, 9):
        pending(endpoint, seq)
    held = HeldEndpoints()

    assert [answer(held, 204) for _ in range(4)] == [1, 2, 5, 0]

    queue = queue_of(endpoint)
    assert (queue.standing, queue.window_size, queue.lease_token, queue.next_due_at) == (
        "trusted",
        10,
        None,
        None,
    )


def test_first_attempts_go_before_retries() -> None:
    endpoint = make_endpoint()
    retry = pending(endpoint, 1, attempt_count=3)
    first = pending(endpoint, 2, next_attempt_at=NOW + timedelta(seconds=1))
    EndpointQueue.objects.update(window_size=2)

    batch, _ = HeldEndpoints().take()

    assert {taken.id for taken in batch} == {first.pk, retry.pk}
    EndpointQueue.objects.update(window_size=1, lease_token=None, lease_until=None, next_due_at=NOW)
    batch, _ = HeldEndpoints().take()
    assert [taken.id for taken in batch] == [first.pk]


def test_an_endpoint_that_fails_again_rests_with_all_of_its_deliveries() -> None:
    endpoint = make_endpoint()
    for seq in range(1, 6):
        pending(endpoint, seq)
    held = HeldEndpoints()

    assert [answer(held, 500) for _ in range(3)] == [1, 1, 0]

    queue = queue_of(endpoint)
    assert (queue.standing, queue.window_size, queue.failure_count) == ("failing", 1, 2)
    assert 0.5 < rest_of(endpoint) <= 1.2
    assert Delivery.objects.filter(attempt_count=0, next_attempt_at=NOW).count() == 3


def test_a_new_event_does_not_end_the_rest_of_an_endpoint() -> None:
    endpoint = make_endpoint()
    pending(endpoint, 1)
    EndpointQueue.objects.update(failure_count=9, standing="failing")
    answer(HeldEndpoints(), 500)

    pending(endpoint, 2)

    assert rest_of(endpoint) > 200


def test_retry_after_lengthens_the_rest_of_an_endpoint() -> None:
    endpoint = make_endpoint()
    pending(endpoint, 1)
    pending(endpoint, 2)

    answer(HeldEndpoints(), 503, retry_after_seconds=120)

    assert 90 < rest_of(endpoint) < 150


def test_ten_requests_that_fail_together_are_one_failure_of_the_endpoint() -> None:
    endpoint = make_endpoint()
    for seq in range(1, 11):
        pending(endpoint, seq)
    EndpointQueue.objects.update(window_size=10, standing="trusted")

    assert answer(HeldEndpoints(), 500) == 10

    assert queue_of(endpoint).failure_count == 1


def test_a_success_ends_the_failures_of_an_endpoint() -> None:
    endpoint = make_endpoint()
    pending(endpoint, 1)
    EndpointQueue.objects.update(failure_count=9, standing="failing")

    answer(HeldEndpoints(), 204)

    queue = queue_of(endpoint)
    assert (queue.standing, queue.failure_count, queue.rests_until) == ("trusted", 0, None)


def test_an_endpoint_that_is_active_again_is_tried_at_once_like_a_new_one() -> None:
    endpoint = make_endpoint(state="paused")
    pending(endpoint, 1)
    EndpointQueue.objects.update(failure_count=9, standing="failing", next_due_at=None)

    endpoints.update_endpoint(endpoint.pk, changes={"state": "active"}, actor=Actor("user", "alice"))

    queue = queue_of(endpoint)
    assert (queue.standing, queue.window_size, queue.failure_count) == ("unproven", 1, 0)
    assert rest_of(endpoint) < 1


def test_an_endpoint_is_due_again_when_its_next_delivery_is() -> None:
    endpoint = make_endpoint()
    pending(endpoint, 1)
    later = timezone.now() + timedelta(hours=2)
    pending(endpoint, 2, next_attempt_at=later, attempt_count=4)

    answer(HeldEndpoints(), 204)

    assert queue_of(endpoint).next_due_at == later


def test_a_delivery_whose_endpoint_was_deleted_meanwhile_is_cancelled() -> None:
    endpoint = make_endpoint()
    endpoints.delete_endpoint(endpoint.pk, actor=Actor("user", "alice"))
    delivery = pending(endpoint, 1)  # its event fanned out while the endpoint was deleted

    held = HeldEndpoints()
    assert held.take()[0] == []
    held.flush()

    delivery.refresh_from_db()
    assert (delivery.state, queue_of(endpoint).next_due_at) == ("cancelled", None)


def test_a_result_of_a_paused_endpoint_is_recorded() -> None:
    endpoint = make_endpoint()
    first = pending(endpoint, 1)
    second = pending(endpoint, 2)
    held = HeldEndpoints()
    batch, _ = held.take()
    endpoints.update_endpoint(endpoint.pk, changes={"state": "paused"}, actor=Actor("user", "alice"))

    held.add([Result(taken, PostResponse(204, b"", 1, "127.0.0.1")) for taken in batch])
    held.flush()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, queue_of(endpoint).next_due_at) == ("delivered", "pending", None)


def test_a_result_that_cannot_be_written_is_put_off_and_the_others_are_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    poisoned = make_endpoint()
    for seq in range(1, 5):
        pending(make_endpoint() if seq != 3 else poisoned, seq)
    held = HeldEndpoints()
    batch, _ = held.take()
    bad = {taken.id for taken in batch if taken.endpoint_id == poisoned.pk}
    row = results._attempt_row

    def fail_for_one(result: Result) -> object:
        if result.taken.id in bad:
            raise ZeroDivisionError
        return row(result)

    monkeypatch.setattr(results, "_attempt_row", fail_for_one)
    held.add([Result(taken, FetchError("No.", code="timed_out")) for taken in batch])
    held.flush()

    assert Attempt.objects.filter(error="timed_out").count() == 3
    postponed = Delivery.objects.get(pk__in=bad)
    assert (postponed.state, postponed.attempt_count) == ("pending", 0)
    assert not EndpointQueue.objects.exclude(lease_token=None).exists()
    assert rest_of(poisoned) > 50


@pytest.mark.parametrize("standing", list(Standing))
def test_leasing_reads_the_index_and_not_the_table(standing: Standing) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN " + endpoint_queue._DUE.format(standing=standing, order="ASC", limit="limit"),
            {"busy": [], "token": None, "limit": 10},
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Index Scan using endpoint_queue_due" in plan
    assert "Sort" not in plan
