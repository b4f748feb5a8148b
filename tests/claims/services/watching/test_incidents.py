"""Most of a host failing at once is one incident; after it, what failed is checked soon."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from claims.models import Event, Host, HostWake, Source
from claims.pipeline.watching.moves import RIPE_AFTER
from claims.services.watching import incidents, record
from claims.values import Hop
from tests.claims.services.watching.leased import (
    TEXT,
    failed,
    lease_all,
    leased,
    page_of,
    read,
    record_one,
    unchanged,
    watched,
)

pytestmark = pytest.mark.django_db

OTHER = UUID("00000000-0000-7000-8000-000000000000")


def check_each(sources: list[Source], make: object = unchanged) -> None:
    """Check these sources of one host, four at a time as they are leased."""
    for start in range(0, len(sources), 4):
        keys = [source.pk for source in sources[start : start + 4]]
        Source.objects.filter(pk__in=keys).update(next_check_at=timezone.now() - timedelta(hours=1))
        Source.objects.exclude(pk__in=keys).update(next_check_at=timezone.now() + timedelta(days=9))
        leases = lease_all()
        responses = [make(source) for host in leases.values() for source in host.sources]  # type: ignore[operator]
        assert len(record.record_checks(responses, leases, now=timezone.now())) == len(keys)
        Host.objects.update(lease_token=None, lease_until=None)


def sources_of_one_host(count: int) -> list[Source]:
    return [watched(f"https://birds.example/{number}") for number in range(count)]


def test_a_host_without_failures_has_no_record() -> None:
    check_each(sources_of_one_host(4))

    assert Host.objects.get().recent == []


def test_most_sources_failing_at_once_are_an_incident_and_no_strikes() -> None:
    sources = sources_of_one_host(8)

    check_each(sources, lambda source: failed(source, 500))

    host = Host.objects.get()
    assert host.incident == "failing"
    event = Event.objects.get(type="host.incident_changed")
    assert (event.changes, event.severity) == ({"incident": ["", "failing"]}, 3)
    last = Source.objects.get(cited_url="https://birds.example/7")
    assert (last.link_state, last.strikes) == ("live", 0)


def test_after_an_incident_what_failed_in_it_is_checked_within_an_hour() -> None:
    sources = sources_of_one_host(12)
    check_each(sources[:8], lambda source: failed(source, 500))
    far = timezone.now() + timedelta(days=20)
    Source.objects.filter(last_error="").update(next_check_at=far)
    Source.objects.exclude(last_error="").update(next_check_at=far)
    spared = Source.objects.get(cited_url="https://birds.example/0")
    Source.objects.filter(pk=spared.pk).update(
        lease_token=OTHER, lease_until=timezone.now() + timedelta(hours=1)
    )

    host = Host.objects.get()
    host.recent = [[f"{number}", "", int(timezone.now().timestamp())] for number in range(20)]
    host.save()
    before = timezone.now()
    Source.objects.filter(pk=sources[11].pk).update(next_check_at=before - timedelta(hours=1))
    record_one(sources[11])

    assert Host.objects.get().incident == ""
    hurried = Source.objects.exclude(last_error="").exclude(pk=spared.pk)
    times = list(hurried.values_list("next_check_at", flat=True))
    assert len(times) == 7
    assert all(time <= timezone.now() + incidents.RECOVERY for time in times)
    assert len(set(times)) > 1
    spared.refresh_from_db()
    assert spared.next_check_at == far
    untouched = Source.objects.filter(pk__in=[source.pk for source in sources[8:11]])
    assert set(untouched.values_list("next_check_at", flat=True)) == {far}


def test_landings_count_the_other_sources_of_the_host_that_ended_there() -> None:
    landing = "https://birds.example/"
    one, *_ = (watched(f"https://birds.example/{number}", final_url=landing) for number in range(4))
    watched("https://other.example/", final_url=landing)
    source = leased(lease_all(), one)
    response = read(source, TEXT, page_of(source.url, hops=(Hop(302, landing),)))

    assert incidents.shared_landings([response]) == {one.pk: 3}
    assert incidents.shared_landings([read(source)]) == {}


def test_a_source_that_moved_for_good_belongs_to_the_host_of_its_new_address() -> None:
    new = "https://archive.example/report"
    source = watched(
        "https://birds.example/report",
        move_target=new,
        move_since=timezone.now() - RIPE_AFTER,
        move_checks=4,
    )

    record_one(source, read, text=TEXT, page=page_of("https://birds.example/report", hops=(Hop(301, new),)))

    source.refresh_from_db()
    assert (source.adopted_url, source.host.name) == (new, "archive.example")
    wake = HostWake.objects.get()
    assert (wake.host, wake.due_at) == (source.host, source.next_check_at)
    event = Event.objects.get(type="source.moved")
    assert event.changes == {"adopted_url": ["", new]}


def test_a_source_whose_adopted_address_is_gone_goes_back_to_its_host() -> None:
    source = watched("https://birds.example/report", adopted_url="https://archive.example/report")

    record_one(source, failed)

    source.refresh_from_db()
    assert (source.adopted_url, source.host.name) == ("", "birds.example")
