"""What people decide about claims."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from claims.errors import InputError, VersionError
from claims.models import Claim, Event, Review
from claims.services import events
from claims.services.catalogue import curate
from tests.claims.services.rows import ACTOR, NOW, claim_of

pytestmark = pytest.mark.django_db


def test_accepting_changes_the_status_and_says_so() -> None:
    claim = claim_of()

    changed = curate.accept_claims([claim.pk], actor=ACTOR)

    assert [row.status for row in changed] == ["accepted"]
    event = Event.objects.get()
    assert (event.type, event.changes["status"]) == ("claim.accepted", ["proposed", "accepted"])
    assert (event.actor_type, event.actor_id, event.subject_version) == ("user", "alice", 2)


def test_accepting_twice_changes_nothing_the_second_time() -> None:
    claim = claim_of()
    curate.accept_claims([claim.pk], actor=ACTOR)

    assert curate.accept_claims([claim.pk], actor=ACTOR) == []
    assert Event.objects.count() == 1


def test_rejecting_needs_a_reason() -> None:
    claim = claim_of()

    with pytest.raises(InputError) as refused:
        curate.reject_claims([claim.pk], reason=" ", actor=ACTOR)

    assert refused.value.field == "/reason"
    assert Claim.objects.get().status == "proposed"


def test_a_decision_can_be_taken_back() -> None:
    claim = claim_of()
    curate.reject_claims([claim.pk], reason="Not checkable.", actor=ACTOR)

    curate.reopen_claims([claim.pk], actor=ACTOR)

    assert Claim.objects.get().status == "proposed"
    assert list(Event.objects.order_by("id").values_list("type", flat=True)) == [
        "claim.rejected",
        "claim.reopened",
    ]


def test_one_missing_claim_refuses_the_whole_decision() -> None:
    claim = claim_of()

    with pytest.raises(Claim.DoesNotExist):
        curate.accept_claims([claim.pk, uuid.uuid4()], actor=ACTOR)

    assert Claim.objects.get().status == "proposed"


def test_an_old_version_is_refused() -> None:
    claim = claim_of()

    with pytest.raises(VersionError):
        curate.accept_claims([claim.pk], expected_version=7, actor=ACTOR)


def test_a_published_review_gives_the_claim_its_verdict() -> None:
    claim = claim_of()

    curate.review_claim(
        claim.pk, verdict="supported", reasons="Seen in the report.", publish=True, actor=ACTOR, now=NOW
    )

    assert Claim.objects.get().verdict == "supported"
    assert list(Event.objects.order_by("id").values_list("type", flat=True)) == [
        "review.created",
        "review.published",
        "claim.reviewed",
    ]


def test_a_draft_says_nothing_until_it_is_published() -> None:
    claim = claim_of()
    review = curate.review_claim(
        claim.pk, verdict="refuted", reasons="The table differs.", publish=False, actor=ACTOR
    )
    assert Claim.objects.get().verdict == "unreviewed"

    curate.publish_review(review.pk, actor=ACTOR)
    curate.publish_review(review.pk, actor=ACTOR)

    assert Claim.objects.get().verdict == "refuted"
    assert Review.objects.get().published_at is not None
    assert Event.objects.filter(type="review.published").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_decision_that_was_the_victim_of_a_deadlock_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    claim, record_all, calls = claim_of(), events.record_all, []

    def record_at_second_try(*args: Any, **values: Any) -> Any:
        calls.append(args)
        if len(calls) == 1:
            raise OperationalError("deadlock detected") from DeadlockDetected()
        return record_all(*args, **values)

    monkeypatch.setattr(events, "record_all", record_at_second_try)

    assert [row.status for row in curate.accept_claims([claim.pk], actor=ACTOR)] == ["accepted"]
    assert Event.objects.count() == 1
