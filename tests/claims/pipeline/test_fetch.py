"""Fetch: pages, redirects, validators, and the addresses that nobody reaches through the door."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from claims.values import FetchFailure, Hop
from tests.claims.pipeline.loopback import get, moved, ok, visit

PAYLOADS = Path(__file__).parents[3].parent / "shared" / "data" / "ssrf" / "payloads.txt"


def test_page_comes_with_all_that_belongs_to_it():
    page, site = get(
        {
            "/": ok(
                b"hello",
                "Content-Type: text/html; charset=UTF-8",
                'ETag: W/"1-gzip"',
                "X-Robots-Tag: noarchive",
            )
        }
    )

    assert (page.status, page.body, page.content_type, page.charset) == (200, b"hello", "text/html", "UTF-8")
    assert (page.url, page.final_url, page.hops) == (site.url + "/", site.url + "/", ())
    assert page.etag == 'W/"1-gzip"'
    assert ("x-robots-tag", "noarchive") in page.headers


def test_request_is_honest_and_carries_nothing_else():
    _, site = get({"/": ok(b"hello", "Set-Cookie: a=1")})

    assert "User-Agent: tests/1\r\n" in site.asked[0]
    assert "Accept-Encoding: gzip, deflate\r\n" in site.asked[0]
    assert "Cookie" not in site.asked[0]


def test_url_is_asked_for_as_it_is():
    page, site = get(
        {"/%7Ea%20b?z=1&a=%C3%BC&utm_source=x": ok(b"hello")}, "/%7Ea b?z=1&a=ü&utm_source=x#part"
    )

    assert page.status == 200
    assert site.asked[0].startswith("GET /%7Ea%20b?z=1&a=%C3%BC&utm_source=x HTTP/1.1\r\n")


def test_type_and_charset_that_are_not_said_are_empty():
    page, _ = get({"/": ok(b"hello")})

    assert (page.content_type, page.charset) == ("", None)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_followed_and_recorded(status):
    page, site = get({"/": moved("/b", status), "/b": ok(b"there")})

    assert page.body == b"there"
    assert page.hops == (Hop(status, site.url + "/b"),)
    assert (page.url, page.final_url) == (site.url + "/", site.url + "/b")


def test_redirect_in_a_circle_ends():
    problem, site = get({"/": moved("/b"), "/b": moved("/")})

    assert problem.code == FetchFailure.TOO_MANY_REDIRECTS
    assert problem.detail == "127.0.0.1 redirects in a circle."
    assert len(site.asked) == 2


def test_redirects_without_end_end():
    pages = {f"/{n}": moved(f"/{n + 1}") for n in range(20)}

    problem, site = get(pages, "/0", max_redirects=5)

    assert problem.code == FetchFailure.TOO_MANY_REDIRECTS
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    "location",
    [
        "",
        "file:///etc/hosts",
        "gopher://127.0.0.1/",
        "http://user@127.0.0.1/",
        "//127.0.0.1\\@evil.example/",
        "http://[::1",
        "http://2130706433/",
    ],
)
def test_redirect_to_a_confused_url_is_refused(location):
    problem, _ = get({"/": moved(location)})

    assert problem.code == FetchFailure.BAD_REDIRECT


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://0.0.0.0/",
        "http://[fd00::1]/",
    ],
)
def test_redirect_from_an_allowed_to_a_refused_address_is_refused(target):
    problem, site = get({"/": moved(target)})

    assert problem.code == FetchFailure.ADDRESS_REFUSED
    assert len(site.asked) == 1


def test_loopback_is_refused_unless_it_is_opened():
    problem, site = get({"/": ok(b"secret")}, allow=())

    assert problem.code == FetchFailure.ADDRESS_REFUSED
    assert problem.detail == "127.0.0.1 may not be reached from here: 127.0.0.1 is a loopback address."
    assert site.asked == []


def test_name_that_resolves_to_a_refused_address_is_refused():
    problem, site = visit(
        {"/": ok(b"secret")}, lambda door, site: door.get(f"http://localhost:{site.port}/"), allow=()
    )

    assert problem.code == FetchFailure.ADDRESS_REFUSED
    assert site.asked == []


@pytest.mark.parametrize("port", [22, 25, 6379, 8000])
def test_port_that_is_not_for_pages_is_refused(port):
    problem, _ = visit({}, lambda door, site: door.get(f"http://8.8.8.8:{port}/"))

    assert problem.code == FetchFailure.ADDRESS_REFUSED
    assert (
        problem.detail
        == f"8.8.8.8 may not be reached from here: port {port} is not one of 80, 443, 8080, 8443."
    )


def test_name_that_does_not_exist_is_named():
    # No resolver asks the network for this ending (RFC 7686).
    problem, _ = visit({}, lambda door, site: door.get("http://nowhere.onion/"))

    assert (problem.code, problem.detail) == (
        FetchFailure.NAME_NOT_FOUND,
        "The name nowhere.onion does not resolve.",
    )


def test_confused_url_never_leaves():
    problem, _ = visit({}, lambda door, site: door.get("http://user@example.com/"))

    assert (problem.code, problem.permanent) == (FetchFailure.BAD_URL, True)


def test_closed_port_is_no_connection():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        problem, _ = visit({}, lambda door, site: door.get(f"http://127.0.0.1:{port}/"))

    assert (problem.code, problem.detail) == (FetchFailure.CONNECT_FAILED, "No connection to 127.0.0.1.")


def test_validators_are_sent_to_their_url():
    not_modified = b'HTTP/1.1 304 Not Modified\r\nETag: "2"\r\n\r\n'

    page, site = get({"/": not_modified}, etag='W/"1"', last_modified="Wed, 21 Oct 2026 07:28:00 GMT")

    assert page.is_not_modified
    assert (page.etag, page.body) == ('"2"', b"")
    assert 'If-None-Match: W/"1"\r\n' in site.asked[0]
    assert "If-Modified-Since: Wed, 21 Oct 2026 07:28:00 GMT\r\n" in site.asked[0]


def test_validators_are_not_sent_along_a_redirect():
    page, site = get({"/": moved("/b"), "/b": ok(b"there")}, etag='"1"')

    assert page.status == 200
    assert "If-None-Match" in site.asked[0]
    assert "If-None-Match" not in site.asked[1]


def test_validators_of_the_end_of_a_redirect_are_sent_there():
    pages = {"/": moved("/b"), "/b": b"HTTP/1.1 304 Not Modified\r\n\r\n"}

    page, site = visit(
        pages, lambda door, site: door.get(site.url + "/", '"1"', validators_url=site.url + "/b")
    )

    assert page.is_not_modified
    assert "If-None-Match" not in site.asked[0]
    assert 'If-None-Match: "1"' in site.asked[1]


def test_304_that_nobody_asked_for_is_a_failure():
    problem, _ = get({"/": b"HTTP/1.1 304 Not Modified\r\n\r\n"})

    assert (problem.code, problem.status) == (FetchFailure.HTTP_STATUS, 304)


def test_validator_with_a_line_break_is_not_sent():
    page, site = get({"/": ok(b"hello")}, etag='"1"\r\nHost: evil.example')

    assert page.body == b"hello"
    assert "evil.example" not in site.asked[0]


@pytest.mark.parametrize(
    ("status", "permanent"), [(404, False), (410, True), (403, False), (300, False), (500, False)]
)
def test_status_without_a_page_is_a_failure(status, permanent):
    problem, _ = get({"/": f"HTTP/1.1 {status} No\r\nContent-Length: 4\r\n\r\ntext".encode()})

    assert (problem.code, problem.status, problem.permanent) == (FetchFailure.HTTP_STATUS, status, permanent)
    assert problem.detail == f"127.0.0.1 answered with status {status}."


def test_wish_to_be_asked_later_comes_with_the_failure():
    problem, _ = get({"/": b"HTTP/1.1 429 Slow Down\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n"})

    assert problem.retry_after_seconds == 120


def test_proxy_of_the_environment_is_not_used(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    page, _ = get({"/": ok(b"hello")})

    assert page.body == b"hello"


FORKED = """
import os, sys
from tests.claims.pipeline.loopback import get, ok
get({"/": ok(b"hello")})
child = os.fork()
if child == 0:
    os._exit(0 if get({"/": ok(b"hello")})[0].body == b"hello" else 1)
sys.exit(os.waitpid(child, 0)[1])
"""


def test_door_works_in_a_forked_child():
    done = subprocess.run(
        [sys.executable, "-c", FORKED], cwd=Path(__file__).parents[3], timeout=60, check=False
    )

    assert done.returncode == 0


@pytest.mark.skipif(not PAYLOADS.exists(), reason="the list of payloads is not here")
@pytest.mark.parametrize("line", PAYLOADS.read_text().splitlines() if PAYLOADS.exists() else [])
def test_no_payload_gets_through(line):
    if not line.strip() or line.startswith("#"):
        pytest.skip("a comment")
    url = line.partition(" # ")[0].strip()

    problem, _ = visit({}, lambda door, site: door.get(url), allow=(), total_seconds=2)

    assert problem.code in {"bad_url", "address_refused", "name_not_found", "dns_failed", "timed_out"}
