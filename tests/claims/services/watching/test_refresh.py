"""Sources are looked at through the door, and what was seen is written down."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from claims.errors import InputError
from claims.models import Article, Citation, Claim, Event, Host, Snapshot, Source, SourceCheck
from claims.pipeline.watching.outages import NetworkWatch
from claims.pipeline.watching.response import READER_VERSION, Response
from claims.pipeline.watching.source_lease import SourceLease
from claims.services.articles import capture, ingest
from claims.services.catalogue import citations, sources
from claims.services.leasing import host_queue
from claims.services.leasing.leases import HostLease
from claims.services.watching import record, refresh, responses
from claims.values import Actor, Page, PageMetadata, Passage
from tests.claims.pipeline.watching.leased import URL, lease_of
from tests.factories import make_claim

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
                if self.path == "/robots.txt":
                    self.send_error(404)
                    return
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
    settings.CONFIRM_SECONDS = 0
    site = Site()
    yield site
    site.close()


def cite(site: Site, text: str = "Kestrel-2 was trained on 12 trillion tokens.") -> Citation:
    """A claim whose one citation rests on the site's page."""
    content = f"A paper\n\n{text}[1]\n\nSources\n1. {site.url}/kestrel\n"
    ingest.submit_article(content=content, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    return Citation.objects.get()


def page_of(url: str, etag: str = "") -> Page:
    """What a look at this URL brought."""
    return Page(
        url=url, final_url=url, status=200, body=PAGE.encode(), content_type="text/html", charset="utf-8",
        etag=etag, last_modified="", hops=(), elapsed_ms=1,
    )  # fmt: skip


def write(host: HostLease, page: Page) -> None:
    """Read and write a look at the host's one source, and give the host back."""
    look = responses.read(host.sources[0], page)
    record.record_checks([look], {host.id: host}, now=timezone.now())
    host_queue.release_hosts([host_queue.Release(host.id, host.lease_token, 0)])


def look_of(host: HostLease, text: str) -> Response:
    """A look at the host's one source that read this text."""
    page = page_of(host.sources[0].url)
    return Response(host.sources[0], page, text=text, metadata=PageMetadata())


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

    assert site.asked[1:] == [("/kestrel", site.asked[1][1]), ("/kestrel", "")]
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


def test_an_alarm_waits_for_a_second_look(site: Site, settings: Settings) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    refresh.refresh_due_sources()
    settings.CONFIRM_SECONDS = 1800

    site.pages["/kestrel"] = (200, PAGE.replace("12 trillion", "9 trillion"))
    look_again()

    source = Source.objects.get()
    assert source.unconfirmed_at is not None
    assert source.next_check_at - source.unconfirmed_at == timedelta(minutes=30)
    assert Citation.objects.get().passage_state == "intact"
    assert Claim.objects.get().evidence_state == "standing"
    assert not Event.objects.filter(severity__gte=3).exists()
    assert "A change waits for a second check" in SourceCheck.objects.first().reason


def test_a_second_look_that_comes_too_soon_confirms_nothing(site: Site, settings: Settings) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    refresh.refresh_due_sources()
    settings.CONFIRM_SECONDS = 1800
    site.pages["/kestrel"] = (200, PAGE.replace("12 trillion", "9 trillion"))
    look_again()
    since = Source.objects.get().unconfirmed_at

    look_again()

    assert Source.objects.get().unconfirmed_at == since
    assert not Event.objects.filter(severity__gte=3).exists()


def test_a_change_that_did_not_last_is_no_news(site: Site, settings: Settings) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    refresh.refresh_due_sources()
    settings.CONFIRM_SECONDS = 1800
    site.pages["/kestrel"] = (200, PAGE.replace("12 trillion", "9 trillion"))
    look_again()

    site.pages["/kestrel"] = (200, PAGE)
    look_again()

    source = Source.objects.get()
    assert (source.unconfirmed_at, source.unconfirmed_snapshot) == (None, None)
    assert not Event.objects.filter(severity__gte=3).exists()
    assert SourceCheck.objects.first().reason == "Live. The change that waited did not last."


def test_a_second_look_that_sees_something_else_confirms_nothing(site: Site, settings: Settings) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    refresh.refresh_due_sources()
    settings.CONFIRM_SECONDS = 1800
    site.pages["/kestrel"] = (200, PAGE.replace("12 trillion", "9 trillion"))
    look_again()
    first = Source.objects.get()
    Source.objects.update(unconfirmed_at=first.unconfirmed_at - timedelta(minutes=31))

    site.pages["/kestrel"] = (
        200,
        PAGE.replace("<p>Kestrel-2 was trained on 12 trillion tokens of curated text.</p>", ""),
    )
    look_again()

    again = Source.objects.get()
    assert not Event.objects.filter(severity__gte=3).exists()
    assert again.unconfirmed_at > first.unconfirmed_at - timedelta(minutes=31)
    assert again.unconfirmed_snapshot != first.unconfirmed_snapshot


def test_a_passage_that_the_page_never_had_is_refused_and_nothing_is_told(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    citation = cite(site)
    refresh.refresh_due_sources()
    words = "Nothing of this kind was ever written about any bird or model at all."

    with pytest.raises(InputError, match="not in the source's newest text"):
        citations.update_citation(citation.pk, passage=Passage(words), actor=ACTOR)
    look_again()

    assert Citation.objects.get().passage_state == "intact"
    assert not Event.objects.filter(severity__gte=3).exists()


def test_words_that_were_pinned_before_the_first_check_and_never_stood_send_no_alarm(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    citation = cite(site)
    citations.update_citation(
        citation.pk, passage=Passage("Kestrel-2 was trained on 99 trillion tokens of text"), actor=ACTOR
    )

    refresh.refresh_due_sources()
    look_again()

    citation.refresh_from_db()
    assert (citation.passage_state, citation.passage_origin) == ("unverified", "person")
    assert citation.found == "Kestrel-2 was trained on 12 trillion tokens of curated text."
    assert Claim.objects.get().evidence_state == "unpinned"
    assert not Event.objects.filter(severity__gte=1).exists()
    assert Event.objects.filter(type="citation.changed", changes__has_key="passage_state").count() == 1


def test_a_link_to_a_range_pins_all_of_it_at_the_first_check(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    url = f"{site.url}/kestrel#:~:text=Kestrel-2%20was,asks%20for%20it"
    claim = make_claim("Kestrel-2 was trained on 12 trillion tokens.")
    citation, _ = citations.add_citation(claim.pk, url=url, actor=ACTOR)

    refresh.refresh_due_sources()
    site.pages["/kestrel"] = (200, PAGE.replace("12 trillion", "9 trillion"))
    look_again()

    citation.refresh_from_db()
    assert citation.passage_exact.startswith("Kestrel-2 was trained on 12 trillion tokens of curated text.")
    assert citation.passage_exact.endswith("everybody who asks for it")
    assert (citation.passage_state, citation.values_state) == ("altered", "changed")


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
    host = host_queue.lease_due_hosts(1)[0]
    Source.objects.update(lease_token="00000000-0000-7000-8000-000000000000")

    written = record.record_checks([look_of(host, PAGE)], {host.id: host}, now=timezone.now())

    assert written == []
    assert SourceCheck.objects.count() == 0


def test_a_source_that_ended_its_workers_is_quarantined(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    Source.objects.update(read_attempts=3)

    refresh.refresh_due_sources()

    assert Source.objects.get().link_state == "quarantined"
    assert site.asked == []
    assert Event.objects.filter(type="source.link_changed").count() == 1


def test_a_person_may_give_a_quarantined_source_another_chance(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    Source.objects.update(read_attempts=3)
    refresh.refresh_due_sources()

    look_again()

    assert Source.objects.get().link_state == "live"
    assert Claim.objects.get().evidence_state == "standing"


def test_a_cited_page_that_is_posted_as_an_article_is_read_although_it_did_not_change(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    refresh.refresh_due_sources()
    submitted = ingest.submit_article(url=f"{site.url}/kestrel", actor=ACTOR)

    refresh.refresh_due_sources()

    assert Article.objects.get(pk=submitted.article.pk).state == "captured"
    assert [check.outcome for check in SourceCheck.objects.order_by("id")] == ["first", "same_text"]


def test_an_article_that_is_posted_during_a_look_at_its_page_is_read_by_the_next(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    sources.register_source(f"{site.url}/kestrel", actor=ACTOR)
    host = host_queue.lease_due_hosts(1)[0]
    ingest.submit_article(url=f"{site.url}/kestrel", actor=ACTOR)

    write(host, page_of(f"{site.url}/kestrel"))
    assert Article.objects.get().state == "pending"
    refresh.refresh_due_sources()

    assert Article.objects.get().state == "captured"


def test_content_that_failed_is_replaced_by_the_page_once_its_url_is_posted(site: Site) -> None:
    site.pages["/news"] = (200, PAGE)
    url = f"{site.url}/news"
    ingest.submit_article(url=url, content="<p></p>", content_type="text/html", actor=ACTOR)
    capture.capture_due_submissions()
    refresh.refresh_due_sources()
    assert Article.objects.get().state == "failed"

    ingest.submit_article(url=url, actor=ACTOR)
    refresh.refresh_due_sources()

    article = Article.objects.get()
    assert (article.state, article.origin) == ("captured", "fetched")


def test_a_page_that_cannot_be_fetched_fails_an_article_that_waits_again(site: Site) -> None:
    url = f"{site.url}/nothing"
    ingest.submit_article(url=url, content="Kestrel flies.", content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    ingest.submit_article(url=url, content="<p></p>", content_type="text/html", actor=ACTOR)
    capture.capture_due_submissions()

    ingest.submit_article(url=url, actor=ACTOR)
    refresh.refresh_due_sources()

    article = Article.objects.get()
    assert (article.state, article.failure, article.current_version.number) == ("failed", "http_status", 1)


def test_the_article_of_a_quarantined_source_fails(site: Site) -> None:
    ingest.submit_article(url=f"{site.url}/kestrel", actor=ACTOR)
    Source.objects.update(read_attempts=3)

    refresh.refresh_due_sources()

    article = Article.objects.get()
    assert (article.state, article.failure) == ("failed", "quarantined")


def test_a_validator_that_no_row_can_hold_is_left_out(site: Site) -> None:
    sources.register_source(f"{site.url}/kestrel", actor=ACTOR)
    write(host_queue.lease_due_hosts(1)[0], page_of(f"{site.url}/kestrel", etag='"\udcff"'))

    assert SourceCheck.objects.get().outcome == "first"
    assert Source.objects.get().etag == ""


def test_a_new_reader_that_reads_the_same_text_changes_nothing(site: Site) -> None:
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    refresh.refresh_due_sources()
    Source.objects.update(extractor_version="rules-0")

    look_again()

    assert SourceCheck.objects.first().outcome == "same_text"
    source = Source.objects.get()
    assert (source.changed_at, source.extractor_version) == (None, READER_VERSION)


def test_a_look_whose_lease_was_lost_is_not_read(site: Site) -> None:
    sources.register_source(f"{site.url}/kestrel", actor=ACTOR)
    taken = host_queue.lease_due_hosts(1)[0].sources
    Source.objects.update(lease_token="00000000-0000-7000-8000-000000000000")

    assert host_queue.count_read_attempt(taken) == set()
    assert Source.objects.get().read_attempts == 0


def known_lease(**values: Any) -> SourceLease:
    """A source whose page was read an hour ago."""
    return lease_of(**{"read_at": timezone.now() - timedelta(hours=1), **values})


def test_a_request_has_the_validators_of_the_last_check() -> None:
    request = refresh.request_for(known_lease(etag='"1"', last_modified="Monday"))

    assert (request.etag, request.last_modified, request.validators_url) == ('"1"', "Monday", URL)


@pytest.mark.parametrize(
    "values",
    [
        {"check_count": 19},
        {"check_count": 39},
        {"read_at": None},
        {"read_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"unconfirmed_at": datetime(2026, 3, 1, tzinfo=UTC)},
        {"extractor_version": "another reader"},
        {"is_article_waiting": True},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_request_that_must_see_the_page_has_no_validators(values: dict[str, Any]) -> None:
    request = refresh.request_for(known_lease(**values))

    assert (request.url, request.etag, request.last_modified) == (URL, "", "")


def test_few_hosts_are_leased_while_our_own_network_seems_to_be_down(monkeypatch: pytest.MonkeyPatch) -> None:
    network = NetworkWatch()
    monkeypatch.setattr(refresh, "_network", network)
    assert refresh.room_for(0) == 250
    assert refresh.room_for(900) == 100

    for number in range(20):
        network.note(f"{number}.example", True, time.monotonic())

    assert refresh.room_for(0) == 20
    assert refresh.room_for(20) == 0
