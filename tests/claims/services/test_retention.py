"""Settled deliveries are deleted after 30 days, with their attempts and never before their redeliveries."""

from __future__ import annotations

from datetime import timedelta

import pytest

from claims.models import Attempt, Delivery, Event
from claims.services import retention
from tests.factories import NOW, make_delivery, make_endpoint, make_event

pytestmark = pytest.mark.django_db

MONTH_AGO = NOW - timedelta(days=30, seconds=1)


def created(delivery: Delivery, when: object) -> Delivery:
    Delivery.objects.filter(pk=delivery.pk).update(created_at=when)
    return delivery


def test_nothing_is_deleted_in_a_new_service() -> None:
    assert retention.delete_old_deliveries(now=NOW) == 0


def test_an_old_settled_delivery_is_deleted_with_its_attempts_and_its_event_stays() -> None:
    delivery = created(make_delivery(), MONTH_AGO)
    Attempt.objects.create(delivery=delivery, number=1, started_at=MONTH_AGO, status=204)

    assert retention.delete_old_deliveries(now=NOW) == 1

    assert (Delivery.objects.count(), Attempt.objects.count(), Event.objects.count()) == (0, 0, 1)


def test_a_delivery_of_thirty_days_stays() -> None:
    created(make_delivery(), NOW - timedelta(days=30))

    assert retention.delete_old_deliveries(now=NOW) == 0


def test_a_pending_delivery_stays_however_old_it_is() -> None:
    created(make_delivery(state="pending", next_attempt_at=NOW, delivered_at=None), MONTH_AGO)

    assert retention.delete_old_deliveries(now=NOW) == 0


def test_an_old_delivery_is_deleted_after_those_that_repeat_it() -> None:
    endpoint, event = make_endpoint(), make_event(1)
    original = created(make_delivery(endpoint, event), MONTH_AGO)
    repeats = [make_delivery(endpoint, event, redelivery_of=original) for _ in range(2)]

    assert retention.delete_old_deliveries(now=NOW) == 0

    for repeat in repeats:
        created(repeat, MONTH_AGO)
    assert retention.delete_old_deliveries(now=NOW) == 2
    assert retention.delete_old_deliveries(now=NOW) == 1
    assert Delivery.objects.count() == 0


def test_one_call_deletes_one_batch_the_oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 1)
    endpoint = make_endpoint()
    younger = created(make_delivery(endpoint, make_event(1)), MONTH_AGO)
    created(make_delivery(endpoint, make_event(2)), MONTH_AGO - timedelta(days=1))

    assert retention.delete_old_deliveries(now=NOW) == 1

    assert Delivery.objects.get().pk == younger.pk
