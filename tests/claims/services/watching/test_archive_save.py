"""Newly cited sources are handed to the archive's save service, politely, and the URLs of their copies are kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest
from django.utils import timezone
from pytest_django import Settings

from claims.models import Event, Host, Source
from claims.services.articles import ingest
from claims.services.catalogue import sources
from claims.services.watching import archive_save
from claims.values import Actor
from tests.factories import NOW, make_source

ALICE = Actor("user", "alice")
URL = "https://birds.example/kestrel?page=2"

pytestmark = pytest.mark.django_db


class SaveService:
    """A loopback archive that saves every page that it is given, and redirects to the copy."""

    def __init__(self) -> None:
        self.status, self.headers, self.copy_host = 302, {}, ""
        self.asked: list[str] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers = 200, {}
                if self.path == "/robots.txt":
                    status = 404
                elif self.path.startswith("/save/"):
                    page = self.path.removeprefix("/save/")
                    service.asked.append(page)
                    status, headers = service.status, dict(service.headers)
                    if status == 302:
                        headers["Location"] = f"{service.copy_host}/web/20260104120000/{page}"
                self.send_response(status)
                for name, value in {**headers, "Content-Length": "4"}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"copy")

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def copy_of(self, page: str) -> str:
        return f"{self.url}/web/20260104120000/{page}"


@pytest.fixture
def service(settings: Settings) -> Iterator[SaveService]:
    service = SaveService()
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    settings.HOST_SPACING_SECONDS = 0
    settings.ARCHIVE_SAVE_URL = f"{service.url}/save/"
    yield service
    service.server.shutdown()
    service.server.server_close()


def cite(url: str = URL) -> Source:
    return sources.register_source(url, actor=ALICE, now=timezone.now())[0]


def test_newly_cited_source_is_handed_over_once_and_its_copy_is_kept(service: SaveService) -> None:
    source = cite()

    assert archive_save.save_due_sources() == 1
    assert archive_save.save_due_sources() == 0

    source.refresh_from_db()
    assert service.asked == [URL]
    assert (source.archive_url, source.save_due_at) == (service.copy_of(URL), None)
    assert source.archived_at == datetime(2026, 1, 4, 12, 0, tzinfo=UTC)
    event = Event.objects.get(type="source.archived")
    assert (event.subject_id, event.severity) == (source.pk, 0)


def test_page_that_a_wrapped_link_leads_to_is_handed_over(service: SaveService) -> None:
    cite("https://www.google.com/url?q=https%3A%2F%2Fbirds.example%2Fkestrel%3Fpage%3D2")

    archive_save.save_due_sources()

    assert service.asked == [URL]


def test_nothing_is_handed_over_without_a_service(settings: Settings) -> None:
    settings.ARCHIVE_SAVE_URL = ""

    assert cite().save_due_at is None
    assert archive_save.save_due_sources() == 0


def test_page_of_an_article_is_not_handed_over(service: SaveService) -> None:
    ingest.submit_article(url="https://news.example/article", actor=ALICE)

    assert archive_save.save_due_sources() == 0


def test_private_address_is_never_sent(service: SaveService) -> None:
    source = cite(f"{service.url}/page")
    Source.objects.filter(pk=source.pk).update(save_due_at=NOW)

    assert source.save_due_at is None
    assert archive_save.save_due_sources() == 1
    assert service.asked == []


def test_archive_that_asks_for_a_pause_is_left_alone(service: SaveService) -> None:
    first, second = cite(), cite("https://birds.example/other")
    service.status, service.headers = 429, {"Retry-After": "600"}

    assert archive_save.save_due_sources() == 0
    assert archive_save.save_due_sources() == 0

    first.refresh_from_db()
    second.refresh_from_db()
    assert service.asked == [URL]
    assert first.save_due_at > timezone.now() + timedelta(minutes=55)
    assert second.save_due_at > timezone.now() + timedelta(minutes=55)
    assert Host.objects.get(name="127.0.0.1").cooling_until > timezone.now() + timedelta(minutes=5)


def test_archive_that_does_not_answer_for_a_day_is_given_up(service: SaveService) -> None:
    source = cite()
    Source.objects.filter(pk=source.pk).update(created_at=timezone.now() - timedelta(days=2))
    service.status = 503

    archive_save.save_due_sources()

    source.refresh_from_db()
    assert (source.save_due_at, source.archive_url) == (None, "")


@pytest.mark.parametrize("status", [200, 403, 404])
def test_page_that_the_archive_does_not_take_has_no_copy(service: SaveService, status: int) -> None:
    source = cite()
    service.status = status

    assert archive_save.save_due_sources() == 1

    source.refresh_from_db()
    assert (source.archive_url, source.save_due_at) == ("", None)


def test_copy_that_was_found_before_stays(service: SaveService) -> None:
    source = make_source(URL, archive_url="https://web.archive.org/web/20200101000000/x", save_due_at=NOW)

    archive_save.save_due_sources()

    source.refresh_from_db()
    assert source.archive_url == "https://web.archive.org/web/20200101000000/x"


def test_result_of_an_expired_lease_is_dropped(service: SaveService) -> None:
    source = cite()
    due = archive_save.lease_due()
    assert due is not None
    Source.objects.filter(pk=source.pk).update(save_due_at=NOW)

    archive_save.record_copy(due, archive_save.save_copy(due.url, until=1e18), now=timezone.now())

    source.refresh_from_db()
    assert (source.archive_url, source.save_due_at) == ("", NOW)
