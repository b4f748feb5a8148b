"""Endpoints are registered, changed, paused and deleted; a test event is delivered to one of them alone."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from pytest_django import Settings

from claims.errors import ConflictError, InputError, VersionError
from claims.models import Delivery, Endpoint, Event
from claims.services import encryption
from claims.services.webhooks import endpoints, fan_out, publish, redelivery
from claims.values import Actor
from tests.factories import NOW, make_delivery, make_endpoint, make_event

pytestmark = pytest.mark.django_db

ACTOR = Actor("user", "alice")
URL = "https://hooks.example.org/in"
OLD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_a_new_endpoint_is_active_and_its_secret_is_returned_and_stored_encrypted() -> None:
    endpoint, secret = endpoints.register_endpoint(
        url=URL, event_types=["claim.*"], min_severity=4, description="The desk", actor=ACTOR, now=NOW
    )

    stored = Endpoint.objects.get()
    assert (stored.url, stored.event_types, stored.min_severity) == (URL, ["claim.*"], 4)
    assert (stored.description, stored.state, stored.owner) == ("The desk", "active", "alice")
    assert secret.startswith("whsec_")
    assert secret.removeprefix("whsec_") not in stored.secret
    assert encryption.decrypt(stored.secret) == secret
    event = Event.objects.get()
    assert (event.type, event.subject_id, event.actor_id) == ("endpoint.created", endpoint.pk, "alice")


def test_two_endpoints_have_two_secrets() -> None:
    secrets = {endpoints.register_endpoint(url=URL, event_types=["*"], actor=ACTOR)[1] for _ in range(2)}

    assert len(secrets) == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "http://127.0.0.1/hooks"}, "/url"),
        ({"url": "ftp://example.org/"}, "/url"),
        ({"event_types": []}, "/event_types"),
        ({"event_types": ["claim.*"] * 51}, "/event_types"),
        ({"event_types": ["claim.*", "claim.eaten"]}, "/event_types/1"),
        ({"event_types": ["bird.*"]}, "/event_types/0"),
        ({"event_types": ["claim.*.*"]}, "/event_types/0"),
        ({"event_types": ["*.created"]}, "/event_types/0"),
        ({"event_types": [""]}, "/event_types/0"),
        ({"description": "a" * 201}, "/description"),
        ({"min_severity": 7}, "/min_severity"),
        ({"min_severity": -1}, "/min_severity"),
    ],
)
def test_an_invalid_value_is_refused_by_its_field_and_writes_nothing(
    values: dict[str, object], field: str
) -> None:
    with pytest.raises(InputError) as refused:
        endpoints.register_endpoint(**{"url": URL, "event_types": ["*"], **values}, actor=ACTOR)  # type: ignore[arg-type]

    assert refused.value.field == field
    assert (Endpoint.objects.count(), Event.objects.count()) == (0, 0)


@pytest.mark.parametrize("pattern", ["*", "claim.*", "claim.accepted", "api_key.*", "webhook.test"])
def test_types_and_patterns_are_taken(pattern: str) -> None:
    endpoint, _ = endpoints.register_endpoint(url=URL, event_types=[pattern], actor=ACTOR)

    assert endpoint.event_types == [pattern]


def test_a_change_is_an_event_with_before_and_after() -> None:
    endpoint = make_endpoint(min_severity=0)

    endpoints.update_endpoint(
        endpoint.pk, changes={"min_severity": 4, "event_types": ["*"]}, expected_version=1, actor=ACTOR
    )

    assert (Endpoint.objects.get().min_severity, Endpoint.objects.get().version) == (4, 2)
    assert Event.objects.get().changes == {"min_severity": [0, 4]}


def test_an_old_version_is_refused() -> None:
    endpoint = make_endpoint(version=3)

    with pytest.raises(VersionError):
        endpoints.update_endpoint(endpoint.pk, changes={"min_severity": 4}, expected_version=2, actor=ACTOR)


def test_an_endpoint_cannot_be_disabled_by_a_change() -> None:
    endpoint = make_endpoint()

    with pytest.raises(InputError, match="Set the state to active or paused"):
        endpoints.update_endpoint(endpoint.pk, changes={"state": "disabled"}, actor=ACTOR)


def test_an_endpoint_that_is_active_again_has_its_failures_forgiven() -> None:
    endpoint = make_endpoint(state="disabled", disabled_reason="410", first_failed_at=NOW)

    endpoints.update_endpoint(endpoint.pk, changes={"state": "active"}, actor=ACTOR)

    stored = Endpoint.objects.get()
    assert (stored.state, stored.disabled_reason, stored.first_failed_at) == ("active", "", None)


def test_pausing_keeps_what_is_pending() -> None:
    endpoint = make_endpoint()
    make_delivery(endpoint, state="pending", next_attempt_at=NOW, delivered_at=None)

    endpoints.update_endpoint(endpoint.pk, changes={"state": "paused"}, actor=ACTOR)

    assert Delivery.objects.get().state == "pending"


def test_a_rotation_keeps_the_old_secret_for_the_overlap(settings: Settings) -> None:
    settings.WEBHOOK_SECRET_OVERLAP_SECONDS = 3600
    endpoint = make_endpoint()

    _, secret = endpoints.rotate_secret(endpoint.pk, actor=ACTOR, now=NOW)

    stored = Endpoint.objects.get()
    assert encryption.decrypt(stored.secret) == secret != OLD_SECRET
    assert encryption.decrypt(stored.previous_secret) == OLD_SECRET
    assert (stored.previous_secret_until, stored.version) == (NOW + timedelta(hours=1), 2)
    event = Event.objects.get()
    assert event.changes == {"previous_secret_until": [None, "2025-02-01T13:00:00Z"]}


def test_no_event_holds_a_secret() -> None:
    endpoint, secret = endpoints.register_endpoint(url=URL, event_types=["*"], actor=ACTOR)
    _, second = endpoints.rotate_secret(endpoint.pk, actor=ACTOR)

    written = str(list(Event.objects.values()))
    assert secret.removeprefix("whsec_") not in written
    assert second.removeprefix("whsec_") not in written


def test_a_deleted_endpoint_loses_its_secrets_and_keeps_its_log() -> None:
    endpoint = make_endpoint(previous_secret="encrypted")
    make_delivery(endpoint, make_event(1))
    make_delivery(endpoint, make_event(2), state="pending", next_attempt_at=NOW, delivered_at=None)

    endpoints.delete_endpoint(endpoint.pk, actor=ACTOR, now=NOW)

    stored = Endpoint.objects.get()
    assert (stored.deleted_at, stored.secret, stored.previous_secret) == (NOW, "", "")
    assert list(Delivery.objects.order_by("event__seq").values_list("state", flat=True)) == [
        "delivered",
        "cancelled",
    ]
    assert Event.objects.filter(type="endpoint.deleted", subject_id=endpoint.pk).count() == 1


def test_a_deleted_endpoint_is_not_there_for_any_change() -> None:
    endpoint = make_endpoint(deleted_at=NOW)

    for change in (
        lambda: endpoints.update_endpoint(endpoint.pk, changes={"state": "active"}, actor=ACTOR),
        lambda: endpoints.rotate_secret(endpoint.pk, actor=ACTOR),
        lambda: endpoints.delete_endpoint(endpoint.pk, actor=ACTOR),
        lambda: endpoints.send_test(endpoint.pk, actor=ACTOR),
        lambda: redelivery.recover(endpoint.pk, since=NOW, actor=ACTOR),
    ):
        with pytest.raises(Endpoint.DoesNotExist):
            change()


def test_a_test_event_goes_to_its_endpoint_alone_whatever_that_listens_to() -> None:
    make_endpoint(event_types=["*", "webhook.test"])
    endpoint = make_endpoint(event_types=["claim.created"], min_severity=6)

    endpoints.send_test(endpoint.pk, actor=ACTOR)
    publish.publish_events()
    fan_out.fan_out_events()

    delivery = Delivery.objects.select_related("event").get()
    assert (delivery.endpoint_id, delivery.event.type, delivery.event.seq) == (endpoint.pk, "webhook.test", 1)


def test_a_paused_endpoint_takes_no_test_event() -> None:
    endpoint = make_endpoint(state="paused")

    with pytest.raises(ConflictError, match="The endpoint is paused"):
        endpoints.send_test(endpoint.pk, actor=ACTOR)


def test_a_missing_endpoint_does_not_exist() -> None:
    with pytest.raises(Endpoint.DoesNotExist):
        endpoints.rotate_secret(uuid.uuid4(), actor=ACTOR)
