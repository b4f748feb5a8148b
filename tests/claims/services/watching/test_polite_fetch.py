"""One URL is fetched under its host's lease, which is waited for if it is near."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from claims.errors import FetchError
from claims.models import Host
from claims.pipeline.fetching.addresses import parse_networks
from claims.services.leasing import host_queue, hosts
from claims.services.watching.polite_fetch import fetch_politely, is_trouble
from claims.vocabulary import FetchFailure
from tests.claims.services.watching.sites import Answer, Sites, page, redirect, sites_on

HOST, OTHER = "127.0.0.61", "127.0.0.62"
pytestmark = pytest.mark.django_db


@pytest.fixture
def web(settings: Settings) -> Iterator[Sites]:
    settings.FETCH_ALLOW = parse_networks(["127.0.0.0/8"])
    settings.HOST_SPACING_SECONDS = 5
    with sites_on(HOST, OTHER) as web:
        web.answers[HOST, "/"] = page("Kestrel flies.")
        yield web


def fetch(web: Sites, path: str = "/", seconds: float = 20.0) -> str:
    return fetch_politely(web.url(HOST, path), until=time.monotonic() + seconds).body.decode()


def test_a_page_is_fetched_and_its_host_given_back_with_its_spacing(web: Sites) -> None:
    assert "Kestrel flies." in fetch(web)

    host = Host.objects.get(name=HOST)
    assert host.lease_token is None
    assert timedelta(seconds=3) < host.next_slot_at - timezone.now() <= timedelta(seconds=5)


def test_a_host_whose_lease_does_not_come_in_time_is_busy(web: Sites) -> None:
    hosts.ensure_hosts([HOST], now=timezone.now())
    host_queue.borrow_host(HOST)

    with pytest.raises(FetchError) as error:
        fetch(web, seconds=0.3)

    assert error.value.code == FetchFailure.HOST_BUSY
    assert web.asked == []


def test_a_lease_that_is_near_is_waited_for(web: Sites) -> None:
    hosts.ensure_hosts([HOST], now=timezone.now())
    free_at = timezone.now() + timedelta(seconds=0.5)
    Host.objects.update(next_slot_at=free_at)

    fetch(web)

    assert timezone.now() >= free_at


def test_robots_are_obeyed_unless_they_are_not_meant(web: Sites) -> None:
    web.answers[HOST, "/robots.txt"] = Answer(body="User-agent: *\nDisallow: /\n")
    Host.objects.update_or_create(name=HOST, defaults={"next_slot_at": timezone.now(), "spacing_seconds": 0})

    with pytest.raises(FetchError) as error:
        fetch(web)
    assert error.value.code == FetchFailure.ROBOTS_DENIED

    until = time.monotonic() + 20
    assert fetch_politely(web.url(HOST, "/"), until=until, ignores_robots=True).status == 200


def test_a_redirect_to_another_host_is_not_followed(web: Sites) -> None:
    web.answers[HOST, "/away"] = redirect(web.url(OTHER, "/"))

    with pytest.raises(FetchError) as error:
        fetch(web, "/away")

    assert error.value.code == FetchFailure.BAD_REDIRECT
    assert web.asked_of(OTHER) == []


def test_a_host_in_trouble_cools(web: Sites) -> None:
    web.answers[HOST, "/broken"] = Answer(500)

    with pytest.raises(FetchError):
        fetch(web, "/broken")

    host = Host.objects.get(name=HOST)
    assert (host.cooling_count, host.lease_token) == (1, None)
    assert host.cooling_until is not None
    assert host.cooling_until > timezone.now() + timedelta(seconds=20)


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        (FetchFailure.HTTP_STATUS, 404, False),
        (FetchFailure.HTTP_STATUS, 429, True),
        (FetchFailure.HTTP_STATUS, 503, True),
        (FetchFailure.CONNECT_FAILED, None, True),
        (FetchFailure.TIMED_OUT, None, True),
        (FetchFailure.ROBOTS_DENIED, None, False),
        (FetchFailure.TOO_LARGE, None, False),
    ],
)
def test_trouble_is_the_hosts_and_not_the_urls(
    code: FetchFailure, status: int | None, expected: bool
) -> None:
    assert is_trouble(FetchError("", code=code, status=status)) is expected
