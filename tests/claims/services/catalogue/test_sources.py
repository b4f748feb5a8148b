"""URLs become sources that are watched, each URL once; a source can be made due."""

from __future__ import annotations

import uuid
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries, Settings

from claims.errors import InputError
from claims.models import Event, Host, HostWake, Source
from claims.services.catalogue import sources
from claims.values import Actor
from tests.factories import NOW, make_source

pytestmark = pytest.mark.django_db

ALICE = Actor("user", "alice")
URL = "https://example.org/report"
LATER = NOW + timedelta(days=30)


def register(url: str) -> tuple[Source, bool]:
    return sources.register_source(url, actor=ALICE, now=NOW)


def test_a_new_url_is_due_at_once_on_its_host_with_an_event(settings: Settings) -> None:
    settings.CHECK_FIRST_SECONDS = 1234

    source, is_new = register("https://Example.org/report?utm_source=feed#top")

    assert is_new
    stored = Source.objects.select_related("host").get()
    assert stored == source
    assert (stored.cited_url, stored.canonical_url) == ("https://Example.org/report?utm_source=feed#top", URL)
    assert (stored.next_check_at, stored.interval_seconds, stored.link_state) == (NOW, 1234, "unknown")
    assert stored.host.name == "example.org"
    assert list(HostWake.objects.values_list("host_id", "due_at")) == [(stored.host_id, NOW)]
    event = Event.objects.get()
    assert (event.type, event.subject_id, event.actor_id) == ("source.created", source.pk, "alice")


@pytest.mark.parametrize("again", [URL, URL + "#part", "https://EXAMPLE.org:443/report?utm_source=x"])
def test_the_same_canonical_url_is_the_same_source_and_no_news(again: str) -> None:
    first, _ = register(URL)

    second, is_new = register(again)

    assert (second, is_new) == (first, False)
    assert (Source.objects.count(), Event.objects.count(), HostWake.objects.count()) == (1, 1, 1)
    assert Source.objects.get().cited_url == URL


def test_many_urls_are_returned_as_they_were_given(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_source("https://example.org/1")
    urls = [f"https://example.org/{number}" for number in range(1, 31)]

    with transaction.atomic(), django_assert_num_queries(5):
        by_url, new = sources.register_sources([*urls, urls[1] + "#again"], actor=ALICE, now=NOW)

    assert list(by_url) == [*urls, urls[1] + "#again"]
    assert by_url[urls[1]] == by_url[urls[1] + "#again"]
    assert {source.canonical_url for source in new} == set(urls[1:])
    assert (Source.objects.count(), Host.objects.count()) == (30, 1)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1/", "address_refused"),
        ("http://[::1]/", "address_refused"),
        ("http://169.254.169.254/latest", "address_refused"),
        ("http://10.0.0.1/", "address_refused"),
        (f"https://{'a.' * 125}example.org/", "bad_url"),
    ],
)
def test_a_url_that_may_not_be_fetched_is_refused_by_name(url: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        register(url)

    assert (refused.value.field, refused.value.code) == ("/url", code)
    assert (Source.objects.count(), Host.objects.count()) == (0, 0)


def test_one_refused_url_registers_none() -> None:
    with pytest.raises(InputError), transaction.atomic():
        sources.register_sources([URL, "http://10.0.0.1/"], actor=ALICE, now=NOW)

    assert Source.objects.count() == 0


def test_a_network_that_the_operator_opened_is_taken(settings: Settings) -> None:
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)

    assert sources.vet_url("http://127.0.0.1/a#b") == "http://127.0.0.1/a"


def make_due(source: Source) -> Source:
    with transaction.atomic():
        sources.make_due([source], now=NOW)
    source.refresh_from_db()
    return source


def test_a_source_that_was_due_later_is_due_now_before_others_of_its_host() -> None:
    source = make_due(make_source(next_check_at=LATER))

    assert (source.next_check_at, source.requested_at) == (NOW, NOW)
    assert HostWake.objects.get().host_id == source.host_id


def test_a_source_that_is_due_already_keeps_its_place() -> None:
    earlier = NOW - timedelta(hours=1)

    source = make_due(make_source(next_check_at=earlier))

    assert (source.next_check_at, source.requested_at) == (earlier, None)
    assert HostWake.objects.count() == 0


def test_a_source_that_is_being_checked_is_checked_once_more() -> None:
    lease: dict[str, Any] = {"lease_token": uuid.uuid4(), "lease_until": LATER}

    source = make_due(make_source(next_check_at=NOW, **lease))

    assert (source.requested_at, source.lease_until) == (NOW, LATER)


def test_a_requested_check_is_due_now_with_an_event() -> None:
    source = make_source(next_check_at=LATER, read_attempts=3)

    sources.request_check(source.pk, actor=ALICE, now=NOW)

    source.refresh_from_db()
    assert (source.next_check_at, source.requested_at, source.read_attempts) == (NOW, NOW, 0)
    assert HostWake.objects.get().host_id == source.host_id
    assert Event.objects.get().type == "source.check_requested"


def test_a_check_that_is_requested_again_keeps_the_earlier_time() -> None:
    earlier = NOW - timedelta(hours=1)
    source = make_source(next_check_at=earlier, requested_at=earlier)

    sources.request_check(source.pk, actor=ALICE, now=NOW)

    source.refresh_from_db()
    assert (source.next_check_at, source.requested_at) == (earlier, earlier)


@pytest.mark.parametrize(
    ("wrapped", "host"),
    [
        ("https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Freport", "example.org"),
        ("https://web.archive.org/web/2024/https://example.org/report", "example.org"),
    ],
)
def test_a_wrapped_link_is_the_source_that_it_wraps_and_is_kept_as_it_was_cited(
    wrapped: str, host: str
) -> None:
    source, _ = register(wrapped)

    assert (source.cited_url, source.canonical_url, source.host.name) == (wrapped, URL, host)
    assert register(URL) == (source, False)


def test_a_page_of_a_known_site_waits_in_the_queue_of_the_host_that_has_its_text() -> None:
    source, _ = register("https://github.com/owner/repo/blob/main/README.md")

    assert source.canonical_url == "https://github.com/owner/repo/blob/main/README.md"
    assert source.host.name == "raw.githubusercontent.com"


def test_a_link_that_wraps_a_private_address_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        register("https://www.google.com/url?q=http%3A%2F%2F127.0.0.1%2Fadmin")

    assert refused.value.code == "address_refused"


def test_routes_of_a_page_that_a_script_shows_are_sources_of_their_own() -> None:
    first, _ = register("https://example.org/#/kestrel")
    second, is_new = register("https://example.org/#/merlin")

    assert is_new
    assert first != second
