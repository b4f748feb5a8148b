"""A pump's ledger: what is leased is written or given back, and nothing is lost between the two."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django import Settings

from claims.models import Host, RobotsFile, Source, SourceCheck
from claims.pipeline.fetching.messages import RobotsRead
from claims.pipeline.fetching.robots import Access, RobotsCopy
from claims.services.leasing import hosts
from claims.services.watching.ledger import HeldHost, Ledger
from tests.claims.services.watching.leased import EDITED, lease_all, read, unchanged, watched
from tests.counts import counts_of, forget_counts

pytestmark = pytest.mark.django_db


def held(ledger: Ledger) -> HeldHost:
    """The one host that is due, held."""
    [lease] = lease_all().values()
    return ledger.hold(lease)


def test_a_host_is_given_back_once_its_session_has_ended_and_all_its_checks_are_written() -> None:
    source = watched("https://birds.example/1")
    ledger = Ledger()
    host = held(ledger)
    [lease] = host.open.values()
    ledger.add([read(lease, EDITED)])

    ledger.flush(is_last=True)
    assert (ledger.open_count, list(ledger.hosts)) == (0, [source.host_id])
    assert Host.objects.get().lease_token == host.lease.lease_token

    host.is_done = True
    ledger.flush(is_last=True)
    row = Host.objects.get()
    assert (ledger.hosts, row.lease_token, row.changes) == ({}, None, 1)
    assert row.exposure_seconds >= 3600
    assert ledger.outcomes == {"changed": 1}


def test_checks_that_were_written_are_counted_with_the_time_of_their_requests() -> None:
    watched("https://birds.example/1")
    late = watched("https://birds.example/2")
    ledger = Ledger()
    host = held(ledger)
    Source.objects.filter(pk=late.pk).update(lease_token=UUID(int=7))
    ledger.add([unchanged(lease) for lease in host.open.values()])
    forget_counts()

    ledger.write()

    assert counts_of("tracker_checks_total") == {("not_modified", ""): 1}
    assert counts_of("tracker_check_duration_seconds") == {("not_modified",): 1}


def test_a_source_that_was_not_checked_is_due_again_and_nothing_is_recorded() -> None:
    source = watched("https://birds.example/1")
    ledger = Ledger()
    host = held(ledger)
    host.is_done = True

    ledger.postpone(ledger.source_of(host.session, source.pk), 300.0)
    ledger.flush(is_last=True)

    source.refresh_from_db()
    assert source.lease_token is None
    assert timedelta(minutes=4) < source.next_check_at - timezone.now() <= timedelta(minutes=5)
    assert not SourceCheck.objects.exists()


def test_a_check_that_came_too_late_is_due_when_its_lease_would_end(settings: Settings) -> None:
    source = watched("https://birds.example/1")
    ledger = Ledger()
    host = held(ledger)
    [lease] = host.open.values()
    Source.objects.update(lease_token=UUID(int=7))
    ledger.add([unchanged(lease)])

    ledger.write()

    assert ledger.outcomes == {"late": 1}
    source.refresh_from_db()
    assert source.lease_token == UUID(int=7)


def test_what_is_open_at_the_end_is_due_at_once() -> None:
    checked, left = watched("https://birds.example/1"), watched("https://birds.example/2")
    ledger = Ledger()
    host = held(ledger)
    ledger.add([unchanged(host.open[checked.pk])])

    ledger.close()

    left.refresh_from_db()
    assert (left.lease_token, left.next_check_at <= timezone.now()) == (None, True)
    assert SourceCheck.objects.get().source == checked
    assert Host.objects.get().lease_token is None


def test_a_source_that_ended_three_workers_is_quarantined_and_not_requested() -> None:
    source = watched("https://birds.example/1", read_attempts=3)
    ledger = Ledger()

    host = held(ledger)

    assert (host.open, host.is_done) == ({}, True)
    source.refresh_from_db()
    assert source.link_state == "quarantined"
    assert ledger.outcomes == {"quarantined": 1}


def test_one_that_ended_two_is_tried_once_more() -> None:
    source = watched("https://birds.example/1", read_attempts=2)

    assert list(held(Ledger()).open) == [source.pk]


def test_a_host_is_borrowed_if_it_is_free_and_given_back() -> None:
    ledger = Ledger()

    session = ledger.borrow("new.example")

    assert session is not None
    assert ledger.borrow("new.example") is None
    ledger.return_borrowed(session)
    assert Host.objects.get().lease_token is None


def test_a_borrowed_host_is_given_back_at_the_end() -> None:
    ledger = Ledger()
    ledger.borrow("new.example")

    ledger.close()

    assert Host.objects.get().lease_token is None


def test_a_robots_file_that_was_read_is_kept() -> None:
    now = timezone.now()
    hosts.ensure_hosts(["birds.example"], now=now)
    ledger = Ledger()
    copy = RobotsCopy("Disallow: /", Access.FILE, now, now + timedelta(hours=1))

    ledger.add_robots(RobotsRead("birds.example", "https://birds.example:443", copy))
    ledger.flush(is_last=True)

    assert RobotsFile.objects.get().text == "Disallow: /"


def test_leases_are_renewed_in_good_time(settings: Settings) -> None:
    watched("https://birds.example/1")
    ledger = Ledger()
    held(ledger)
    ledger.borrow("new.example")
    soon = timezone.now() + timedelta(seconds=5)
    Host.objects.update(lease_until=soon)
    Source.objects.update(lease_until=soon)

    ledger.renew()
    assert set(Host.objects.values_list("lease_until", flat=True)) == {soon}

    settings.LEASE_SECONDS = -1  # a third of it is over already
    ledger.renew()
    settings.LEASE_SECONDS = 120
    assert all(until != soon for until in Host.objects.values_list("lease_until", flat=True))
    assert Source.objects.get().lease_until != soon


def test_little_is_written_before_it_is_time() -> None:
    watched("https://birds.example/1")
    ledger = Ledger()
    host = held(ledger)
    ledger.add([unchanged(lease) for lease in host.open.values()])

    ledger.flush(is_last=False)
    assert not SourceCheck.objects.exists()

    ledger.flush(is_last=True)
    assert SourceCheck.objects.count() == 1
