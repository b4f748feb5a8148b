"""Committed events get a dense seq, and a delivery to each endpoint that listens."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from claims.models import Claim, Delivery, Event
from claims.services import events
from claims.services.webhooks import endpoints, publish
from claims.values import Actor

ACTOR = Actor("user", "alice")
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def make_claim(text: str) -> Claim:
    return Claim.objects.create(
        text=text, kind="attribute", identity_key=text, first_seen_at=NOW, last_seen_at=NOW
    )


def record(claim: Claim, **values: int) -> Event:
    return events.record(Event.Type.CLAIM_EVIDENCE_CHANGED, claim, actor=ACTOR, now=NOW, **values)


@pytest.mark.django_db
def test_events_are_numbered_from_one_without_gaps() -> None:
    claim = make_claim("Kestrel flies.")
    for _ in range(5):
        record(claim)

    assert publish.publish_events(now=NOW) == 5

    assert list(Event.objects.order_by("id").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    assert publish.publish_events(now=NOW) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("event_types", "min_severity", "wanted"),
    [
        (["*"], 0, True),
        (["claim.*"], 0, True),
        (["claim.evidence_changed"], 4, True),
        (["claim.created"], 0, False),
        (["citation.*"], 0, False),
        (["*"], 5, False),
    ],
)
def test_an_endpoint_hears_what_it_listens_to(
    event_types: list[str], min_severity: int, wanted: bool
) -> None:
    endpoints.register_endpoint(
        url="https://hooks.example.org/in", event_types=event_types, min_severity=min_severity, actor=ACTOR
    )
    publish.publish_events(now=NOW)
    before = Delivery.objects.count()
    record(make_claim("Kestrel flies."), severity=4)

    publish.publish_events(now=NOW)

    assert Delivery.objects.count() - before == int(wanted)


@pytest.mark.django_db
@pytest.mark.parametrize(("min_severity", "deliveries"), [(2, 1), (5, 1), (6, 0)])
def test_a_recovery_goes_to_those_who_received_what_it_ends(min_severity: int, deliveries: int) -> None:
    endpoints.register_endpoint(
        url="https://hooks.example.org/in", event_types=["*"], min_severity=min_severity, actor=ACTOR
    )
    record(make_claim("Kestrel flies."), severity=2, recovers=5)

    publish.publish_events(now=NOW)

    assert Delivery.objects.count() == deliveries


@pytest.mark.django_db
@pytest.mark.parametrize(("event_types", "wanted"), [(["*"], 0), (["endpoint.*"], 1)])
def test_what_concerns_endpoints_goes_to_those_who_named_it(event_types: list[str], wanted: int) -> None:
    endpoints.register_endpoint(url="https://hooks.example.org/in", event_types=event_types, actor=ACTOR)

    publish.publish_events(now=NOW)

    assert Delivery.objects.count() == wanted


@pytest.mark.django_db
def test_a_paused_endpoint_gets_nothing() -> None:
    endpoint, _ = endpoints.register_endpoint(
        url="https://hooks.example.org/in", event_types=["claim.*"], actor=ACTOR
    )
    endpoints.update_endpoint(endpoint.pk, changes={"state": "paused"}, actor=ACTOR)
    record(make_claim("Kestrel flies."))

    publish.publish_events(now=NOW)

    assert Delivery.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_and_sequencers_lose_nothing_and_double_nothing() -> None:
    claims = [make_claim(f"Kestrel {number} flies.") for number in range(4)]
    done = threading.Event()

    def write(claim: Claim) -> None:
        for _ in range(25):
            with transaction.atomic():
                record(claim)
        connection.close()

    def sequence() -> None:
        while not done.is_set():
            publish.publish_events(now=NOW)
        connection.close()

    writers = [threading.Thread(target=write, args=[claim]) for claim in claims]
    sequencers = [threading.Thread(target=sequence) for _ in range(2)]
    for thread in [*writers, *sequencers]:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in sequencers:
        thread.join()
    publish.publish_events(now=NOW)

    assert sorted(Event.objects.values_list("seq", flat=True)) == list(range(1, 101))


@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_later_never_gets_a_lower_seq() -> None:
    slow, fast = make_claim("Slow."), make_claim("Fast.")
    written, release = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            record(slow)
            written.set()
            release.wait(10)
        connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    written.wait(10)
    record(fast)
    publish.publish_events(now=NOW)
    release.set()
    writer.join()
    publish.publish_events(now=NOW)

    assert Event.objects.get(subject_id=fast.pk).seq == 1
    assert Event.objects.get(subject_id=slow.pk).seq == 2


@pytest.mark.django_db(transaction=True)
def test_only_one_process_publishes_at_a_time() -> None:
    record(make_claim("Kestrel flies."))
    locked, release = threading.Event(), threading.Event()

    def publish_slowly() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [publish.SEQUENCER_LOCK])
            locked.set()
            release.wait(10)
        connection.close()

    other = threading.Thread(target=publish_slowly)
    other.start()
    locked.wait(10)
    while_locked = publish.publish_events(now=NOW)
    release.set()
    other.join()

    assert while_locked == 0
    assert publish.publish_events(now=NOW) == 1


@pytest.mark.django_db
def test_numbers_go_on_where_they_stopped_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "BATCH", 2)
    claim = make_claim("Kestrel flies.")
    recorded = [record(claim).pk for _ in range(3)]

    assert [publish.publish_events(now=NOW) for _ in range(3)] == [2, 1, 0]

    assert list(Event.objects.order_by("seq").values_list("pk", "seq")) == [
        (key, seq) for seq, key in enumerate(recorded, start=1)
    ]


@pytest.mark.django_db
def test_a_delivery_is_due_at_once_and_the_next_publishing_makes_no_other() -> None:
    endpoints.register_endpoint(url="https://hooks.example.org/in", event_types=["claim.*"], actor=ACTOR)
    record(make_claim("Kestrel flies."))

    publish.publish_events(now=NOW)
    publish.publish_events(now=NOW)

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.next_attempt_at, delivery.attempt_count) == ("pending", NOW, 0)


@pytest.mark.django_db
def test_a_deleted_endpoint_gets_no_delivery() -> None:
    endpoint, _ = endpoints.register_endpoint(
        url="https://hooks.example.org/in", event_types=["claim.*"], actor=ACTOR
    )
    endpoints.delete_endpoint(endpoint.pk, actor=ACTOR)
    record(make_claim("Kestrel flies."))

    publish.publish_events(now=NOW)

    assert Delivery.objects.count() == 0
