"""Deliveries are signed, attempted, repeated and given up as Standard Webhooks asks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network

import orjson
import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings
from standardwebhooks import Webhook, WebhookVerificationError

from claims.models import Attempt, Delivery, Endpoint, EndpointQueue, Event
from claims.services import encryption
from claims.services.webhooks import endpoints, notify
from claims.services.webhooks.held_endpoints import HeldEndpoints
from claims.values import Actor
from tests.claims.services.webhooks.receivers import Receiver
from tests.counts import counts_of, forget_counts
from tests.factories import NOW, make_claim, make_delivery, make_endpoint, make_event

pytestmark = pytest.mark.django_db

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ACTOR = Actor("user", "alice")
OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def slow_receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


def pending(endpoint: Endpoint, seq: int = 1, **values: object) -> Delivery:
    """A delivery that is due."""
    given = {"state": "pending", "attempt_count": 0, "next_attempt_at": NOW, "delivered_at": None}
    return make_delivery(endpoint, make_event(seq), **{**given, **values})


def make_due() -> None:
    """As if the wait, the rest or the lease were over."""
    Delivery.objects.filter(state="pending").update(next_attempt_at=NOW)
    EndpointQueue.objects.update(next_due_at=NOW, rests_until=None, lease_token=None, lease_until=None)


def take() -> HeldEndpoints:
    """A sender that has taken what is due."""
    held = HeldEndpoints()
    held.take()
    return held


def make_trusted() -> None:
    """As if all endpoints had received much."""
    EndpointQueue.objects.update(standing="trusted", window_size=10)


def test_an_endpoint_with_the_full_payload_receives_the_objects_of_an_event(receiver: Receiver) -> None:
    event = make_event(1, subject=make_claim("Kestrel flies."))
    for payload in ("full", "thin"):
        endpoint = make_endpoint(url=receiver.url, payload=payload)
        make_delivery(endpoint, event, state="pending", next_attempt_at=NOW, delivered_at=None)

    notify.attempt_due_deliveries()

    texts = [
        [claim["text"] for claim in orjson.loads(body)["data"].get("objects", {}).get("claims", [])]
        for _, body in receiver.requests
    ]
    assert sorted(texts) == [[], ["Kestrel flies."]]


def test_a_delivery_carries_a_signature_that_the_reference_verifier_accepts(receiver: Receiver) -> None:
    event = make_event(1, changes={"evidence_state": ["standing", "weakened"]})
    delivery = make_delivery(
        make_endpoint(url=receiver.url), event, state="pending", next_attempt_at=NOW, delivered_at=None
    )

    assert notify.attempt_due_deliveries() == 1

    headers, body = receiver.requests[0]
    payload = Webhook(SECRET).verify(body, headers)
    assert (payload["type"], payload["seq"]) == ("claim.accepted", 1)
    assert payload["data"]["changes"] == {"evidence_state": ["standing", "weakened"]}
    assert headers["webhook-id"] == payload["id"]
    assert headers["content-type"] == "application/json"
    delivery.refresh_from_db()
    assert (delivery.state, delivery.next_attempt_at) == ("delivered", None)
    attempt = Attempt.objects.get()
    assert (attempt.number, attempt.status, attempt.remote_address) == (1, 204, "127.0.0.1")


def test_a_failed_delivery_waits_and_is_tried_again_with_the_same_id(receiver: Receiver) -> None:
    receiver.status = 500
    delivery = pending(make_endpoint(url=receiver.url))
    notify.attempt_due_deliveries()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempt_count) == ("pending", 1)
    assert delivery.next_attempt_at is not None
    assert delivery.next_attempt_at > timezone.now()

    receiver.status = 200
    make_due()
    notify.attempt_due_deliveries()

    assert Delivery.objects.get().state == "delivered"
    assert [attempt.status for attempt in Attempt.objects.order_by("number")] == [500, 200]
    assert receiver.requests[0][0]["webhook-id"] == receiver.requests[1][0]["webhook-id"]


def test_attempts_are_counted_by_their_responses(receiver: Receiver) -> None:
    forget_counts()
    for status, url in ((204, receiver.url), (503, receiver.url), (0, "http://127.0.0.1:1/")):
        receiver.status = status
        Endpoint.objects.update(state="paused")
        pending(make_endpoint(url=url), seq=status + 1)
        notify.attempt_due_deliveries()

    assert counts_of("tracker_webhook_attempts_total") == {
        ("delivered", "2xx"): 1,
        ("failed", "5xx"): 1,
        ("failed", "connect_failed"): 1,
    }
    assert counts_of("tracker_webhook_attempt_duration_seconds") == {("delivered",): 1, ("failed",): 2}


def test_a_delivery_is_not_attempted_before_its_time(receiver: Receiver) -> None:
    pending(make_endpoint(url=receiver.url), next_attempt_at=timezone.now() + timedelta(minutes=1))

    assert notify.attempt_due_deliveries() == 0


def test_each_try_is_signed_with_its_own_time(receiver: Receiver) -> None:
    receiver.status = 500
    pending(make_endpoint(url=receiver.url))
    notify.attempt_due_deliveries()
    make_due()

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        notify.attempt_due_deliveries()
        Webhook(SECRET).verify(receiver.requests[1][1], receiver.requests[1][0])

    first, second = (int(headers["webhook-timestamp"]) for headers, _ in receiver.requests)
    assert second - first >= 7199


def test_the_wait_grows_with_the_attempts(receiver: Receiver) -> None:
    receiver.status = 500
    pending(make_endpoint(url=receiver.url), attempt_count=1)

    notify.attempt_due_deliveries()

    assert 200 < wait_of(Delivery.objects.get()) < 400


def test_retry_after_lengthens_the_wait(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 503, {"Retry-After": "600"}
    pending(make_endpoint(url=receiver.url), attempt_count=1)

    notify.attempt_due_deliveries()

    assert 400 < wait_of(Delivery.objects.get()) < 800


def wait_of(delivery: Delivery) -> float:
    """Seconds from now to the next attempt."""
    assert delivery.next_attempt_at is not None
    return (delivery.next_attempt_at - timezone.now()).total_seconds()


def test_a_redirect_is_a_failure_and_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 307, {"Location": receiver.url}
    pending(make_endpoint(url=receiver.url))

    notify.attempt_due_deliveries()

    assert len(receiver.requests) == 1
    assert Delivery.objects.get().state == "pending"


def test_a_receiver_that_does_not_answer_in_time_is_a_failure(receiver: Receiver, settings: Settings) -> None:
    settings.WEBHOOK_TIMEOUT_SECONDS = 1
    tested = threading.Event()
    receiver.before_answer = lambda: tested.wait(5)
    pending(make_endpoint(url=receiver.url))

    notify.attempt_due_deliveries()
    tested.set()

    assert Attempt.objects.get().error == "timed_out"
    assert Delivery.objects.get().state == "pending"


def test_a_receiver_that_is_away_is_recorded_with_its_reason(receiver: Receiver) -> None:
    pending(make_endpoint(url="http://127.0.0.1:9/hooks"))

    notify.attempt_due_deliveries()

    assert Attempt.objects.get().error == "connect_failed"
    assert Delivery.objects.get().state == "pending"


def test_a_secret_of_another_key_fails_the_attempt_and_sends_nothing(
    receiver: Receiver, settings: Settings
) -> None:
    pending(make_endpoint(url=receiver.url))
    settings.SECRET_KEY = "another-key"

    notify.attempt_due_deliveries()

    assert Attempt.objects.get().error == "secret_unreadable"
    assert receiver.requests == []


def test_the_beginning_of_the_answer_is_kept(receiver: Receiver) -> None:
    receiver.status, receiver.body = 500, b"no \x00 \xff" + b"a" * 5000
    pending(make_endpoint(url=receiver.url))

    notify.attempt_due_deliveries()

    head = Attempt.objects.get().response_head
    assert head.startswith("no \ufffd \ufffdaaa")
    assert len(head) == 1024


def test_410_disables_the_endpoint_and_cancels_what_is_pending_with_an_event(receiver: Receiver) -> None:
    receiver.status = 410
    endpoint = make_endpoint(url=receiver.url)
    pending(endpoint, 1)
    pending(endpoint, 2, next_attempt_at=timezone.now() + timedelta(hours=1))

    notify.attempt_due_deliveries()

    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.disabled_reason) == ("disabled", "The receiver responded with 410 Gone.")
    assert set(Delivery.objects.values_list("state", "next_attempt_at")) == {("cancelled", None)}
    event = Event.objects.get(type="endpoint.disabled")
    assert (event.changes["state"], event.severity) == (["active", "disabled"], 3)
    assert event.cause_type == "delivery"


@pytest.mark.parametrize(
    ("failing_for", "state"), [(timedelta(days=4), "active"), (timedelta(days=5), "disabled")]
)
def test_five_days_of_failures_alone_disable_the_endpoint(
    receiver: Receiver, failing_for: timedelta, state: str
) -> None:
    receiver.status = 500
    pending(make_endpoint(url=receiver.url, first_failed_at=timezone.now() - failing_for))

    notify.attempt_due_deliveries()

    assert Endpoint.objects.get().state == state


def test_the_first_failure_is_noted_and_a_later_one_does_not_move_it(receiver: Receiver) -> None:
    receiver.status = 500
    pending(make_endpoint(url=receiver.url))
    notify.attempt_due_deliveries()
    first = Endpoint.objects.get().first_failed_at
    make_due()

    notify.attempt_due_deliveries()

    assert first is not None
    assert Endpoint.objects.get().first_failed_at == first


def test_one_success_ends_a_row_of_failures(receiver: Receiver) -> None:
    pending(make_endpoint(url=receiver.url, first_failed_at=NOW))

    notify.attempt_due_deliveries()

    endpoint = Endpoint.objects.get()
    assert endpoint.first_failed_at is None
    assert endpoint.last_delivered_at is not None


@pytest.mark.parametrize(("attempts_before", "state"), [(8, "pending"), (9, "exhausted")])
def test_the_tenth_failure_exhausts_the_delivery(
    receiver: Receiver, attempts_before: int, state: str
) -> None:
    receiver.status = 500
    pending(make_endpoint(url=receiver.url), attempt_count=attempts_before)

    notify.attempt_due_deliveries()

    assert Delivery.objects.get().state == state


@pytest.mark.parametrize(("minutes", "accepted"), [(1, {SECRET, OLD_SECRET}), (-1, {SECRET})])
def test_both_secrets_sign_during_the_overlap_of_a_rotation_and_then_the_new_one_alone(
    receiver: Receiver, minutes: int, accepted: set[str]
) -> None:
    pending(
        make_endpoint(
            url=receiver.url,
            previous_secret=encryption.encrypt(OLD_SECRET),
            previous_secret_until=timezone.now() + timedelta(minutes=minutes),
        )
    )

    notify.attempt_due_deliveries()

    assert {secret for secret in (SECRET, OLD_SECRET) if verifies(secret, receiver)} == accepted


def verifies(secret: str, receiver: Receiver) -> bool:
    headers, body = receiver.requests[0]
    try:
        return bool(Webhook(secret).verify(body, headers))
    except WebhookVerificationError:
        return False


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"state": "paused"}, "pending"),
        ({"state": "disabled", "disabled_reason": "x"}, "cancelled"),
        ({"deleted_at": NOW}, "cancelled"),
    ],
)
def test_an_endpoint_that_is_not_active_is_sent_nothing_and_is_not_due_again(
    receiver: Receiver, values: dict[str, object], state: str
) -> None:
    pending(make_endpoint(url=receiver.url, **values))

    assert notify.attempt_due_deliveries() == 0

    assert receiver.requests == []
    assert Delivery.objects.get().state == state
    queue = EndpointQueue.objects.get()
    assert (queue.next_due_at, queue.lease_token, queue.lease_until) == (None, None, None)


def test_what_was_pending_when_an_endpoint_was_paused_is_sent_once_it_is_active(receiver: Receiver) -> None:
    pending(make_endpoint(url=receiver.url, state="paused"))
    notify.attempt_due_deliveries()

    endpoints.update_endpoint(Endpoint.objects.get().pk, changes={"state": "active"}, actor=ACTOR)

    assert notify.attempt_due_deliveries() == 1
    assert Delivery.objects.get().state == "delivered"


def test_a_leased_endpoint_is_sent_nothing_by_another_sender(receiver: Receiver) -> None:
    endpoint = make_endpoint(url=receiver.url)
    pending(endpoint)
    take()
    pending(endpoint, 2)

    assert notify.attempt_due_deliveries() == 0


def test_a_delivery_whose_lease_ended_is_attempted_again(receiver: Receiver, settings: Settings) -> None:
    settings.LEASE_SECONDS = 0  # as if the sender that held it had been killed
    pending(make_endpoint(url=receiver.url))
    take()
    settings.LEASE_SECONDS = 60

    assert notify.attempt_due_deliveries() == 1

    assert Delivery.objects.get().state == "delivered"
    assert list(Attempt.objects.order_by("number").values_list("number", "status")) == [(1, None), (2, 204)]


def test_at_most_ten_requests_to_one_endpoint_are_under_way(receiver: Receiver) -> None:
    endpoint = make_endpoint(url=receiver.url)
    for seq in range(1, 15):
        pending(endpoint, seq)
    make_trusted()
    under_way: list[int] = [0, 0]
    lock, eleven_came = threading.Lock(), threading.Event()

    def wait_for_an_eleventh() -> None:
        with lock:
            under_way[0] += 1
            under_way[1] = max(under_way)
            if under_way[0] > 10:
                eleven_came.set()
        eleven_came.wait(2)
        with lock:
            under_way[0] -= 1

    receiver.before_answer = wait_for_an_eleventh

    assert notify.attempt_due_deliveries() == 14

    assert under_way[1] == 10


def test_a_slow_receiver_does_not_hold_up_another(receiver: Receiver, slow_receiver: Receiver) -> None:
    slow = make_endpoint(url=slow_receiver.url)
    for seq in range(1, 7):
        pending(slow, seq)
    make_trusted()
    other = pending(make_endpoint(url=receiver.url), 7, next_attempt_at=NOW + timedelta(minutes=1))
    other_was_sent = threading.Event()
    receiver.before_answer = other_was_sent.set
    waits: list[bool] = []
    slow_receiver.before_answer = lambda: waits.append(other_was_sent.wait(10))

    notify.attempt_due_deliveries()

    other.refresh_from_db()
    assert other.state == "delivered"
    assert waits == [True] * 6


def test_a_pump_whose_time_is_over_waits_for_responses_and_takes_nothing_more(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "PUMP_SECONDS", 0)
    endpoint = make_endpoint(url=receiver.url)
    pending(endpoint, 1)
    pending(endpoint, 2)
    next_may_begin = threading.Event()
    waits: list[bool] = []
    receiver.before_answer = lambda: waits.append(next_may_begin.wait(10))

    assert notify.attempt_due_deliveries(before_last=next_may_begin.set) == 1

    assert waits == [True]
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["delivered", "pending"]


def test_a_request_that_is_given_up_is_a_failure_and_its_endpoint_is_given_back(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "PUMP_SECONDS", 0)
    monkeypatch.setattr(notify, "GIVE_UP_SECONDS", 0)
    given_up = threading.Event()
    receiver.before_answer = lambda: given_up.wait(10)
    pending(make_endpoint(url=receiver.url))

    notify.attempt_due_deliveries()
    given_up.set()

    assert Attempt.objects.get().error == "timed_out"
    queue = EndpointQueue.objects.get()
    assert (queue.lease_token, queue.standing, Delivery.objects.get().state) == (None, "failing", "pending")


def test_a_pump_lingers_for_what_becomes_due(receiver: Receiver) -> None:
    endpoint = make_endpoint(url=receiver.url)
    pending(endpoint, 1)
    Delivery.objects.create(
        endpoint=endpoint, event=make_event(2), next_attempt_at=timezone.now() + timedelta(seconds=1)
    )

    assert notify.attempt_due_deliveries(linger_seconds=3) == 2


def test_what_was_taken_and_not_sent_after_a_failure_is_still_due_and_has_no_attempt(
    receiver: Receiver,
) -> None:
    receiver.status = 500
    endpoint = make_endpoint(url=receiver.url)
    for seq in range(1, 31):
        pending(endpoint, seq)
    make_trusted()

    notify.attempt_due_deliveries()

    assert 1 <= len(receiver.requests) <= 12
    assert Attempt.objects.filter(status=500).count() == Attempt.objects.count() == len(receiver.requests)
    untouched = Delivery.objects.filter(state="pending", attempt_count=0, next_attempt_at=NOW)
    assert untouched.count() == 30 - len(receiver.requests)
