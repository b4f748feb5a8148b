"""Committed events get a dense seq."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from claims.models import Claim, Event
from claims.services import events
from claims.services.webhooks import publish
from claims.values import Actor

ACTOR = Actor("user", "alice")
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def make_claim(text: str) -> Claim:
    return Claim.objects.create(
        text=text, kind="attribute", identity_key=text, first_seen_at=NOW, last_seen_at=NOW
    )


def record(claim: Claim, *, severity: int = 0) -> Event:
    return events.record(Event.Type.CLAIM_EVIDENCE_CHANGED, claim, actor=ACTOR, now=NOW, severity=severity)


@pytest.mark.django_db
def test_events_are_numbered_from_one_without_gaps() -> None:
    claim = make_claim("Kestrel flies.")
    for _ in range(5):
        record(claim)

    assert publish.publish_events() == 5

    assert list(Event.objects.order_by("id").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    assert publish.publish_events() == 0


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
            publish.publish_events()
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
    publish.publish_events()

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
    publish.publish_events()
    release.set()
    writer.join()
    publish.publish_events()

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
    while_locked = publish.publish_events()
    release.set()
    other.join()

    assert while_locked == 0
    assert publish.publish_events() == 1


@pytest.mark.django_db
def test_numbers_go_on_where_they_stopped_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "BATCH", 2)
    claim = make_claim("Kestrel flies.")
    recorded = [record(claim).pk for _ in range(3)]

    assert [publish.publish_events() for _ in range(3)] == [2, 1, 0]

    assert list(Event.objects.order_by("seq").values_list("pk", "seq")) == [
        (key, seq) for seq, key in enumerate(recorded, start=1)
    ]
