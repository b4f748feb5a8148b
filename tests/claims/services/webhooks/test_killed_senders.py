"""Senders may die at any moment: nothing is lost, every webhook arrives, and what arrives is signed."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator

import pytest
from standardwebhooks import Webhook

from claims.models import Attempt, Claim, Delivery, EndpointQueue, Event
from claims.services import events
from claims.values import Actor
from tests.claims.services.watching import workers
from tests.claims.services.webhooks.receivers import Receiver
from tests.factories import NOW, make_claim, make_endpoint

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PUMP = """
import time
import django
django.setup()
from claims.services.webhooks import fan_out, notify, publish
print("ready", flush=True)
while True:
    publish.publish_events()
    fan_out.fan_out_events()
    notify.attempt_due_deliveries()
    time.sleep(0.02)
"""
KNOBS = {"TRACKER_LEASE": "5s"}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


def record(claim: Claim, count: int) -> None:
    """So many events, each in a transaction of its own."""
    for _ in range(count):
        events.record(Event.Type.CLAIM_CREATED, claim, actor=Actor("user", "alice"), now=NOW)


def test_whatever_senders_are_killed_every_event_arrives_signed(receiver: Receiver) -> None:
    receiver.before_answer = lambda: time.sleep(0.02)
    for number in range(4):
        make_endpoint(url=f"{receiver.url}/{number}", event_types=["claim.*"])
    claim, rng = make_claim(), random.Random(7)

    for _ in range(3):
        with workers.pumping(2, script=PUMP, **KNOBS):
            record(claim, 40)
            time.sleep(rng.uniform(0.1, 1.0))
    with workers.pumping(1, script=PUMP, **KNOBS):
        assert workers.wait_for(lambda: Delivery.objects.count() == 480, 30)
        assert workers.wait_for(lambda: not Delivery.objects.exclude(state="delivered").exists(), 60)
        assert workers.wait_for(lambda: not EndpointQueue.objects.exclude(lease_token=None).exists(), 10)

    seqs = list(Event.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, 121))
    received = set()
    for headers, body in receiver.requests:
        Webhook(SECRET).verify(body, headers)
        received.add(json.loads(body)["seq"])
    assert received == set(seqs)
    assert len(receiver.requests) >= 480
    assert Attempt.objects.filter(status=204).values("delivery").distinct().count() == 480
    assert not EndpointQueue.objects.exclude(next_due_at=None).exists()
