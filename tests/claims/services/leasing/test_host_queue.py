"""Hosts and their due sources are taken by one worker at a time."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from claims.models import Host, HostWake, Source
from claims.services.catalogue import sources
from claims.services.leasing import host_queue, hosts
from claims.services.leasing.leases import HostLease
from tests.claims.services.rows import ACTOR

pytestmark = pytest.mark.django_db


def names(taken: list[HostLease]) -> list[tuple[str, int]]:
    """The hosts that were taken, each with how many of its sources."""
    return sorted((host.name, len(host.sources)) for host in taken)


def register(*urls: str) -> None:
    for url in urls:
        sources.register_source(url, actor=ACTOR)


def release(host: HostLease, spacing_seconds: float = 0) -> None:
    """Look at nothing, and give the host and its sources back."""
    host_queue.hand_back((source, 0.0) for source in host.sources)
    host_queue.release_hosts([host_queue.Release(host.id, host.lease_token, spacing_seconds)])


def test_hosts_are_taken_with_a_few_of_their_sources(settings: Settings) -> None:
    settings.HOST_SPACING_SECONDS = 0
    register(*(f"https://a.example.org/{number}" for number in range(6)), "https://b.example.org/1")

    assert names(host_queue.lease_due_hosts(10)) == [("a.example.org", 4), ("b.example.org", 1)]
    assert host_queue.lease_due_hosts(10) == []


def test_a_host_with_a_long_spacing_gives_one_source_at_a_time(settings: Settings) -> None:
    settings.HOST_SPACING_SECONDS = 60
    register("https://a.example.org/1", "https://a.example.org/2")

    assert names(host_queue.lease_due_hosts(10)) == [("a.example.org", 1)]


def test_a_released_host_waits_its_spacing() -> None:
    register("https://a.example.org/1")
    host = host_queue.lease_due_hosts(10)[0]

    release(host, spacing_seconds=60)

    assert host_queue.lease_due_hosts(10) == []
    row = Host.objects.get()
    assert row.next_slot_at > timezone.now() + timedelta(seconds=55)
    assert row.next_due_at == row.next_slot_at


def test_a_host_without_anything_due_is_due_when_its_next_source_is() -> None:
    register("https://a.example.org/1")
    host = host_queue.lease_due_hosts(10)[0]
    later = timezone.now() + timedelta(hours=5)
    Source.objects.update(lease_token=None, lease_until=None, next_check_at=later)

    host_queue.release_hosts([host_queue.Release(host.id, host.lease_token, 0)])

    assert Host.objects.get().next_due_at == later


def test_a_host_that_cools_is_left_alone() -> None:
    register("https://a.example.org/1")
    host = host_queue.lease_due_hosts(10)[0]
    host_queue.hand_back((source, 0.0) for source in host.sources)

    host_queue.release_hosts(
        [host_queue.Release(host.id, host.lease_token, 0, cooling_seconds=300, cooling_count=1)]
    )

    assert host_queue.lease_due_hosts(10) == []
    row = Host.objects.get()
    assert row.cooling_until is not None
    assert (row.cooling_count, row.next_due_at) == (1, row.cooling_until)


def test_an_operator_may_set_a_host_apart(settings: Settings) -> None:
    settings.HOST_SPACING_SECONDS = 60
    register("https://a.example.org/1", "https://a.example.org/2")
    hosts.update_host(Host.objects.get().pk, changes={"spacing_seconds": 0}, actor=ACTOR)

    assert names(host_queue.lease_due_hosts(10)) == [("a.example.org", 2)]


def test_what_a_lost_worker_had_comes_up_again_when_its_lease_ends() -> None:
    register("https://a.example.org/1")
    first = host_queue.lease_due_hosts(10)[0]
    past = timezone.now() - timedelta(seconds=1)
    Source.objects.update(lease_until=past, next_check_at=past)
    Host.objects.update(lease_until=past, next_due_at=past)

    second = host_queue.lease_due_hosts(10)[0]

    assert second.sources[0].id == first.sources[0].id
    assert second.lease_token != first.lease_token


def test_a_lease_that_is_renewed_lasts_longer() -> None:
    register("https://a.example.org/1")
    host = host_queue.lease_due_hosts(10)[0]
    soon = timezone.now() + timedelta(seconds=1)
    Source.objects.update(lease_until=soon)
    Host.objects.update(lease_until=soon)

    host_queue.renew({host.lease_token})

    assert Source.objects.get().lease_until > soon + timedelta(seconds=60)
    assert Host.objects.get().lease_until > soon + timedelta(seconds=60)


def test_what_somebody_asked_for_goes_before_what_waited_longer(settings: Settings) -> None:
    settings.HOST_SPACING_SECONDS = 60
    register("https://a.example.org/1", "https://a.example.org/2")
    asked = Source.objects.get(cited_url="https://a.example.org/2")

    sources.request_check(asked.pk, actor=ACTOR)

    assert [source.cited_url for source in host_queue.lease_due_hosts(10)[0].sources] == [
        "https://a.example.org/2"
    ]


def test_a_source_that_becomes_due_wakes_its_host() -> None:
    register("https://a.example.org/1")
    later = timezone.now() + timedelta(hours=5)
    Source.objects.update(next_check_at=later)
    Host.objects.update(next_due_at=later)
    HostWake.objects.all().delete()
    assert host_queue.lease_due_hosts(10) == []

    sources.request_check(Source.objects.get().pk, actor=ACTOR)

    assert names(host_queue.lease_due_hosts(10)) == [("a.example.org", 1)]
    assert not HostWake.objects.exists()


def test_behind_a_backlog_what_is_new_does_not_wait_for_all_that_is_old() -> None:
    register(*(f"https://old{number}.example.org/" for number in range(20)))
    host_queue.release_hosts(
        host_queue.Release(host.id, host.lease_token, 0) for host in host_queue.lease_due_hosts(0)
    )
    Host.objects.update(next_due_at=timezone.now() - timedelta(hours=5))
    HostWake.objects.all().delete()
    register("https://new.example.org/")

    assert "new.example.org" in [name for name, _ in names(host_queue.lease_due_hosts(8))]


def test_no_more_hosts_are_leased_than_asked_for_whatever_the_planner_chooses() -> None:
    register(*(f"https://host{number}.example.org/" for number in range(20)))
    with connection.cursor() as cursor:
        for method in ("hashjoin", "mergejoin", "hashagg", "sort", "incremental_sort", "material", "memoize"):
            cursor.execute(f"SET LOCAL enable_{method} = off")  # what is left is a nested loop

    assert len(host_queue.lease_due_hosts(8)) == 8


def test_a_borrowed_host_is_nobody_elses() -> None:
    register("https://a.example.org/1")

    borrowed = host_queue.borrow_host("a.example.org")

    assert borrowed is not None
    assert host_queue.lease_due_hosts(10) == []
    assert host_queue.borrow_host("a.example.org") is None


def test_a_host_that_is_visited_cannot_be_borrowed() -> None:
    register("https://a.example.org/1")
    host_queue.lease_due_hosts(10)

    assert host_queue.borrow_host("a.example.org") is None


def test_only_what_is_read_counts_as_taken_up() -> None:
    register("https://a.example.org/1")
    taken = host_queue.lease_due_hosts(10)[0].sources
    assert Source.objects.get().read_attempts == 0

    assert host_queue.count_read_attempt(taken) == {taken[0].id}
    assert Source.objects.get().read_attempts == 1

    Source.objects.update(lease_token="00000000-0000-7000-8000-000000000000")
    assert host_queue.count_read_attempt(taken) == set()
    assert Source.objects.get().read_attempts == 1


def test_a_lost_lease_cannot_give_the_host_back() -> None:
    register("https://a.example.org/1")
    host = host_queue.lease_due_hosts(10)[0]
    Host.objects.update(lease_token="00000000-0000-7000-8000-000000000000")

    release(host)

    assert Host.objects.get().lease_token is not None


def test_a_lost_lease_cannot_give_a_source_back() -> None:
    register("https://a.example.org/1")
    [source] = host_queue.lease_due_hosts(10)[0].sources
    due = Source.objects.get().next_check_at
    Source.objects.update(lease_token="00000000-0000-7000-8000-000000000000")

    host_queue.hand_back([(source, 300.0)])

    row = Source.objects.get()
    assert str(row.lease_token) == "00000000-0000-7000-8000-000000000000"
    assert row.next_check_at == due


def test_a_page_that_was_not_read_after_all_does_not_count() -> None:
    register("https://a.example.org/1")
    sources = host_queue.lease_due_hosts(10)[0].sources
    host_queue.count_read_attempt(sources)

    host_queue.undo_read_attempt(sources)
    host_queue.undo_read_attempt(sources)

    assert Source.objects.get().read_attempts == 0


def test_a_released_host_keeps_what_its_pages_came_to() -> None:
    register("https://a.example.org/1")
    host = host_queue.lease_due_hosts(10)[0]
    Host.objects.update(changes=3, exposure_seconds=100, cooling_count=2)

    host_queue.release_hosts(
        [host_queue.Release(host.id, host.lease_token, 0, changes=2, exposure_seconds=50)]
    )

    row = Host.objects.get()
    assert (row.changes, row.exposure_seconds, row.cooling_count) == (5, 150, 2)


def test_old_changes_of_a_host_count_half_in_time() -> None:
    register("https://a.example.org/1")
    host = host_queue.lease_due_hosts(10)[0]
    long_ago = host_queue.HOST_MEMORY_SECONDS + 2
    Host.objects.update(changes=8, exposure_seconds=long_ago)

    host_queue.release_hosts(
        [host_queue.Release(host.id, host.lease_token, 0, changes=1, exposure_seconds=10)]
    )

    row = Host.objects.get()
    assert (row.changes, row.exposure_seconds) == (5, long_ago // 2 + 10)


@pytest.mark.django_db(transaction=True)
def test_a_source_that_another_transaction_holds_is_left_for_the_next_lease(settings: Settings) -> None:
    settings.HOST_SPACING_SECONDS = 0
    register("https://a.example.org/1", "https://a.example.org/2")
    held = Source.objects.get(cited_url="https://a.example.org/1")
    given = connection.get_connection_params()

    with psycopg.connect(
        host=given.get("host", ""), port=given.get("port", ""), user=given["user"],
        password=given.get("password", ""), dbname=given["dbname"],
    ) as elsewhere:  # fmt: skip
        elsewhere.execute("SELECT FROM claims_source WHERE id = %s FOR UPDATE", [held.pk])
        (host,) = host_queue.lease_due_hosts(10)
    release(host)

    assert [source.cited_url for source in host.sources] == ["https://a.example.org/2"]
    assert names(host_queue.lease_due_hosts(10)) == [("a.example.org", 2)]
