"""The list of a paper's versions is read when its text is new: names on loopback, a real server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp.abc import ResolveResult
from django.utils import timezone
from pytest_django import Settings

from claims.models import Event, Source
from claims.pipeline.fetching import fetch
from claims.pipeline.fetching.addresses import parse_networks
from claims.pipeline.fetching.resolver import Resolver
from claims.pipeline.watching.outages import NetworkWatch
from claims.services.catalogue import sources
from claims.services.watching import refresh, version_history
from claims.values import Actor
from tests.claims.services.watching.sites import NOT_THERE, Answer, Sites, page, sites_on

ALICE = Actor("user", "alice")
HOST = "127.0.0.86"
PAPER = "/abs/2401.00001"
FIRST = "[v1] Mon, 1 Jan 2024 17:57:34 UTC (1,102 KB)"
SECOND = "[v2] Tue, 6 Feb 2024 00:41:18 UTC (1,124 KB)"
FIRST_ROW = {"number": 1, "submitted_at": "2024-01-01T17:57:34Z", "withdrawn": False}
SECOND_ROW = {"number": 2, "submitted_at": "2024-02-06T00:41:18Z", "withdrawn": False}
pytestmark = pytest.mark.django_db


class Names(Resolver):
    """A look-up leads to the one site, whatever the name."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return await super().resolve(HOST, port, family)


@pytest.fixture
def web(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sites]:
    settings.FETCH_ALLOW = parse_networks(["127.0.0.0/8"])
    settings.HOST_SPACING_SECONDS = 0
    settings.CONFIRM_SECONDS = 0
    monkeypatch.setattr(fetch, "Resolver", Names)
    monkeypatch.setattr(refresh, "_network", NetworkWatch())
    with sites_on(HOST) as sites:
        yield sites


def publish(web: Sites, words: str, *history: str) -> None:
    """The paper has these words, and its page this history."""
    web.answers[HOST, "/pdf/2401.00001"] = page(words)
    web.answers[HOST, PAPER] = page("Submission history", *history)


def check(web: Sites, path: str = PAPER) -> Source:
    """A check of the one source, and what is due after it."""
    source = sources.register_source(f"http://arxiv.org:{web.port}{path}", actor=ALICE)[0]
    sources.request_check(source.pk, actor=ALICE)
    refresh.refresh_due_sources()
    version_history.read_due_histories()
    source.refresh_from_db()
    return source


def listings(web: Sites) -> int:
    return sum(1 for one in web.asked if one.path == PAPER)


def test_the_first_check_of_a_paper_reads_its_versions_without_an_event(web: Sites) -> None:
    publish(web, "Kestrel-2 has 3 wings.", FIRST, SECOND)

    source = check(web, f"{PAPER}v1")

    assert (source.versions, source.versions_due_at) == ([FIRST_ROW, SECOND_ROW], None)
    assert not Event.objects.filter(type="source.revised").exists()


def test_a_new_version_is_an_event_with_the_versions_before_and_after(web: Sites) -> None:
    publish(web, "Kestrel-2 has 3 wings.", FIRST)
    check(web)
    publish(web, "Kestrel-2 has 4 wings.", FIRST, SECOND)

    source = check(web)

    event = Event.objects.get(type="source.revised")
    assert (event.subject_id, event.severity, event.subject_version) == (source.pk, 0, source.version)
    assert event.changes == {"versions": [[FIRST_ROW], [FIRST_ROW, SECOND_ROW]]}


def test_a_paper_whose_text_is_the_same_is_not_asked_for_its_versions_again(web: Sites) -> None:
    publish(web, "Kestrel-2 has 3 wings.", FIRST)
    check(web)

    check(web)

    assert listings(web) == 1


@pytest.mark.parametrize("answer", [NOT_THERE, Answer(200, "no history here")])
def test_a_list_that_is_not_given_leaves_the_versions_as_they_were(web: Sites, answer: Answer) -> None:
    publish(web, "Kestrel-2 has 3 wings.", FIRST)
    check(web)
    publish(web, "Kestrel-2 has 4 wings.")
    web.answers[HOST, PAPER] = answer

    source = check(web)

    assert (source.versions, source.versions_due_at) == ([FIRST_ROW], None)
    assert not Event.objects.filter(type="source.revised").exists()


def test_robots_txt_is_obeyed(web: Sites) -> None:
    publish(web, "Kestrel-2 has 3 wings.", FIRST)
    web.answers[HOST, "/robots.txt"] = Answer(body="User-agent: *\nDisallow: /abs\n")

    source = check(web)

    assert (listings(web), source.versions, source.versions_due_at) == (0, [], None)


def test_a_host_in_trouble_is_asked_again_later(web: Sites) -> None:
    publish(web, "Kestrel-2 has 3 wings.", FIRST)
    web.answers[HOST, PAPER] = replace(NOT_THERE, status=503)

    source = check(web)

    assert source.versions == []
    assert source.versions_due_at is not None
    assert source.versions_due_at > timezone.now() + timedelta(minutes=50)


def test_a_result_does_not_count_when_the_text_is_new_again(web: Sites) -> None:
    publish(web, "Kestrel-2 has 3 wings.", FIRST)
    source = check(web)
    Source.objects.update(versions_due_at=timezone.now())
    due = version_history.lease_due()
    assert due is not None
    again = timezone.now()
    Source.objects.update(versions_due_at=again)

    version_history.record_history(due, (), now=timezone.now())

    source.refresh_from_db()
    assert source.versions_due_at == again


def test_other_pages_have_no_list_of_versions(web: Sites) -> None:
    web.answers[HOST, "/kestrel"] = page("Kestrel-2 has 3 wings.")
    source = sources.register_source(f"http://birds.example:{web.port}/kestrel", actor=ALICE)[0]

    refresh.refresh_due_sources()

    source.refresh_from_db()
    assert (source.check_count > 0 or source.checked_at is not None, source.versions_due_at) == (True, None)
