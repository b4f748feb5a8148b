"""Checks become rows: many in one transaction, none of a source whose lease was lost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Citation, Event, Source, SourceCheck
from claims.services.watching import record
from claims.vocabulary import CheckOutcome, LinkState
from tests.claims.services.watching.leased import (
    EDITED,
    PASSAGE,
    failed,
    lease_all,
    leased,
    page_of,
    read,
    record_one,
    unchanged,
    watched,
)
from tests.factories import make_citation

pytestmark = pytest.mark.django_db

OTHER = UUID("00000000-0000-7000-8000-000000000000")


def pinned(source: Source) -> Citation:
    """A citation whose passage stood at the last check."""
    return make_citation(
        source=source,
        passage_exact=PASSAGE,
        passage_origin="person",
        passage_state="intact",
        expected_values=["12 trillion"],
        values_state="present",
        last_verified_at=timezone.now() - timedelta(hours=1),
    )


def test_a_check_ends_the_lease_and_plans_the_next() -> None:
    source = watched(read_attempts=2)

    recorded = record_one(source)

    assert (recorded.source_id, recorded.outcome, recorded.link_state) == (
        source.pk,
        CheckOutcome.NOT_MODIFIED,
        LinkState.LIVE,
    )
    assert (recorded.changes, recorded.exposure_seconds >= 3600) == (0, True)
    source.refresh_from_db()
    assert (source.lease_token, source.lease_until, source.read_attempts, source.version) == (
        None,
        None,
        0,
        2,
    )
    assert source.next_check_at > timezone.now()
    check = SourceCheck.objects.get()
    assert (check.outcome, check.status, check.reason) == ("not_modified", 304, "Live.")
    assert check.next_check_at == source.next_check_at


def test_nothing_is_written_of_an_unchanged_source_that_another_worker_leased() -> None:
    late, mine = watched("https://a.example/late"), watched("https://a.example/mine")
    leases = lease_all()
    Source.objects.filter(pk=late.pk).update(lease_token=OTHER)

    recorded = record.record_checks(
        [unchanged(leased(leases, late)), unchanged(leased(leases, mine))], leases, now=timezone.now()
    )

    assert [check.source_id for check in recorded] == [mine.pk]
    assert list(SourceCheck.objects.values_list("source", flat=True)) == [mine.pk]
    late.refresh_from_db()
    assert (late.lease_token, late.version, late.check_count) == (OTHER, 1, 0)


def test_nothing_is_written_of_a_changed_source_that_another_worker_leased() -> None:
    source = watched()
    citation = pinned(source)
    leases = lease_all()
    Source.objects.update(lease_token=OTHER)

    recorded = record.record_checks([read(leased(leases, source), EDITED)], leases, now=timezone.now())

    assert recorded == []
    citation.refresh_from_db()
    source.refresh_from_db()
    assert (citation.version, source.version, source.unconfirmed_at) == (1, 1, None)
    assert not SourceCheck.objects.exists()


def test_a_link_that_falls_for_a_lost_lease_changes_no_citation() -> None:
    source = watched(link_state="suspect", last_status=410)
    citation = pinned(source)
    leases = lease_all()
    Source.objects.update(lease_token=OTHER)

    recorded = record.record_checks([failed(leased(leases, source), status=410)], leases, now=timezone.now())

    assert recorded == []
    citation.refresh_from_db()
    assert (citation.version, citation.passage_state) == (1, "intact")
    assert not Event.objects.exists()


def test_a_check_that_was_requested_meanwhile_is_due_at_once() -> None:
    source = watched()
    leases = lease_all()
    requested_at = timezone.now()
    Source.objects.update(requested_at=requested_at)

    record.record_checks([unchanged(leased(leases, source))], leases, now=timezone.now())

    source.refresh_from_db()
    assert (source.next_check_at, source.requested_at) == (requested_at, requested_at)


def test_one_check_that_cannot_be_written_does_not_affect_the_others() -> None:
    sources = [watched(f"https://a{number}.example/") for number in range(5)]
    leases = lease_all()
    responses = [unchanged(leased(leases, source)) for source in sources]
    page = page_of(sources[2].cited_url, status=304, elapsed_ms=-1)  # no row can hold it
    responses[2] = type(responses[2])(leased(leases, sources[2]), page)

    recorded = record.record_checks(responses, leases, now=timezone.now())

    kept = [source.pk for number, source in enumerate(sources) if number != 2]
    assert {check.source_id for check in recorded} == set(kept)
    assert set(SourceCheck.objects.values_list("source", flat=True)) == set(kept)


def test_a_batch_takes_as_many_statements_as_one_check() -> None:
    def statements() -> int:
        leases = lease_all()
        responses = [unchanged(source) for host in leases.values() for source in host.sources]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(record.record_checks(responses, leases, now=timezone.now())) == len(responses)
        Source.objects.update(next_check_at=timezone.now())
        return len(queries)

    watched("https://a.example/1")
    one = statements()
    for number in range(2, 20):
        pinned(watched(f"https://a{number}.example/"))

    assert statements() == one


def test_a_held_back_change_counts_as_none() -> None:
    source = watched()
    pinned(source)

    recorded = record_one(source, read, text=EDITED)

    assert (recorded.outcome, recorded.changes) == (CheckOutcome.CHANGED, 0)
    source.refresh_from_db()
    assert source.unconfirmed_at is not None
    assert source.changed_at is None


def test_a_change_that_alarms_nobody_counts() -> None:
    recorded = record_one(watched(), read, text=EDITED)

    assert (recorded.outcome, recorded.changes) == (CheckOutcome.CHANGED, 1)


def test_a_failure_strikes_the_link_and_is_an_event() -> None:
    source = watched()

    record_one(source, failed)

    source.refresh_from_db()
    assert (source.link_state, source.strikes, source.last_status, source.last_error) == (
        "suspect",
        Decimal(1),
        404,
        "http_status",
    )
    event = Event.objects.get()
    check = SourceCheck.objects.get()
    assert (event.type, event.subject_version) == ("source.link_changed", 2)
    assert (check.elapsed_ms, check.error, check.link_state) == (9, "http_status", "suspect")
