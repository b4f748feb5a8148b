"""Sources are looked at through the door, and what was seen is written down."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest
from pytest_django import Settings

from claims.models import Article, Citation, Claim, Event, Host, Snapshot, Source, SourceCheck
from claims.services import capture, ingest, lease, record, refresh, sources
from claims.values import Actor

ACTOR = Actor("api_key", "api_key_test")
PAGE = """<html><head><title>Kestrel</title></head><body><nav>Home</nav>
<p>The team describes its work in this long report about birds and models.</p>
<p>Kestrel-2 was trained on 12 trillion tokens of curated text.</p>
<p>All of it is open to everybody who asks for it.</p></body></html>"""

pytestmark = pytest.mark.django_db


class Site:
    """A loopback web site whose pages a test sets: path -> (status, body); it counts what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, str]] = {}
        self.asked: list[tuple[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, self.headers.get("If-None-Match", "")))
                status, body = site.pages.get(self.path, (404, "no such page"))
                etag = f'"{hash(body)}"'
                if status == 200 and self.headers.get("If-None-Match") == etag:
                    status, body = 304, ""
                self.send_response(status)
                self.send_header("ETag", etag)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    settings.HOST_SPACING_SECONDS = 0
    site = Site()
    yield site
    site.close()


def cite(site: Site, text: str = "Kestrel-2 was trained on 12 trillion tokens.") -> Citation:
    """A claim whose one citation rests on the site's page."""
    content = f"A paper\n\n{text}[1]\n\nSources\n1. {site.url}/kestrel\n"
    ingest.submit_article(content=content, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    return Citation.objects.get()


def look_again() -> None:
    for key in Source.objects.values_list("pk", flat=True):
        sources.request_check(key, actor=ACTOR)
    refresh.refresh_due_sources()


def test_the_first_look_pins_the_sentence_that_the_claim_rests_on(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)

    assert refresh.refresh_due_sources() == 1

    citation = Citation.objects.get()
    assert citation.passage_exact == "Kestrel-2 was trained on 12 trillion tokens of curated text."
    assert (citation.passage_state, citation.passage_origin, citation.values_state) == (
        "intact",
        "machine",
        "present",
    )
    assert Source.objects.get().link_state == "live"
    assert Claim.objects.get().evidence_state == "standing"


def test_an_unchanged_page_is_asked_for_with_its_validator_and_makes_no_event(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    refresh.refresh_due_sources()
    events = Event.objects.count()

    look_again()

    assert site.asked[1][1] != ""
    assert SourceCheck.objects.first().outcome == "not_modified"
    assert list(Event.objects.order_by("id")[events:].values_list("type", flat=True)) == [
        "source.check_requested"
    ]
    assert Snapshot.objects.count() == 1


def test_an_edited_figure_alters_the_citation_and_costs_the_claim_its_evidence(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    refresh.refresh_due_sources()

    site.pages["/kestrel"] = (200, PAGE.replace("12 trillion", "9 trillion"))
    look_again()

    citation = Citation.objects.get()
    assert (citation.passage_state, citation.values_state) == ("altered", "changed")
    assert citation.found == "Kestrel-2 was trained on 9 trillion tokens of curated text."
    assert Claim.objects.get().evidence_state == "lost"
    event = Event.objects.get(type="citation.changed")
    assert event.changes["passage_state"] == ["intact", "altered"]
    assert event.severity == 5
    assert (
        Event.objects.filter(
            type="claim.evidence_changed", changes__evidence_state=["standing", "lost"]
        ).count()
        == 1
    )


def test_a_cosmetic_change_makes_no_event(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    refresh.refresh_due_sources()
    events = Event.objects.exclude(type="source.check_requested").count()

    site.pages["/kestrel"] = (200, PAGE.replace("<nav>Home</nav>", "<nav>Home, News, 23 November</nav>"))
    look_again()

    assert Event.objects.exclude(type="source.check_requested").count() == events
    assert SourceCheck.objects.first().outcome == "changed"
    assert Citation.objects.get().passage_state == "intact"


def test_a_text_that_returns_heals_the_citation(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    refresh.refresh_due_sources()
    site.pages["/kestrel"] = (200, PAGE.replace("12 trillion", "9 trillion"))
    look_again()

    site.pages["/kestrel"] = (200, PAGE)
    look_again()

    assert Citation.objects.get().passage_state == "intact"
    assert Claim.objects.get().evidence_state == "standing"
    assert Snapshot.objects.count() == 2


def test_a_page_that_is_gone_twice_loses_its_passages(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    refresh.refresh_due_sources()

    site.pages["/kestrel"] = (410, "gone")
    look_again()
    assert Source.objects.get().link_state == "suspect"
    assert Claim.objects.get().evidence_state == "standing"
    look_again()

    assert Source.objects.get().link_state == "gone"
    assert Citation.objects.get().passage_state == "unreachable"
    assert Claim.objects.get().evidence_state == "lost"
    assert (
        Event.objects.get(type="source.link_changed", changes__link_state=["suspect", "gone"]).severity == 6
    )


def test_a_page_that_comes_back_is_intact_again(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    refresh.refresh_due_sources()
    site.pages["/kestrel"] = (410, "gone")
    look_again()
    look_again()

    site.pages["/kestrel"] = (200, PAGE)
    look_again()

    assert Source.objects.get().link_state == "live"
    assert Citation.objects.get().passage_state == "intact"
    assert Claim.objects.get().evidence_state == "standing"


def test_a_source_that_never_answered_proves_nothing(site: Site) -> None:
    cite(site)

    refresh.refresh_due_sources()

    assert Source.objects.get().link_state == "suspect"
    assert Claim.objects.get().evidence_state == "unchecked"


def test_an_article_is_captured_from_its_url(site: Site) -> None:
    site.pages["/news"] = (
        200,
        "<html><head><title>Birds</title></head><body><article>" + PAGE + "</article></body></html>",
    )
    ingest.submit_article(url=f"{site.url}/news", actor=ACTOR)

    refresh.refresh_due_sources()

    article = Article.objects.get()
    assert (article.state, article.current_version.number) == ("captured", 1)
    assert "Kestrel-2 was trained on 12 trillion tokens of curated text." in article.current_version.text


def test_an_article_whose_page_is_missing_fails_with_the_reason(site: Site) -> None:
    ingest.submit_article(url=f"{site.url}/nothing", actor=ACTOR)

    refresh.refresh_due_sources()

    article = Article.objects.get()
    assert (article.state, article.failure) == ("failed", "http_status")
    assert "404" in article.failure_detail


def test_a_host_that_asks_for_time_is_left_alone(site: Site) -> None:
    site.pages["/kestrel"] = (429, "slow down")
    cite(site)

    refresh.refresh_due_sources()
    look_again()

    assert Host.objects.get().cooling_until is not None
    assert SourceCheck.objects.count() == 1
    assert Source.objects.get().link_state == "blocked"


def test_a_late_result_is_dropped(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    taken = lease.lease_due_sources(1)[0]
    Source.objects.update(lease_token="00000000-0000-7000-8000-000000000000")

    look = record.Look(SourceCheck.Outcome.FIRST, text="something")

    assert record.record_look(taken, look, now=taken.source.created_at) is None
    assert SourceCheck.objects.count() == 0


def test_a_source_that_ended_its_workers_is_quarantined(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    Source.objects.update(claim_count=3)

    refresh.refresh_due_sources()

    assert Source.objects.get().link_state == "quarantined"
    assert site.asked == []
    assert Event.objects.filter(type="source.link_changed").count() == 1
