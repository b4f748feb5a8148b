"""Deliveries are signed, attempted, repeated and given up as Standard Webhooks asks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest
from django.utils import timezone
from pytest_django import Settings
from standardwebhooks import Webhook

from claims.models import Attempt, Claim, Delivery, Endpoint, Event
from claims.services import events, retention
from claims.services.webhooks import endpoints, notify, publish
from claims.values import Actor

ACTOR = Actor("user", "alice")
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


class Receiver:
    """A loopback receiver that answers what a test tells it to, and keeps what it got."""

    def __init__(self) -> None:
        self.status = 204
        self.headers: dict[str, str] = {}
        self.got: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    receiver = Receiver()
    yield receiver
    receiver.close()


def subscribe(receiver: Receiver) -> str:
    """An endpoint at the receiver with one event on its way; answers its secret."""
    _, secret = endpoints.register_endpoint(url=receiver.url, event_types=["claim.*"], actor=ACTOR)
    claim = Claim.objects.create(
        text="Kestrel flies.", kind="attribute", identity_key="kestrel", first_seen_at=NOW, last_seen_at=NOW
    )
    changes = {"evidence_state": ("standing", "weakened")}
    events.record(Event.Type.CLAIM_EVIDENCE_CHANGED, claim, actor=ACTOR, now=NOW, changes=changes, severity=4)
    publish.publish_events()
    return secret


def test_a_delivery_carries_a_signature_that_the_reference_verifier_accepts(receiver: Receiver) -> None:
    secret = subscribe(receiver)

    assert notify.attempt_due_deliveries() == 1

    headers, body = receiver.got[0]
    payload = Webhook(secret).verify(body, headers)
    assert payload["type"] == "claim.evidence_changed"
    assert payload["data"]["changes"] == {"evidence_state": ["standing", "weakened"]}
    assert headers["webhook-id"] == payload["id"]
    assert Delivery.objects.get().state == "delivered"
    assert Attempt.objects.get().status == 204


def test_a_failed_delivery_waits_and_is_tried_again_with_the_same_id(receiver: Receiver) -> None:
    receiver.status = 500
    subscribe(receiver)
    notify.attempt_due_deliveries()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempt_count) == ("pending", 1)
    assert delivery.next_attempt_at > timezone.now()

    receiver.status = 200
    Delivery.objects.update(next_attempt_at=timezone.now())
    notify.attempt_due_deliveries()

    assert Delivery.objects.get().state == "delivered"
    assert [attempt.status for attempt in Attempt.objects.order_by("number")] == [500, 200]
    assert receiver.got[0][0]["webhook-id"] == receiver.got[1][0]["webhook-id"]


def test_a_redirect_is_a_failure_and_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 307, {"Location": receiver.url}
    subscribe(receiver)

    notify.attempt_due_deliveries()

    assert len(receiver.got) == 1
    assert Delivery.objects.get().state == "pending"


def test_gone_disables_the_endpoint_with_an_event(receiver: Receiver) -> None:
    receiver.status = 410
    subscribe(receiver)

    notify.attempt_due_deliveries()

    endpoint = Endpoint.objects.get()
    assert (endpoint.state, endpoint.disabled_reason) == ("disabled", "It answered 410 Gone.")
    assert Delivery.objects.get().state == "cancelled"
    assert Event.objects.get(type="endpoint.disabled").changes["state"] == ["active", "disabled"]


def test_five_days_of_nothing_but_failures_disable_the_endpoint(receiver: Receiver) -> None:
    receiver.status = 500
    subscribe(receiver)
    Endpoint.objects.update(first_failed_at=timezone.now() - timedelta(days=5, minutes=1))

    notify.attempt_due_deliveries()

    assert Endpoint.objects.get().state == "disabled"


def test_a_receiver_that_is_away_is_written_down_with_its_reason(receiver: Receiver) -> None:
    subscribe(receiver)
    Endpoint.objects.update(url="http://127.0.0.1:9/hooks")

    notify.attempt_due_deliveries()

    attempt = Attempt.objects.get()
    assert attempt.error == "connect_failed"
    assert Delivery.objects.get().state == "pending"


def test_the_last_failure_exhausts_the_delivery_and_recover_sends_it_again(receiver: Receiver) -> None:
    receiver.status = 500
    subscribe(receiver)
    Delivery.objects.update(attempt_count=9)
    notify.attempt_due_deliveries()
    assert Delivery.objects.get().state == "exhausted"

    receiver.status = 200
    assert endpoints.recover(Endpoint.objects.get().pk, since=NOW, actor=ACTOR) == 1
    notify.attempt_due_deliveries()

    assert Delivery.objects.get().state == "delivered"


def test_both_secrets_sign_while_a_rotation_overlaps(receiver: Receiver) -> None:
    old = subscribe(receiver)
    _, new = endpoints.rotate_secret(Endpoint.objects.get().pk, actor=ACTOR)

    notify.attempt_due_deliveries()

    headers, body = receiver.got[0]
    assert Webhook(old).verify(body, headers)["type"] == "claim.evidence_changed"
    assert Webhook(new).verify(body, headers)["type"] == "claim.evidence_changed"


def test_the_secret_is_not_stored_readable(receiver: Receiver) -> None:
    secret = subscribe(receiver)

    assert secret.removeprefix("whsec_") not in Endpoint.objects.get().secret


def test_a_test_event_goes_to_its_endpoint_alone(receiver: Receiver) -> None:
    subscribe(receiver)
    other, _ = endpoints.register_endpoint(url=receiver.url + "/other", event_types=["*"], actor=ACTOR)
    publish.publish_events()
    Delivery.objects.all().delete()

    endpoints.send_test(other.pk, actor=ACTOR)
    publish.publish_events()

    assert Delivery.objects.get().endpoint_id == other.pk
    assert Delivery.objects.get().event.type == "webhook.test"


def test_a_deleted_endpoint_gets_nothing_any_more(receiver: Receiver) -> None:
    subscribe(receiver)

    endpoints.delete_endpoint(Endpoint.objects.get().pk, actor=ACTOR)

    assert notify.attempt_due_deliveries() == 0
    assert Delivery.objects.get().state == "cancelled"


def test_what_happened_while_an_endpoint_was_paused_can_be_recovered(receiver: Receiver) -> None:
    endpoint, _ = endpoints.register_endpoint(url=receiver.url, event_types=["claim.*"], actor=ACTOR)
    Endpoint.objects.update(created_at=NOW)
    endpoints.update_endpoint(endpoint.pk, changes={"state": "paused"}, actor=ACTOR)
    claim = Claim.objects.create(
        text="Kestrel flies.", kind="attribute", identity_key="kestrel", first_seen_at=NOW, last_seen_at=NOW
    )
    events.record(Event.Type.CLAIM_ACCEPTED, claim, actor=ACTOR, now=NOW)
    publish.publish_events()
    assert notify.attempt_due_deliveries() == 0

    endpoints.update_endpoint(endpoint.pk, changes={"state": "active"}, actor=ACTOR)
    assert endpoints.recover(endpoint.pk, since=NOW, actor=ACTOR, now=NOW) == 1

    assert notify.attempt_due_deliveries() == 1
    assert endpoints.recover(endpoint.pk, since=NOW, actor=ACTOR, now=NOW) == 0


def test_a_test_event_has_its_place_in_the_feed(receiver: Receiver) -> None:
    endpoint, secret = endpoints.register_endpoint(url=receiver.url, event_types=["claim.*"], actor=ACTOR)
    endpoints.send_test(endpoint.pk, actor=ACTOR)

    publish.publish_events()
    notify.attempt_due_deliveries()

    headers, body = receiver.got[0]
    assert Webhook(secret).verify(body, headers)["seq"] == 2


def test_what_arrived_and_was_forgotten_is_not_recovered(receiver: Receiver) -> None:
    subscribe(receiver)
    notify.attempt_due_deliveries()
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=31))
    retention.delete_old_deliveries()

    assert endpoints.recover(Endpoint.objects.get().pk, since=NOW, actor=ACTOR) == 0


def test_recovery_looks_past_what_the_endpoint_does_not_listen_to(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoints, "MAX_RECOVERED", 1)
    endpoint, _ = endpoints.register_endpoint(url=receiver.url, event_types=["claim.*"], actor=ACTOR, now=NOW)
    Endpoint.objects.update(created_at=NOW)
    endpoints.update_endpoint(endpoint.pk, changes={"state": "paused"}, actor=ACTOR, now=NOW)
    claim = Claim.objects.create(
        text="Kestrel flies.", kind="attribute", identity_key="kestrel", first_seen_at=NOW, last_seen_at=NOW
    )
    events.record(Event.Type.CLAIM_ACCEPTED, claim, actor=ACTOR, now=NOW)
    publish.publish_events()
    endpoints.update_endpoint(endpoint.pk, changes={"state": "active"}, actor=ACTOR, now=NOW)

    assert endpoints.recover(endpoint.pk, since=NOW, actor=ACTOR, now=NOW) == 1
