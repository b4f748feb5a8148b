"""A new version of the reader makes a new baseline without events: what it reads differently is no edit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from claims.models import Citation, Claim, Event, Snapshot, Source, SourceCheck
from claims.pipeline.fetching.addresses import parse_networks
from claims.pipeline.watching.outages import NetworkWatch
from claims.pipeline.watching.response import READER_VERSION
from claims.services.articles import capture, ingest
from claims.services.catalogue import sources
from claims.services.watching import refresh
from tests.claims.services.rows import ACTOR
from tests.claims.services.watching.sites import Sites, page, sites_on

HOST = "127.0.0.21"
pytestmark = pytest.mark.django_db


@pytest.fixture
def web(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sites]:
    """A page on which a citation rests, read and pinned by an earlier reader."""
    settings.FETCH_ALLOW = parse_networks(["127.0.0.0/8"])
    settings.HOST_SPACING_SECONDS = 0
    settings.CONFIRM_SECONDS = 0
    monkeypatch.setattr(refresh, "_network", NetworkWatch())
    with sites_on(HOST) as web:
        say(web, "12")
        content = f"A paper\n\nKestrel-2 was trained on 12 trillion tokens.[1]\n\nSources\n1. {web.url(HOST, '/')}\n"
        ingest.submit_article(content=content, content_type="text/plain", actor=ACTOR)
        capture.capture_due_submissions()
        refresh.refresh_due_sources()
        Source.objects.update(extractor_version="an earlier reader")
        yield web


def say(web: Sites, figure: str) -> None:
    web.answers[HOST, "/"] = page(f"Kestrel-2 was trained on {figure} trillion tokens of curated text.")


def look_again() -> None:
    sources.request_check(Source.objects.get().pk, actor=ACTOR)
    refresh.refresh_due_sources()


def told() -> list[str]:
    """What was told after the first look, but for what was asked of us."""
    first = SourceCheck.objects.order_by("checked_at", "id")[0].checked_at
    rows = Event.objects.filter(occurred_at__gt=first).exclude(type="source.check_requested")
    return list(rows.order_by("id").values_list("type", flat=True))


def outcomes() -> list[str]:
    return list(SourceCheck.objects.order_by("checked_at", "id").values_list("outcome", flat=True))


def test_what_a_new_reader_reads_differently_is_kept_in_silence(web: Sites) -> None:
    say(web, "9")

    look_again()

    assert outcomes() == ["first", "rebased"]
    assert told() == []
    source = Source.objects.get()
    assert (source.extractor_version, source.changed_at, source.unconfirmed_at) == (
        READER_VERSION,
        None,
        None,
    )
    assert Snapshot.objects.count() == 2
    assert Citation.objects.get().passage_state == "intact"
    assert Claim.objects.get().evidence_state == "standing"


def test_the_look_after_that_alarms_again_once_a_second_one_agrees(web: Sites) -> None:
    say(web, "9")
    look_again()
    say(web, "7")

    look_again()

    assert outcomes() == ["first", "rebased", "changed", "changed"]
    citation = Citation.objects.get()
    assert (citation.passage_state, citation.values_state) == ("altered", "changed")
    assert citation.found == "Kestrel-2 was trained on 7 trillion tokens of curated text."
    assert told() == ["citation.changed", "source.changed", "claim.evidence_changed"]


def test_a_change_that_waited_when_the_reader_changed_waits_anew(web: Sites, settings: Settings) -> None:
    Source.objects.update(extractor_version=READER_VERSION)
    settings.CONFIRM_SECONDS = 1800
    say(web, "9")
    look_again()
    assert Source.objects.get().unconfirmed_at is not None
    Source.objects.update(extractor_version="an earlier reader")

    look_again()

    assert outcomes() == ["first", "changed", "rebased"]
    assert Source.objects.get().unconfirmed_at is None
    assert told() == []
