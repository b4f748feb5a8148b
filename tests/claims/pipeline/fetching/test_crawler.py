"""Crawler: each host's requests in their order, politely; what happened comes as messages."""

import threading
import time
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from claims.errors import FetchError
from claims.pipeline.fetching import host_requests
from claims.pipeline.fetching.crawler import Crawler
from claims.pipeline.fetching.fetch import DoorSettings
from claims.pipeline.fetching.messages import (
    FetchDone,
    FetchRequest,
    HostDone,
    HostReleased,
    HostRequested,
    HostSession,
    NotStarted,
    RobotsRead,
)
from claims.pipeline.fetching.robots import Access, RobotsCopy
from claims.vocabulary import FetchFailure
from tests.claims.pipeline.fetching.loopback import LOOPBACK

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


class Web:
    """Sites on several loopback addresses and one port. `pages` has (status, headers, body) by host and path."""

    def __init__(self, port):
        self.port, self.pages, self.requested, self.most_at_once = port, {}, [], 0
        self.gate, self._at_once, self._lock = threading.Event(), 0, threading.Lock()
        self.gate.set()

    def url(self, host, path):
        return f"http://{host}:{self.port}{path}"

    def page_for(self, host, path):
        with self._lock:
            self.requested.append((host, path))
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        self.gate.wait(30)
        with self._lock:
            self._at_once -= 1
        return self.pages.get((host, path), (404, {}, b""))


