"""Sources that fell get the archive's copy, looked up politely, and their passages are looked for in it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from pytest_django import Settings

from claims.errors import FetchError
from claims.models import Citation, Event, Host, Source
from claims.pipeline.watching.archives import ArchivedCopy
from claims.pipeline.watching.response import Response
from claims.services.leasing import host_queue
from claims.services.watching import archive, archive_lookup, record
from claims.values import Page, PageMetadata
from tests.claims.services.watching import workers
from tests.factories import make_check, make_citation, make_snapshot, make_source

PAGE = """<html><head><title>Kestrel</title></head><body>
<p>The team describes its work in this long report about birds and models.</p>
<p>Kestrel-2 was trained on {count} trillion tokens of curated text.</p>
<p>All of it is open to everybody who asks for it.</p></body></html>"""
URL = "https://birds.example/kestrel?page=2"
PASSAGE = "Kestrel-2 was trained on 12 trillion tokens of curated text."
SEEN = datetime(2020, 1, 5, 8, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


class Archive:
    """A loopback archive: an availability API and copies, each answer as a test sets it. It notes what it was asked, when."""

    def __init__(self) -> None:
        self.api: tuple[int, bytes] = (200, b'{"archived_snapshots": {}}')
        self.copy: tuple[int, bytes] = (404, b"no such copy")
        self.copy_type = "text/html; charset=utf-8"
        self.robots: tuple[int, bytes] = (404, b"")
        self.headers: dict[str, str] = {}
        self.asked: list[str] = []
        self.times: list[float] = []
        self.on_copy = lambda: None
        archive = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                archive.times.append(time.monotonic())
                path = urlsplit(self.path).path
                if path == "/robots.txt":
                    status, body = archive.robots
                else:
                    archive.asked.append(self.path)
                    status, body = archive.api if path == "/available" else archive.copy
                if path.startswith("/web/"):
                    archive.on_copy()
                self.send_response(status)
                for name, value in archive.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", archive.copy_type)
                self.send_header("Content-Length", str(len(body)))
                archive.times.append(time.monotonic())
                with contextlib.suppress(ConnectionError):  # the client was killed
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def copy_url(self) -> str:
        """Where the copy is for people."""
        return f"{self.url}/web/20200104120000/{URL}"

    def keeps(self, page: str, **more: Any) -> None:
        """Have this copy of the page."""
        closest = {"available": True, "url": self.copy_url, "timestamp": "20200104120000", "status": "200"}
        answer = {"url": URL, "archived_snapshots": {"closest": closest | more}}
        self.api = 200, json.dumps(answer).encode()
        self.copy = 200, page.encode()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def stand_in(settings: Settings) -> Iterator[Archive]:
    stand_in = Archive()
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    settings.HOST_SPACING_SECONDS = 0
    settings.ARCHIVE_URL = f"{stand_in.url}/available"
    yield stand_in
    stand_in.close()


def dead_source(url: str = URL, *, fell_at: datetime | None = None, **values: Any) -> Source:
    """A source that was seen alive, fell, and whose copy is due; one citation rests on it."""
    now = timezone.now()
    source = make_source(url, **{"link_state": "dead", "archive_due_at": now, **values})
    make_check(source, checked_at=SEEN, outcome="same_text", link_state="live")
    make_check(source, checked_at=fell_at or now, outcome="failed", error="http_status", link_state="dead")
    make_citation(
        source=source, passage_exact=PASSAGE, passage_origin="person", passage_state="unreachable",
        expected_values=["12 trillion"],
    )  # fmt: skip
    return source


def due_again(source: Source) -> timedelta:
    """In what time its copy is looked up again, to the hour."""
    source.refresh_from_db()
    wait = source.archive_due_at - timezone.now()
    return timedelta(hours=round(wait / timedelta(hours=1)))


def events() -> list[tuple[str, dict[str, Any], int]]:
    return list(Event.objects.order_by("id").values_list("type", "changes", "severity"))


def archive_host() -> Host:
    return Host.objects.get(name="127.0.0.1")


def test_a_dead_page_gets_the_copy_and_its_passage_is_found_in_it(stand_in: Archive) -> None:
    stand_in.keeps(PAGE.format(count=12))
    source = dead_source()

    assert archive.look_up_due_copies() == 1

    source.refresh_from_db()
    citation = Citation.objects.get()
    assert source.archive_url == stand_in.copy_url
    assert source.archived_at == datetime(2020, 1, 4, 12, 0, tzinfo=UTC)
    assert (source.archive_due_at, source.version, citation.version) == (None, 2, 2)
    assert (citation.archived_state, citation.passage_state) == ("intact", "unreachable")
    assert events() == [
        (
            "source.archived",
            {"archive_url": ["", stand_in.copy_url], "archived_at": [None, "2020-01-04T12:00:00Z"]},
            0,
        ),
        ("citation.updated", {"archived_state": ["", "intact"]}, 0),
    ]


def test_the_archive_is_asked_for_the_cited_page_as_it_was_last_seen_and_for_the_copy_as_it_was_sent(
    stand_in: Archive,
) -> None:
    stand_in.keeps(PAGE.format(count=12))
    dead_source()

    archive.look_up_due_copies()

    api, copy = stand_in.asked
    assert parse_qs(urlsplit(api).query) == {"url": [URL], "timestamp": ["20200105083000"]}
    assert copy == f"/web/20200104120000id_/{URL}"


def test_of_a_page_that_was_never_seen_the_latest_copy_is_asked_for(stand_in: Archive) -> None:
    make_source(URL, link_state="gone", archive_due_at=timezone.now())

    archive.look_up_due_copies()

    assert parse_qs(urlsplit(stand_in.asked[0]).query) == {"url": [URL]}


def test_a_passage_that_the_copy_words_otherwise_is_altered_in_it(stand_in: Archive) -> None:
    stand_in.keeps(PAGE.format(count=9))
    dead_source()

    archive.look_up_due_copies()

    assert Citation.objects.get().archived_state == "altered"


def test_a_passage_is_missing_in_a_copy_of_something_else(stand_in: Archive) -> None:
    stand_in.keeps("<p>This domain is for sale, and nothing else is to be found here today.</p>")
    dead_source()

    archive.look_up_due_copies()

    assert Citation.objects.get().archived_state == "missing"


@pytest.mark.parametrize(
    ("days_dead", "wanted"),
    [(0, timedelta(days=1)), (1.1, timedelta(days=7)), (8.1, timedelta(days=30)), (400, timedelta(days=30))],
)
def test_a_page_without_a_copy_is_looked_up_ever_more_seldom(
    stand_in: Archive, days_dead: float, wanted: timedelta
) -> None:
    source = dead_source(fell_at=timezone.now() - timedelta(days=days_dead))

    assert archive.look_up_due_copies() == 1

    assert due_again(source) == wanted
    assert (source.archive_url, source.version, events()) == ("", 1, [])


def test_a_page_without_a_copy_gets_one_that_is_made_later(stand_in: Archive) -> None:
    source = dead_source()
    archive.look_up_due_copies()
    stand_in.keeps(PAGE.format(count=12))
    assert archive.look_up_due_copies() == 0
    Source.objects.update(archive_due_at=timezone.now())

    assert archive.look_up_due_copies() == 1

    source.refresh_from_db()
    assert source.archive_url == stand_in.copy_url


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[" * 60_000,
        b'{"archived_snapshots": {"closest": {"available": true, "status": "200", "url": "javascript:alert(1)"}}}',
        b'{"archived_snapshots": {"closest": {"available": "yes", "status": 200, "url": 5}}}',
        b"\x00\xff\xfe not JSON at all",
        b'{"archived_snapshots": "' + b"x" * 200_000 + b'"}',
    ],
    ids=["nothing", "deep", "no web address", "other types", "bytes", "too long"],
)
def test_a_hostile_answer_names_no_copy(stand_in: Archive, body: bytes) -> None:
    stand_in.api = 200, body
    source = dead_source()

    assert archive.look_up_due_copies() == 1

    assert due_again(source) == timedelta(days=1)
    assert len(stand_in.asked) == 1


def test_an_answer_that_names_a_copy_somewhere_else_is_not_followed(stand_in: Archive) -> None:
    stand_in.keeps(PAGE.format(count=12), url=f"http://127.0.0.2:8000/web/20200104120000/{URL}")
    source = dead_source()

    archive.look_up_due_copies()

    assert due_again(source) == timedelta(days=1)
    assert not Host.objects.filter(name="127.0.0.2").exists()


@pytest.mark.parametrize(
    ("copy_type", "body"),
    [("image/png", b"\x89PNG\r\n\x1a\n\x00\x00"), ("application/zip", b"PK\x03\x04\x00")],
)
def test_a_copy_that_cannot_be_read_is_still_a_copy_for_people(
    stand_in: Archive, copy_type: str, body: bytes
) -> None:
    stand_in.keeps("")
    stand_in.copy, stand_in.copy_type = (200, body), copy_type
    source = dead_source()

    archive.look_up_due_copies()

    source.refresh_from_db()
    assert source.archive_url == stand_in.copy_url
    assert Citation.objects.get().archived_state == ""
    assert [kind for kind, _, _ in events()] == ["source.archived"]


def test_a_copy_that_robots_txt_keeps_to_people_is_not_read_but_named(stand_in: Archive) -> None:
    stand_in.keeps(PAGE.format(count=12))
    stand_in.robots = 200, b"User-agent: *\nDisallow: /\n"
    source = dead_source()

    archive.look_up_due_copies()

    source.refresh_from_db()
    assert source.archive_url == stand_in.copy_url
    assert (Citation.objects.get().archived_state, len(stand_in.asked)) == ("", 1)


def test_a_copy_that_leads_elsewhere_is_not_read(stand_in: Archive) -> None:
    stand_in.keeps(PAGE.format(count=12))
    stand_in.copy = 302, b""
    stand_in.headers = {"Location": "http://127.0.0.2:8000/parked"}
    source = dead_source()

    archive.look_up_due_copies()

    source.refresh_from_db()
    assert source.archive_url == stand_in.copy_url
    assert Citation.objects.get().archived_state == ""
    assert not Host.objects.filter(name="127.0.0.2").exists()


def test_a_copy_that_is_named_but_not_there_is_none(stand_in: Archive) -> None:
    stand_in.keeps("")
    stand_in.copy = 404, b"no such copy"
    source = dead_source()

    assert archive.look_up_due_copies() == 1

    assert due_again(source) == timedelta(days=1)


@pytest.mark.parametrize("status", [429, 503])
def test_an_archive_that_asks_us_to_wait_is_left_alone_as_long_as_it_says(
    stand_in: Archive, status: int
) -> None:
    stand_in.api, stand_in.headers = (status, b"slow down"), {"Retry-After": "1800"}
    first, second = dead_source(), dead_source("https://birds.example/other")

    assert archive.look_up_due_copies() == 0
    assert archive.look_up_due_copies() == 0

    host = archive_host()
    assert len(stand_in.asked) == 1
    assert timedelta(minutes=29) < host.cooling_until - timezone.now() <= timedelta(minutes=30)
    assert (host.cooling_count, host.lease_token) == (1, None)
    assert {due_again(first), due_again(second)} == {timedelta(hours=1)}
    for source in (first, second):
        assert (source.link_state, source.strikes, source.last_error, source.version) == ("dead", 0, "", 1)
    assert events() == []


def test_an_archive_that_fails_is_asked_once_and_cools_longer_each_time(stand_in: Archive) -> None:
    stand_in.api = 500, b"oops"
    dead_source()
    dead_source("https://birds.example/other")

    archive.look_up_due_copies()
    assert (len(stand_in.asked), archive_host().cooling_count) == (1, 1)
    Host.objects.update(cooling_until=timezone.now())
    Source.objects.update(archive_due_at=timezone.now())
    archive.look_up_due_copies()

    assert (len(stand_in.asked), archive_host().cooling_count) == (2, 2)
    assert archive_host().cooling_until > timezone.now() + timedelta(seconds=50)


def test_an_archive_that_is_down_costs_the_source_nothing(stand_in: Archive) -> None:
    stand_in.close()
    source = dead_source()

    assert archive.look_up_due_copies() == 0

    assert due_again(source) == timedelta(hours=1)
    assert (source.archive_url, source.version, archive_host().cooling_count) == ("", 1, 1)


def test_a_copy_whose_host_fails_is_looked_up_again_in_an_hour(stand_in: Archive) -> None:
    stand_in.keeps("")
    stand_in.copy = 502, b"bad gateway"
    source = dead_source()

    assert archive.look_up_due_copies() == 0

    assert due_again(source) == timedelta(hours=1)
    assert archive_host().cooling_count == 1


def test_without_an_archive_nothing_is_looked_up(stand_in: Archive, settings: Settings) -> None:
    settings.ARCHIVE_URL = ""
    source = dead_source()
    due = source.archive_due_at

    assert archive.look_up_due_copies() == 0

    source.refresh_from_db()
    assert (stand_in.asked, source.archive_due_at) == ([], due)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9/page", "http://10.0.0.7/page", "http://wiki/page", "http://wiki.internal/page"],
)
def test_a_private_address_is_told_to_nobody(stand_in: Archive, url: str) -> None:
    dead_source(url)

    archive.look_up_due_copies()

    assert stand_in.asked == []


@pytest.mark.parametrize("values", [{"link_state": "live"}, {"link_state": "blocked"}])
def test_a_link_that_lives_again_is_forgotten(stand_in: Archive, values: dict[str, str]) -> None:
    source = dead_source(**values)

    assert archive.look_up_due_copies() == 0

    source.refresh_from_db()
    assert (source.archive_due_at, stand_in.asked) == (None, [])


def test_a_link_that_lives_again_while_it_is_looked_up_gets_no_copy(stand_in: Archive) -> None:
    source = dead_source()
    due = archive.lease_due()
    look_at(source, 200)

    archive.record_look_up(due, copy_of_page(), now=timezone.now())

    source.refresh_from_db()
    assert (source.link_state, source.archive_url, source.archive_due_at) == ("live", "", None)


def test_a_look_at_a_page_that_is_still_dead_leaves_the_next_look_up_as_it_is(stand_in: Archive) -> None:
    later = timezone.now() + timedelta(days=7)
    source = dead_source(archive_due_at=later, strikes=3, first_failed_at=SEEN, last_status=404)

    look_at(source, 404)

    source.refresh_from_db()
    assert (source.link_state, source.archive_due_at) == ("dead", later)


def test_a_page_that_lives_again_keeps_its_copy(stand_in: Archive) -> None:
    stand_in.keeps(PAGE.format(count=12))
    source = dead_source()
    archive.look_up_due_copies()

    look_at(source, 200)

    source.refresh_from_db()
    assert (source.link_state, source.archive_url) == ("live", stand_in.copy_url)


def test_a_look_up_that_took_longer_than_its_lease_writes_nothing(stand_in: Archive) -> None:
    source = dead_source()
    late = archive.lease_due()
    Source.objects.update(archive_due_at=timezone.now())
    again = archive.lease_due()

    archive.record_look_up(late, None, now=timezone.now())
    archive.record_look_up(again, copy_of_page(), now=timezone.now())
    archive.record_look_up(late, copy_of_page(), now=timezone.now())

    source.refresh_from_db()
    assert source.archive_url == "https://a.example/web/20200104120000/https://birds.example/"
    assert [kind for kind, _, _ in events()] == ["source.archived", "citation.updated"]


def test_what_is_taken_is_nobody_elses_until_its_lease_is_over(stand_in: Archive, settings: Settings) -> None:
    source = dead_source()

    assert archive.lease_due().id == source.id
    assert archive.lease_due() is None

    source.refresh_from_db()
    left = source.archive_due_at - timezone.now()
    assert timedelta(seconds=settings.LEASE_SECONDS) < left <= timedelta(seconds=2 * settings.LEASE_SECONDS)


def test_a_passage_that_stands_as_before_makes_no_event(stand_in: Archive) -> None:
    stand_in.keeps(PAGE.format(count=12))
    dead_source()
    Citation.objects.update(archived_state="intact")

    archive.look_up_due_copies()

    assert [kind for kind, _, _ in events()] == ["source.archived"]


def test_the_copy_is_compared_with_the_text_that_the_page_had(stand_in: Archive) -> None:
    stand_in.keeps("<p>One. Kestrel-2 was fast.</p><p>Two. Kestrel-2 was fast.</p>")
    source = dead_source()
    text = "One. Kestrel-2 was fast.\n\nTwo. Kestrel-2 was fast."
    Source.objects.update(text_hash=make_snapshot(source, text).text_hash)
    Citation.objects.update(passage_exact="Kestrel-2 was fast.", passage_prefix="Two. ", expected_values=[])

    archive.look_up_due_copies()

    assert Citation.objects.get().archived_state == "intact"


def copy_of_page() -> archive_lookup.Found:
    url = "https://a.example/web/20200104120000/https://birds.example/"
    copy = ArchivedCopy(url, datetime(2020, 1, 4, 12, 0, tzinfo=UTC), 200)
    return archive_lookup.Found(copy, f"A report. {PASSAGE}")


def look_at(source: Source, status: int) -> None:
    """A look of the watch at this source, which brought this status."""
    Host.objects.filter(pk=source.host_id).update(next_due_at=timezone.now())
    [host] = [host for host in host_queue.lease_due_hosts(5) if host.sources]
    page = Page(
        url=URL, final_url=URL, status=status, body=b"", content_type="text/html", charset="utf-8", etag="",
        last_modified="", hops=(), elapsed_ms=1,
    )  # fmt: skip
    error = FetchError("Not there.", code="http_status", status=status)
    text = f"A report. {PASSAGE}"
    look = Response(host.sources[0], page, text=text, metadata=PageMetadata())
    if status != 200:
        look = Response(host.sources[0], error)
    record.record_checks([look], {host.id: host}, now=timezone.now())
    host_queue.release_hosts([host_queue.Release(host.id, host.lease_token, 0)])


# -- several processes -----------------------------------------------------------------------------------------------

WORKER = """
import django
django.setup()
from claims.services.watching import archive
print(archive.look_up_due_copies())
"""


def start_worker(stand_in: Archive) -> subprocess.Popen[str]:
    """Another process that looks up what is due in the tests' database."""
    environment = os.environ | {
        "DATABASE_URL": workers.database_url(),
        "TRACKER_ARCHIVE_URL": f"{stand_in.url}/available",
        "TRACKER_FETCH_ALLOW": "127.0.0.0/8",
        "TRACKER_HOST_SPACING": "1s",
    }
    return subprocess.Popen(
        [sys.executable, "-c", WORKER], env=environment, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.django_db(transaction=True)
def test_two_workers_ask_once_for_each_page_and_never_closer_than_the_spacing(stand_in: Archive) -> None:
    dead_source()
    dead_source("https://birds.example/other")

    processes = [start_worker(stand_in) for _ in range(2)]
    said = [int(process.communicate(timeout=100)[0]) for process in processes]

    asked = [parse_qs(urlsplit(path).query)["url"][0] for path in stand_in.asked]
    assert sorted(asked) == ["https://birds.example/kestrel?page=2", "https://birds.example/other"]
    assert sum(said) == 2
    ended, began = stand_in.times[1:-1:2], stand_in.times[2::2]
    assert all(begin - end >= 1 for end, begin in zip(ended, began, strict=True))


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_had_is_done_once_when_its_leases_are_over(stand_in: Archive) -> None:
    stand_in.keeps(PAGE.format(count=12))
    is_asked, may_answer = threading.Event(), threading.Event()
    stand_in.on_copy = lambda: (is_asked.set(), may_answer.wait(60))
    source = dead_source()
    worker = start_worker(stand_in)
    assert is_asked.wait(60)
    os.kill(worker.pid, signal.SIGKILL)
    worker.communicate()
    may_answer.set()
    assert archive.look_up_due_copies() == 0
    Source.objects.update(archive_due_at=timezone.now())
    Host.objects.exclude(lease_token=None).update(lease_until=timezone.now())

    assert archive.look_up_due_copies() == 1

    source.refresh_from_db()
    assert source.archive_url == stand_in.copy_url
    assert [kind for kind, _, _ in events()] == ["source.archived", "citation.updated"]


def test_the_copy_that_was_made_when_a_page_was_cited_is_the_one_that_is_read(stand_in: Archive) -> None:
    stand_in.keeps(PAGE.format(count=12))
    archived_at = datetime(2020, 1, 4, 12, 0, tzinfo=UTC)
    source = dead_source(archive_url=stand_in.copy_url, archived_at=archived_at)

    assert archive.look_up_due_copies() == 1

    source.refresh_from_db()
    assert (source.archive_due_at, source.archive_url) == (None, stand_in.copy_url)
    assert Citation.objects.get().archived_state == "intact"
    assert [kind for kind, _, _ in events()] == ["citation.updated"]
    assert [path for path in stand_in.asked if path.startswith("/available")] == []


def test_a_copy_that_the_archive_has_no_longer_is_looked_for_again(stand_in: Archive) -> None:
    stand_in.keeps(PAGE.format(count=12))
    lost = f"{stand_in.url}/lost/web/20190101000000/{URL}"
    source = dead_source(archive_url=lost, archived_at=SEEN)
    stand_in.copy = 404, b""

    archive.look_up_due_copies()

    source.refresh_from_db()
    assert any(path.startswith("/available") for path in stand_in.asked)
    assert source.archive_url == lost
