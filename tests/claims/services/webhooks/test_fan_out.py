"""Each numbered event gets a delivery for each endpoint that listens to it, once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from claims.models import Delivery, EndpointQueue, Event, FeedPosition
from claims.services.webhooks import endpoints, fan_out, publish
from claims.values import Actor
from tests.factories import make_endpoint, make_event

pytestmark = pytest.mark.django_db

ACTOR = Actor("user", "alice")


def publish_all() -> None:
    """Number the events, and make their deliveries."""
    while publish.publish_events():
        pass
    while fan_out.fan_out_events():
        pass


def record(event_type: str = "claim.evidence_changed", *, severity: int = 0) -> Event:
    return make_event(type=event_type, severity=severity)


@pytest.mark.parametrize(
    ("event_types", "min_severity", "count"),
    [
        (["*"], 0, 1),
        (["claim.*"], 0, 1),
        (["*", "claim.*", "claim.evidence_changed"], 0, 1),
        (["claim.evidence_changed"], 4, 1),
        (["claim.created"], 0, 0),
        (["citation.*"], 0, 0),
        (["webhook.test"], 0, 0),
        (["*"], 5, 0),
    ],
)
def test_an_endpoint_receives_the_types_that_it_listens_to_from_its_severity_on(
    event_types: list[str], min_severity: int, count: int
) -> None:
    make_endpoint(event_types=event_types, min_severity=min_severity)
    record(severity=4)

    publish_all()

    assert Delivery.objects.count() == count


def test_a_recovery_goes_to_those_who_received_what_it_ends() -> None:
    heard = make_endpoint(min_severity=4)
    make_endpoint(min_severity=6)
    make_event(type="claim.evidence_changed", severity=2, recovers=5)

    publish_all()

    assert [delivery.endpoint_id for delivery in Delivery.objects.all()] == [heard.pk]


@pytest.mark.parametrize(
    ("event_types", "count"), [(["*"], 0), (["endpoint.*"], 1), (["endpoint.created"], 1)]
)
def test_events_of_endpoints_go_to_those_that_name_them(event_types: list[str], count: int) -> None:
    endpoints.register_endpoint(url="https://hooks.example.org/in", event_types=event_types, actor=ACTOR)

    publish_all()

    assert Delivery.objects.count() == count


@pytest.mark.parametrize("values", [{"state": "paused"}, {"deleted_at": timezone.now()}])
def test_an_endpoint_that_is_not_active_gets_no_delivery(values: dict[str, object]) -> None:
    make_endpoint(**values)
    record()

    publish_all()

    assert Delivery.objects.count() == 0


def test_a_test_event_goes_to_its_endpoint_alone() -> None:
    make_endpoint(event_types=["*", "webhook.*"])
    endpoint = make_endpoint(event_types=["entity.created"], min_severity=6)
    endpoints.send_test(endpoint.pk, actor=ACTOR)
    record()

    publish_all()

    assert [row.endpoint_id for row in Delivery.objects.filter(event__type="webhook.test")] == [endpoint.pk]


def test_an_endpoint_is_due_with_its_deliveries() -> None:
    endpoint = make_endpoint()
    record()

    publish_all()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempt_count) == ("pending", 0)
    assert EndpointQueue.objects.get().endpoint_id == endpoint.pk
    assert EndpointQueue.objects.filter(next_due_at__gte=delivery.next_attempt_at).exists()


def test_each_event_is_handled_once_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fan_out, "BATCH", 2)
    make_endpoint()
    for _ in range(3):
        record()
    publish.publish_events()

    assert [fan_out.fan_out_events() for _ in range(3)] == [2, 1, 0]

    assert sorted(Delivery.objects.values_list("event__seq", flat=True)) == [1, 2, 3]
    assert FeedPosition.objects.get().seq == 3


def test_a_batch_is_small_while_many_endpoints_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fan_out, "MAX_DELIVERIES", 4)
    for _ in range(2):
        make_endpoint(event_types=["claim.*"])
    make_endpoint(event_types=["entity.*"])
    for _ in range(3):
        record()
    publish.publish_events()

    assert [fan_out.fan_out_events() for _ in range(3)] == [2, 1, 0]


def test_the_keys_of_deliveries_are_in_the_order_of_time() -> None:
    make_endpoint()
    before = record()
    publish_all()
    after = record()

    key = Delivery.objects.get().pk

    assert before.pk < key < after.pk
    assert (key.version, key.variant) == (7, "specified in RFC 4122")


@pytest.mark.django_db(transaction=True)
def test_the_seq_of_an_event_is_visible_while_other_events_are_fanned_out() -> None:
    make_endpoint()
    fan_out.fan_out_events()
    record()
    publish.publish_events()
    made, release = threading.Event(), threading.Event()

    def fan_out_slowly() -> None:
        with transaction.atomic():
            fan_out.fan_out_events()
            made.set()
            release.wait(10)
        connection.close()

    other = threading.Thread(target=fan_out_slowly)
    other.start()
    made.wait(10)
    later = record()
    published = publish.publish_events(), fan_out.fan_out_events()
    later.refresh_from_db()
    seq = later.seq
    release.set()
    other.join()

    assert (published, seq) == ((1, 0), 2)
    assert fan_out.fan_out_events() == 1
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize(
    ("subject_type", "owners"),
    [("endpoint", ["ada", "root"]), ("api_key", ["root"])],
)
def test_events_of_endpoints_and_keys_go_to_their_owner_and_to_operators(
    subject_type: str, owners: list[str]
) -> None:
    own = make_endpoint(event_types=["endpoint.*", "api_key.*"], owner="ada")
    make_endpoint(event_types=["endpoint.*", "api_key.*"], owner="eve")
    make_endpoint(event_types=["endpoint.*", "api_key.*"], owner="root", is_operator=True)
    make_event(type=f"{subject_type}.created", subject_type=subject_type, subject_id=own.pk)

    publish_all()

    assert sorted(Delivery.objects.values_list("endpoint__owner", flat=True)) == owners
