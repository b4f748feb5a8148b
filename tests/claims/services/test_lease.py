"""Hosts and their due sources are taken by one worker at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from claims.models import Host, Source
from claims.services import clean, lease, slots, sources
from tests.claims.services.rows import ACTOR

pytestmark = pytest.mark.django_db


def test_one_due_source_of_each_host_is_taken() -> None:
    for url in ("https://a.example.org/1", "https://a.example.org/2", "https://b.example.org/1"):
        sources.register_source(url, actor=ACTOR)

    taken = lease.lease_due_sources(10)

    assert sorted(one.source.host.name for one in taken) == ["a.example.org", "b.example.org"]
    assert lease.lease_due_sources(10) == []


def test_a_released_host_waits_its_spacing(settings: Settings) -> None:
    settings.HOST_SPACING_SECONDS = 60
    sources.register_source("https://a.example.org/1", actor=ACTOR)
    sources.register_source("https://a.example.org/2", actor=ACTOR)
    taken = lease.lease_due_sources(10)[0]

    lease.release_host(taken.source.host, taken.token)

    assert lease.lease_due_sources(10) == []
    assert Host.objects.get().next_slot_at > timezone.now() + timedelta(seconds=55)


def test_an_operator_may_set_a_host_apart(settings: Settings) -> None:
    settings.HOST_SPACING_SECONDS = 60
    sources.register_source("https://a.example.org/1", actor=ACTOR)
    sources.register_source("https://a.example.org/2", actor=ACTOR)
    sources.update_host(Host.objects.get().pk, spacing_seconds=0, actor=ACTOR)
    taken = lease.lease_due_sources(10)[0]

    lease.release_host(taken.source.host, taken.token)

    assert len(lease.lease_due_sources(10)) == 1


def test_what_a_lost_worker_had_comes_up_again_when_its_lease_ends() -> None:
    sources.register_source("https://a.example.org/1", actor=ACTOR)
    first = lease.lease_due_sources(10)[0]
    past = timezone.now() - timedelta(seconds=1)
    Source.objects.update(lease_until=past, next_check_at=past)
    Host.objects.update(lease_until=past)

    second = lease.lease_due_sources(10)[0]

    assert second.source.pk == first.source.pk
    assert second.token != first.token


def test_only_what_is_read_counts_as_taken_up() -> None:
    sources.register_source("https://a.example.org/1", actor=ACTOR)
    taken = lease.lease_due_sources(10)[0]
    assert Source.objects.get().claim_count == 0

    assert lease.take_up(taken)
    assert Source.objects.get().claim_count == 1

    Source.objects.update(lease_token="00000000-0000-7000-8000-000000000000")
    assert not lease.take_up(taken)
    assert Source.objects.get().claim_count == 1


def test_a_lost_lease_cannot_give_the_host_back() -> None:
    sources.register_source("https://a.example.org/1", actor=ACTOR)
    taken = lease.lease_due_sources(10)[0]
    Host.objects.update(lease_token="00000000-0000-7000-8000-000000000000")

    lease.release_host(taken.source.host, taken.token)

    assert Host.objects.get().lease_token is not None


def test_a_slot_is_free_again_afterwards() -> None:
    with slots.one_of("refresh", 1) as mine:
        assert mine
    with slots.one_of("refresh", 1) as mine_again:
        assert mine_again


def test_there_is_nothing_to_clean_in_a_new_service() -> None:
    assert clean.clean_up() == 0