@contextmanager
def web_on(*hosts):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            status, headers, body = web.page_for(self.server.server_address[0], self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": len(body)}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    servers = [ThreadingHTTPServer((hosts[0], 0), Handler)]
    web = Web(servers[0].server_address[1])
    servers += [ThreadingHTTPServer((host, web.port), Handler) for host in hosts[1:]]
    for server in servers:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield web
    web.gate.set()
    for server in servers:
        server.shutdown()
        server.server_close()


def ok(body=b"hello"):
    return 200, {"Content-Type": "text/plain"}, body


def crawler(**options):
    return Crawler(DoorSettings(user_agent="Heron/1.0", allow=LOOPBACK), clock=lambda: NOW, **options)


def session(host, **fields):
    return HostSession(
        **{"id": uuid.uuid4(), "host": host, "token": uuid.uuid4(), "spacing_seconds": 0.0, **fields}
    )


def requests(web, host, *paths):
    return [FetchRequest(uuid.uuid4(), web.url(host, path)) for path in paths]


def messages_of(crawl, *, sessions=1, lend=lambda host: None):
    """All messages until so many sessions are done. `lend` gives the session of a requested host."""
    messages, until = [], time.monotonic() + 60
    while sum(isinstance(message, HostDone) for message in messages) < sessions and time.monotonic() < until:
        for message in crawl.completed(timeout_seconds=0.5):
            messages.append(message)
            if isinstance(message, HostRequested):
                message.reply(lend(message.host))
    return messages


def run(web, host, *paths, lend=lambda host: None, fields=None, **options):
    with crawler(**options) as crawl:
        crawl.start([(session(host, **(fields or {})), requests(web, host, *paths))])
        return messages_of(crawl, lend=lend)


def results(messages):
    return [message.result for message in messages if isinstance(message, FetchDone)]


def kinds(messages):
    return [type(message) for message in messages]


def test_requests_of_a_host_are_made_in_order_after_its_robots_txt():
    with web_on("127.0.0.2") as web:
        web.pages |= {("127.0.0.2", f"/{name}"): ok(name.encode()) for name in "abc"}
        messages = run(web, "127.0.0.2", "/a", "/b", "/c")

    assert kinds(messages) == [RobotsRead, FetchDone, FetchDone, FetchDone, HostDone]
    assert [page.body for page in results(messages)] == [b"a", b"b", b"c"]
    assert [path for _, path in web.requested] == ["/robots.txt", "/a", "/b", "/c"]


def test_path_that_robots_txt_refuses_is_not_requested():
    with web_on("127.0.0.2") as web:
        web.pages["127.0.0.2", "/robots.txt"] = ok(b"User-agent: Heron\nDisallow: /pit\n")
        web.pages["127.0.0.2", "/gate"] = ok()
        refused, page = results(run(web, "127.0.0.2", "/pit", "/gate"))

    assert refused.code == FetchFailure.ROBOTS_DENIED
    assert page.body == b"hello"
    assert [path for _, path in web.requested] == ["/robots.txt", "/gate"]


def test_host_that_ignores_robots_is_not_requested_for_it():
    with web_on("127.0.0.2") as web:
        web.pages["127.0.0.2", "/a"] = ok()
        messages = run(web, "127.0.0.2", "/a", fields={"ignores_robots": True})

    assert kinds(messages) == [FetchDone, HostDone]
    assert [path for _, path in web.requested] == ["/a"]


def test_robots_txt_that_fails_refuses_all_and_is_reported():
    with web_on("127.0.0.2") as web:
        web.pages["127.0.0.2", "/robots.txt"] = 500, {}, b""
        messages = run(web, "127.0.0.2", "/a")

    assert messages[0].copy.access is Access.UNREACHABLE
    assert results(messages)[0].code == FetchFailure.ROBOTS_UNREACHABLE
    assert [path for _, path in web.requested] == ["/robots.txt"]


def test_host_that_asks_for_a_pause_in_the_place_of_a_new_robots_txt_is_down_and_not_forbidden():
    with web_on("127.0.0.2") as web:
        web.pages["127.0.0.2", "/robots.txt"] = 503, {"Retry-After": "7"}, b""
        copy = RobotsCopy("User-agent: *\nDisallow: /pit\n", Access.FILE, NOW, NOW)
        robots = {f"http://127.0.0.2:{web.port}": copy}
        allowed = results(run(web, "127.0.0.2", "/a", fields={"robots": dict(robots)}))[0]
        refused = results(run(web, "127.0.0.2", "/pit", fields={"robots": dict(robots)}))[0]
        unknown = results(run(web, "127.0.0.2", "/a"))[0]

    assert (allowed.code, allowed.status, allowed.retry_after_seconds) == (FetchFailure.HTTP_STATUS, 503, 7)
    assert (refused.code, unknown.code) == (FetchFailure.ROBOTS_DENIED, FetchFailure.ROBOTS_UNREACHABLE)
    assert {path for _, path in web.requested} == {"/robots.txt"}


@pytest.mark.parametrize("status", [429, 503])
def test_host_that_asks_for_a_pause_gets_no_further_request(status):
    host = session("127.0.0.2")
    with web_on("127.0.0.2") as web, crawler() as crawl:
        web.pages["127.0.0.2", "/a"] = status, {"Retry-After": "7"}, b""
        crawl.start([(host, requests(web, "127.0.0.2", "/a", "/b"))])
        messages = messages_of(crawl)

    assert kinds(messages) == [RobotsRead, FetchDone, NotStarted, HostDone]
    assert (host.refusal.status, host.refusal.retry_after_seconds) == (status, 7)
    assert "/b" not in [path for _, path in web.requested]


def test_nothing_begins_after_the_last_start():
    with web_on("127.0.0.2") as web:
        messages = run(web, "127.0.0.2", "/a", "/b", last_start=-1.0)

    assert kinds(messages) == [NotStarted, NotStarted, HostDone]
    assert web.requested == []


def test_pause_beyond_the_last_wait_is_not_waited_for():
    with web_on("127.0.0.2") as web:
        web.pages["127.0.0.2", "/robots.txt"] = ok(b"User-agent: *\nCrawl-delay: 200\n")
        messages = run(web, "127.0.0.2", "/a", "/b", last_wait=30.0)

    assert kinds(messages) == [RobotsRead, FetchDone, NotStarted, HostDone]
    assert results(messages)[0].code == FetchFailure.HOST_BUSY


def test_redirect_to_another_host_is_followed_with_its_lease():
    borrowed = session("127.0.0.3")
    with web_on("127.0.0.2", "127.0.0.3") as web:
        web.pages["127.0.0.2", "/a"] = 302, {"Location": web.url("127.0.0.3", "/b")}, b""
        web.pages["127.0.0.3", "/b"] = ok(b"there")
        messages = run(web, "127.0.0.2", "/a", lend=lambda host: borrowed)

    assert results(messages)[0].body == b"there"
    assert [message.host for message in messages if isinstance(message, HostRequested)] == ["127.0.0.3"]
    assert [message.session for message in messages if isinstance(message, HostReleased)] == [borrowed]
    assert ("127.0.0.3", "/robots.txt") in web.requested


def test_redirect_to_a_host_that_cannot_be_leased_is_given_up(monkeypatch):
    monkeypatch.setattr(host_requests, "BORROW_SECONDS", 0.5)
    with web_on("127.0.0.2", "127.0.0.3") as web:
        web.pages["127.0.0.2", "/a"] = 302, {"Location": web.url("127.0.0.3", "/b")}, b""
        messages = run(web, "127.0.0.2", "/a", "/c")

    assert results(messages)[0].code == FetchFailure.HOST_BUSY
    assert [message.request.url for message in messages if isinstance(message, NotStarted)] == [
        web.url("127.0.0.2", "/c")
    ]
    assert [host for host, _ in web.requested if host == "127.0.0.3"] == []


def test_no_more_requests_than_seats_are_on_the_wire():
    hosts = [f"127.0.0.{number}" for number in range(2, 8)]
    with web_on(*hosts) as web, crawler(seats=2) as crawl:
        web.gate.clear()
        crawl.start([(session(host, ignores_robots=True), requests(web, host, "/a")) for host in hosts])
        until = time.monotonic() + 30
        while (len(web.requested) < 2 or crawl.queued < 4) and time.monotonic() < until:
            time.sleep(0.01)
        on_the_wire, queued = len(web.requested), crawl.queued
        web.gate.set()
        messages = messages_of(crawl, sessions=6)

    assert (on_the_wire, queued, web.most_at_once) == (2, 4, 2)
    assert len(results(messages)) == 6


def test_message_of_the_caller_comes_with_the_others():
    with crawler() as crawl:
        crawl.notify("read")

        assert crawl.completed(timeout_seconds=5) == ["read"]
        assert crawl.completed(timeout_seconds=0) == []


def test_unexpected_error_is_a_failure_of_its_request(monkeypatch, caplog):
    def fail(self):
        raise ZeroDivisionError

    monkeypatch.setattr(HostSession, "free_at", property(fail))
    with web_on("127.0.0.2") as web:
        messages = run(web, "127.0.0.2", "/a", fields={"ignores_robots": True})

    assert isinstance(results(messages)[0], FetchError)
    assert results(messages)[0].detail == "Unexpected ZeroDivisionError."
    assert "unexpected error" in caplog.text


def test_leaving_ends_requests_that_are_under_way():
    with web_on("127.0.0.2") as web:
        web.gate.clear()
        with crawler() as crawl:
            crawl.start([(session("127.0.0.2", ignores_robots=True), requests(web, "127.0.0.2", "/a"))])
            while not web.requested:
                time.sleep(0.01)

        assert crawl.completed(timeout_seconds=0) == []
