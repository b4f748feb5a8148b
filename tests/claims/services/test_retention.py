"""Old deliveries, checks, texts and events are deleted; what the present rests on stays."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from claims.ids import first_key_at
from claims.models import Attempt, Delivery, Event, Snapshot, Source, SourceCheck, SourceText
from claims.services import retention
from tests.factories import (
    NOW,
    make_check,
    make_delivery,
    make_endpoint,
    make_event,
    make_snapshot,
    make_source,
)

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


@pytest.mark.parametrize(
    "values",
    [{"state": "paused"}, {"state": "disabled", "disabled_reason": "x"}, {"deleted_at": NOW}],
    ids=["paused", "disabled", "deleted"],
)
def test_deliveries_that_wait_for_an_endpoint_which_is_not_active_do_not_keep_events(
    values: dict[str, object],
) -> None:
    waiting = {"state": "pending", "next_attempt_at": NOW, "delivered_at": None}
    event = make_event(1, occurred_at=NOW - timedelta(days=731))
    make_event(2)
    delivery = created(make_delivery(make_endpoint(**values), event, **waiting), MONTH_AGO)

    assert retention.cancel_old_deliveries(now=NOW) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.next_attempt_at) == ("cancelled", None)
    assert retention.cancel_old_deliveries(now=NOW) == 0
    assert retention.delete_old_deliveries(now=NOW) == 1
    assert retention.delete_old_events(now=NOW) == 1


def test_deliveries_that_may_still_be_sent_are_not_cancelled() -> None:
    waiting = {"state": "pending", "next_attempt_at": NOW, "delivered_at": None}
    paused = make_endpoint(state="paused")
    kept = created(make_delivery(paused, make_event(1), **waiting), NOW - timedelta(days=30))
    active = created(make_delivery(make_endpoint(), make_event(2), **waiting), MONTH_AGO)
    settled = created(make_delivery(paused, make_event(3)), MONTH_AGO)

    assert retention.cancel_old_deliveries(now=NOW) == 0

    for delivery, state in ((kept, "pending"), (active, "pending"), (settled, "delivered")):
        delivery.refresh_from_db()
        assert delivery.state == state


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


def check(source: Source, days: int, **values: object) -> SourceCheck:
    """A check of so many days ago."""
    when = NOW - timedelta(days=days)
    return make_check(source, id=first_key_at(when), checked_at=when, **values)


def ages() -> list[int]:
    """Of how many days ago checks are left."""
    return sorted((NOW - when).days for when in SourceCheck.objects.values_list("checked_at", flat=True))


def test_old_checks_that_found_nothing_new_are_deleted() -> None:
    source = make_source()
    for days in (200, 150, 120, 91, 89, 1):
        check(source, days)

    assert retention.delete_old_checks(now=NOW) == 4

    assert ages() == [1, 89, 200]


def test_checks_that_changed_something_stay() -> None:
    source = make_source()
    check(source, 200, outcome="first")
    check(source, 190)
    check(source, 180, outcome="changed", snapshot=make_snapshot(source))
    check(source, 170)
    check(source, 160, outcome="failed", error="timeout", link_state="dead")
    check(source, 150, outcome="failed", error="timeout", link_state="dead")
    check(source, 140)
    check(source, 130)
    check(source, 1)

    retention.delete_old_checks(now=NOW)

    assert ages() == [1, 140, 160, 180, 200]


def test_newest_check_of_a_source_stays_however_old_it_is() -> None:
    source = make_source()
    for days in (400, 300, 200):
        check(source, days)

    retention.delete_old_checks(now=NOW)

    assert ages() == [200, 400]


def test_each_batch_goes_on_after_the_last_and_begins_again_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    source = make_source()
    for days in (203, 202, 201, 1):
        check(source, days)

    assert [retention.delete_old_checks(now=NOW) for _ in range(4)] == [2, 1, 0, 1]
    assert ages() == [1, 203]


def text(source: Source, days: int, content: str) -> Snapshot:
    """A text of so many days ago."""
    when = NOW - timedelta(days=days)
    return make_snapshot(source, content, id=first_key_at(when), captured_at=when)


def test_old_texts_are_deleted_and_their_checks_stay() -> None:
    source = make_source()
    old, present = text(source, 500, "Version 1"), text(source, 400, "Version 2")
    Source.objects.filter(pk=source.pk).update(text_hash=present.text_hash)
    check(source, 500, outcome="changed", snapshot=old)

    assert retention.delete_old_texts(now=NOW) == 2

    assert Snapshot.objects.get() == present
    assert SourceCheck.objects.get().snapshot is None


def test_young_texts_and_those_to_be_confirmed_stay() -> None:
    source = make_source()
    text(source, 364, "Version 1")
    unconfirmed = text(source, 500, "Version 2")
    Source.objects.filter(pk=source.pk).update(unconfirmed_snapshot=unconfirmed, text_hash="of another")

    retention.delete_old_texts(now=NOW)

    assert Snapshot.objects.count() == 2


def test_a_text_is_deleted_with_the_last_snapshot_that_has_it() -> None:
    text(make_source(), 1, "Version 1")
    text(make_source(), 2, "Another")
    text(make_source(text_hash="of a newer text"), 500, "Version 1")
    text(make_source(text_hash="of a newer text"), 501, "Version 2")
    text(make_source(text_hash="of a newer text"), 502, "Version 2")

    retention.delete_old_texts(now=NOW)

    assert Snapshot.objects.count() == 2
    assert sorted(SourceText.objects.values_list("text", flat=True)) == ["Another", "Version 1"]


@pytest.mark.django_db(transaction=True)
def test_a_text_that_a_check_refers_to_at_this_moment_is_not_deleted() -> None:
    text(make_source(text_hash="of a newer text"), 500, "Version 1")
    with psycopg.connect(**connection.get_connection_params()) as check:  # type: ignore[call-overload]
        check.execute("UPDATE claims_sourcetext SET text_hash = text_hash")

        retention.delete_old_texts(now=NOW)

    assert (Snapshot.objects.count(), SourceText.objects.count()) == (1, 1)
    assert [retention.delete_old_texts(now=NOW) for _ in range(2)] == [0, 1]
    assert (Snapshot.objects.count(), SourceText.objects.count()) == (0, 0)


def event(seq: int, days: int) -> Event:
    return make_event(seq, occurred_at=NOW - timedelta(days=days))


def seqs() -> list[int | None]:
    return sorted(Event.objects.values_list("seq", flat=True))


def test_old_events_are_deleted_from_the_beginning_of_the_feed() -> None:
    for seq, days in ((1, 900), (2, 731), (3, 729), (4, 800), (5, 1)):
        event(seq, days)

    assert retention.delete_old_events(now=NOW) == 2
    assert retention.delete_old_events(now=NOW) == 0

    assert seqs() == [3, 4, 5]


def test_events_with_deliveries_and_all_after_them_stay() -> None:
    event(1, 900)
    make_delivery(event=event(2, 900))
    event(3, 900)
    event(4, 1)

    assert retention.delete_old_events(now=NOW) == 1
    assert seqs() == [2, 3, 4]


def test_newest_event_stays_so_that_the_feed_goes_on_from_its_seq() -> None:
    event(1, 900)
    event(2, 900)

    assert retention.delete_old_events(now=NOW) == 1
    assert seqs() == [2]
