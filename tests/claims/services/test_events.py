"""Every change writes its event: in its transaction, with before and after, actor and cause."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from claims.models import Event
from claims.services import events
from claims.values import Actor
from tests.factories import NOW, make_article, make_claim, make_event, make_publisher, make_source

pytestmark = pytest.mark.django_db

ALICE = Actor("user", "alice", "request", "request_1")


def test_an_event_says_what_changed_from_what_to_what_and_by_which_actor() -> None:
    claim = make_claim("Kestrel flies.", version=4)
    source = make_source()

    events.record(
        Event.Type.CLAIM_EVIDENCE_CHANGED,
        claim,
        actor=ALICE,
        now=NOW,
        changes={"evidence_state": ("standing", "lost")},
        related={"source": source.pk, "check": None},
        severity=5,
    )

    event = Event.objects.get()
    assert (event.type, event.subject_type, event.subject_id, event.subject_version) == (
        "claim.evidence_changed",
        "claim",
        claim.pk,
        4,
    )
    assert event.changes == {"evidence_state": ["standing", "lost"]}
    assert event.related == {"source": events.type_id_of(source)}
    assert (event.actor_type, event.actor_id, event.cause_type, event.cause_id) == (
        "user",
        "alice",
        "request",
        "request_1",
    )
    assert (event.severity, event.occurred_at, event.seq) == (5, NOW, None)


def test_a_change_that_is_rolled_back_leaves_no_event() -> None:
    claim = make_claim()

    with transaction.atomic():
        events.record(Event.Type.CLAIM_ACCEPTED, claim, actor=ALICE, now=NOW)
        transaction.set_rollback(True)

    assert Event.objects.count() == 0


def test_many_events_are_one_statement_and_keep_their_order(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    claims = [make_claim() for _ in range(30)]

    with django_assert_num_queries(1):
        events.record_all(
            [events.Change(Event.Type.CLAIM_CREATED, claim) for claim in claims], actor=ALICE, now=NOW
        )

    assert list(Event.objects.order_by("id").values_list("subject_id", flat=True)) == [
        claim.pk for claim in claims
    ]


def test_one_event_of_a_batch_may_have_an_actor_of_its_own() -> None:
    check = Actor("worker", "refresh", "check", "check_1")
    changes = [
        events.Change(Event.Type.CLAIM_ACCEPTED, make_claim()),
        events.Change(Event.Type.CLAIM_ACCEPTED, make_claim(), actor=check),
    ]

    events.record_all(changes, actor=ALICE, now=NOW)

    assert list(Event.objects.order_by("id").values_list("actor_id", "cause_id")) == [
        ("alice", "request_1"),
        ("refresh", "check_1"),
    ]


def test_values_are_written_as_json_without_loss() -> None:
    publisher = make_publisher()
    changes = {
        "row": (None, publisher),
        "time": (None, datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)),
        "number": (Decimal("0.10"), Decimal("18000000000000.000000000001")),
        "flag": (False, True),
        "list": ([], ("a", publisher)),
    }

    events.record(Event.Type.CLAIM_ACCEPTED, make_claim(), actor=ALICE, now=NOW, changes=changes)

    name = events.type_id_of(publisher)
    assert Event.objects.get().changes == {
        "row": [None, name],
        "time": [None, "2026-03-01T12:00:00.000005Z"],
        "number": ["0.10", "18000000000000.000000000001"],
        "flag": [False, True],
        "list": [[], ["a", name]],
    }


def test_a_subject_without_versions_has_none_in_its_event() -> None:
    source = make_source()

    event = events.record(Event.Type.HOST_UPDATED, source.host, actor=ALICE, now=NOW)

    assert event.subject_version is None


def test_the_envelope_is_what_the_feed_and_the_webhooks_show() -> None:
    claim = make_claim()
    event = make_event(
        7,
        subject=claim,
        severity=4,
        changes={"status": ["proposed", "accepted"]},
        related={"review": "review_1"},
    )

    assert events.envelope_of(event) == {
        "object": "event",
        "id": events.type_id_of(event),
        "seq": 7,
        "type": "claim.accepted",
        "timestamp": "2025-02-01T12:00:00Z",
        "severity": 4,
        "recovers": 0,
        "data": {
            "subject": {"object": "claim", "id": events.type_id_of(claim), "version": 2},
            "changes": {"status": ["proposed", "accepted"]},
            "related": {"review": "review_1"},
        },
        "actor": {"type": "worker", "id": "tests"},
        "cause": None,
    }


def test_several_related_rows_of_a_kind_have_the_plural_of_their_noun() -> None:
    first, second = make_article(), make_article()
    related = {"source": None, "articles": [first.pk, second.pk], "entities": []}

    event = events.record(Event.Type.CLAIM_CREATED, make_claim(), actor=ALICE, now=NOW, related=related)

    assert event.related == {
        "articles": [events.type_id_of(first), events.type_id_of(second)],
        "entities": [],
    }


def test_the_envelope_names_its_cause() -> None:
    event = make_event(7, cause_type="check", cause_id="check_1")

    assert events.envelope_of(event)["cause"] == {"type": "check", "id": "check_1"}


def test_every_noun_belongs_to_one_model() -> None:
    models = {model.__name__ for app in ("claims", "api") for model in apps.get_app_config(app).get_models()}

    assert set(events.NOUNS) <= models
    assert len(set(events.NOUNS.values())) == len(events.NOUNS)


def test_events_of_a_block_are_written_in_one_statement_in_their_order(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    claim, source = make_claim(), make_source()

    with django_assert_num_queries(1), events.written_together():
        events.record(Event.Type.CLAIM_CREATED, claim, actor=ALICE, now=NOW)
        with events.written_together():
            events.record_all(
                [events.Change(Event.Type.SOURCE_CREATED, source, {}, {})], actor=ALICE, now=NOW
            )
        events.record(Event.Type.CLAIM_ACCEPTED, claim, actor=ALICE, now=NOW)

    assert list(Event.objects.order_by("id").values_list("type", flat=True)) == [
        "claim.created",
        "source.created",
        "claim.accepted",
    ]


def test_a_block_that_fails_writes_no_events() -> None:
    def fail() -> None:
        with events.written_together():
            events.record(Event.Type.CLAIM_CREATED, make_claim(), actor=ALICE, now=NOW)
            raise ValueError("in the middle")

    with pytest.raises(ValueError, match="in the middle"):
        fail()

    events.record(Event.Type.CLAIM_ACCEPTED, make_claim("Another."), actor=ALICE, now=NOW)
    assert Event.objects.get().type == "claim.accepted"
