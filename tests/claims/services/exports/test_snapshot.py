"""A snapshot, and the position of the feed that belongs to it."""

from __future__ import annotations

import pytest
from django.db import transaction

from claims.models import Claim, Event
from claims.services.exports.snapshot import snapshot
from claims.services.webhooks import publish
from tests.claims.services.exports.storage import elsewhere
from tests.factories import make_claim, make_event

pytestmark = pytest.mark.django_db(transaction=True)


def test_without_events_the_position_is_zero() -> None:
    with snapshot(seconds=30) as position:
        assert position == 0


def test_the_position_is_that_of_the_last_event() -> None:
    make_event(seq=7)

    with snapshot(seconds=30) as position:
        assert position == 7


def test_what_is_committed_afterwards_is_neither_seen_nor_before_the_position() -> None:
    make_event(seq=7)

    with snapshot(seconds=30) as position:
        elsewhere(lambda: make_event(subject=make_claim(text="Heron-1 beats Model-5.")))
        elsewhere(publish.publish_events)
        assert not Claim.objects.filter(text="Heron-1 beats Model-5.").exists()

    assert (
        Event.objects.get(subject_id=Claim.objects.get(text="Heron-1 beats Model-5.").pk).seq == position + 1
    )


def test_events_that_are_committed_and_not_numbered_are_before_the_position(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_event(seq=7)
    waiting = [make_event(), make_event()]
    monkeypatch.setattr(publish, "publish_events", lambda: 0)  # they come after the sequencer's last turn

    with snapshot(seconds=30) as position:
        assert position == 9
        seqs = []
        elsewhere(
            lambda: seqs.extend(
                Event.objects.filter(pk__in=[event.pk for event in waiting]).order_by("id").values_list("seq")
            )
        )
        assert seqs == [(8,), (9,)]


def test_the_position_of_events_is_the_last_that_is_numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    make_event(seq=7)
    waiting = make_event()

    with snapshot(seconds=30, of_events=True) as position:
        assert position == 7

    waiting.refresh_from_db()
    assert waiting.seq is None


def test_the_sequencer_goes_on_while_the_snapshot_is_read() -> None:
    with snapshot(seconds=30):
        elsewhere(make_event)
        elsewhere(publish.publish_events)

    assert Event.objects.get().seq == 1


def test_the_sequencer_goes_on_after_a_snapshot_that_failed() -> None:
    with pytest.raises(ZeroDivisionError), snapshot(seconds=30):
        1 / 0  # noqa: B018

    make_event()
    elsewhere(publish.publish_events)
    assert Event.objects.get().seq == 1


def test_nothing_is_written_in_a_snapshot() -> None:
    with pytest.raises(Exception, match="read-only transaction"), snapshot(seconds=30):
        make_claim()


def test_a_snapshot_needs_a_transaction_of_its_own() -> None:
    with (
        pytest.raises(RuntimeError, match="a transaction of its own"),
        transaction.atomic(),
        snapshot(seconds=30),
    ):
        pass
