"""A settled delivery is sent again, and so are the events that an endpoint missed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from claims.errors import ConflictError
from claims.models import Delivery, Endpoint, EndpointQueue, FeedPosition
from claims.services.webhooks import endpoints, fan_out, publish, redelivery
from claims.values import Actor
from tests.factories import NOW, make_claim, make_delivery, make_endpoint, make_event

pytestmark = pytest.mark.django_db

ACTOR = Actor("user", "alice")
URL = "https://hooks.example.org/in"
OLD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def since_before(**values: object) -> Endpoint:
    """An active endpoint that has been there for a year."""
    endpoint = make_endpoint(**values)
    Endpoint.objects.update(created_at=NOW - timedelta(days=365))
    endpoint.refresh_from_db()
    return endpoint


def recover(endpoint: Endpoint, since: object = NOW, *, handled: int = 1000) -> int:
    """Recover, when events up to this seq have been fanned out."""
    FeedPosition.objects.update_or_create(name="webhooks", defaults={"seq": handled})
    return redelivery.recover(endpoint.pk, since=since, actor=ACTOR, now=NOW)  # type: ignore[arg-type]


def test_a_settled_delivery_is_sent_again_as_one_of_its_own() -> None:
    delivery = make_delivery()

    again = redelivery.redeliver(delivery.pk, actor=ACTOR, now=NOW)

    assert (again.event_id, again.endpoint_id, again.redelivery_of) == (
        delivery.event_id,
        delivery.endpoint_id,
        delivery,
    )
    assert (again.state, again.next_attempt_at, again.attempt_count) == ("pending", NOW, 0)
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


def test_a_pending_delivery_is_not_sent_twice() -> None:
    delivery = make_delivery(state="pending", next_attempt_at=NOW, delivered_at=None)

    with pytest.raises(ConflictError, match="still pending"):
        redelivery.redeliver(delivery.pk, actor=ACTOR)


@pytest.mark.parametrize("values", [{"state": "paused"}, {"deleted_at": NOW}])
def test_nothing_is_sent_again_to_an_endpoint_that_is_not_active(values: dict[str, object]) -> None:
    delivery = make_delivery(make_endpoint(**values))

    with pytest.raises(ConflictError, match="not active"):
        redelivery.redeliver(delivery.pk, actor=ACTOR)


def test_exhausted_and_cancelled_deliveries_are_recovered_and_arrived_ones_are_not() -> None:
    endpoint = since_before()
    for seq, state in enumerate(["exhausted", "cancelled", "delivered"], start=1):
        make_delivery(endpoint, make_event(seq), state=state, attempt_count=10)

    assert recover(endpoint) == 2

    assert list(
        Delivery.objects.order_by("event__seq").values_list("state", "attempt_count", "next_attempt_at")
    ) == [("pending", 0, NOW), ("pending", 0, NOW), ("delivered", 10, None)]


def test_what_was_lost_before_the_given_time_is_not_recovered() -> None:
    endpoint = since_before()
    early = make_event(1, occurred_at=NOW - timedelta(seconds=1))
    make_delivery(endpoint, early, state="exhausted")

    assert recover(endpoint, since=NOW) == 0
    assert recover(endpoint, since=NOW - timedelta(seconds=1)) == 1


def test_the_deliveries_of_other_endpoints_are_left_alone() -> None:
    other = make_delivery(since_before(), state="exhausted")
    endpoint = since_before(event_types=["entity.*"])

    assert recover(endpoint) == 0

    other.refresh_from_db()
    assert other.state == "exhausted"


def test_events_while_an_endpoint_was_paused_get_no_delivery_until_they_are_recovered() -> None:
    endpoint = since_before(state="paused", event_types=["claim.*"])
    make_event(occurred_at=NOW)
    publish.publish_events()
    fan_out.fan_out_events()

    endpoints.update_endpoint(endpoint.pk, changes={"state": "active"}, actor=ACTOR)
    publish.publish_events()
    fan_out.fan_out_events()
    assert Delivery.objects.filter(event__type="claim.accepted").count() == 0

    assert recover(endpoint) == 1
    assert recover(endpoint) == 0
    assert Delivery.objects.get().event.type == "claim.accepted"


def test_events_before_the_endpoint_was_made_are_not_recovered() -> None:
    make_event(1, occurred_at=NOW - timedelta(seconds=1))
    at_once = make_event(2, occurred_at=NOW)
    endpoint = make_endpoint()
    Endpoint.objects.update(created_at=NOW)

    assert recover(endpoint, since=NOW - timedelta(days=20)) == 1

    assert Delivery.objects.get().event == at_once


def test_events_of_more_than_thirty_days_ago_are_not_recovered() -> None:
    endpoint = since_before()
    make_event(1, occurred_at=NOW - timedelta(days=30, seconds=1))
    month_old = make_event(2, occurred_at=NOW - timedelta(days=30))

    assert recover(endpoint, since=NOW - timedelta(days=60)) == 1

    assert Delivery.objects.get().event == month_old


def test_an_event_without_seq_is_left_to_the_sequencer() -> None:
    endpoint = since_before()
    make_event(occurred_at=NOW)

    assert recover(endpoint) == 0


def test_an_event_that_is_not_fanned_out_yet_is_not_recovered() -> None:
    endpoint = since_before()
    make_event(1, occurred_at=NOW)
    make_event(2, occurred_at=NOW)

    assert recover(endpoint, handled=1) == 1

    assert Delivery.objects.get().event.seq == 1


def test_recovery_skips_events_that_the_endpoint_does_not_receive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redelivery, "MAX_RECOVERED", 1)
    endpoint = since_before(event_types=["claim.*"])
    make_event(1, type="entity.created")
    make_event(2, subject=make_claim())
    make_event(3, subject=make_claim())

    assert recover(endpoint) == 1
    assert recover(endpoint) == 1
    assert recover(endpoint) == 0


def test_only_an_active_endpoint_recovers() -> None:
    endpoint = make_endpoint(state="disabled", disabled_reason="410")

    with pytest.raises(ConflictError, match="Set its state to active first"):
        recover(endpoint)


def test_the_settled_deliveries_of_a_period_are_sent_again_once_each() -> None:
    endpoint = since_before()
    times = [NOW - timedelta(hours=3), NOW - timedelta(hours=2), NOW - timedelta(hours=1), NOW]
    for seq, (state, occurred_at) in enumerate(
        zip(["delivered", "delivered", "exhausted", "delivered"], times, strict=True), start=1
    ):
        make_delivery(endpoint, make_event(seq, occurred_at=occurred_at), state=state)
    redelivery.redeliver(Delivery.objects.get(event__seq=2).pk, actor=ACTOR)

    count = redelivery.redeliver_period(
        endpoint.pk, since=NOW - timedelta(hours=2), until=NOW, actor=ACTOR, now=NOW
    )

    assert count == 2
    again = Delivery.objects.filter(redelivery_of__isnull=False, next_attempt_at=NOW)
    assert sorted(again.values_list("event__seq", "state", "redelivery_of__event__seq")) == [
        (2, "pending", 2),
        (3, "pending", 3),
    ]
    assert EndpointQueue.objects.exclude(next_due_at=None).exists()


def test_a_period_is_sent_again_to_an_active_endpoint_only() -> None:
    endpoint = make_endpoint(state="paused")

    with pytest.raises(ConflictError, match="not active"):
        redelivery.redeliver_period(endpoint.pk, since=NOW, until=NOW + timedelta(days=1), actor=ACTOR)
