"""Fetch: pages, redirects, validators, and the addresses that no request reaches."""

import asyncio
import socket
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from claims.errors import FetchError
from claims.pipeline.fetching.addresses import parse_networks
from claims.pipeline.fetching.backoff import MAX_RETRY_AFTER_SECONDS
from claims.pipeline.fetching.fetch import Door, DoorSettings
from claims.values import Hop
from claims.vocabulary import FetchFailure
from tests.claims.pipeline.fetching.loopback import LOOPBACK, Site, get, moved, ok, visit
from tests.claims.pipeline.fetching.name_server import NameServer
from tests.data import refused_urls


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


def test_no_cookie_is_kept_for_the_next_request():
    async def act(door, site):
        await door.get(site.url + "/a")
        await door.get(site.url + "/b")

    _, site = visit({"/a": ok(b"first", "Set-Cookie: a=1; Path=/"), "/b": ok(b"second")}, act)

    assert [head.split()[1] for head in site.asked] == ["/a", "/b"]
    assert "Cookie" not in site.asked[1]


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
        "data:text/html,hello",
        "javascript:alert(1)",
        "http://127.0.0.1:99999/",
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


def test_name_that_resolves_to_a_refused_address_is_no_public_name():
    problem, site = visit(
        {"/": ok(b"secret")}, lambda door, site: door.get(f"http://localhost:{site.port}/"), allow=()
    )

    assert problem.code == FetchFailure.NAME_NOT_FOUND
    assert problem.detail == "The name localhost does not resolve to a public address."
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
        "The name nowhere.onion does not resolve to a public address.",
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
    ("status", "permanent"),
    [(404, False), (410, True), (403, False), (300, False), (500, False), (206, False)],
)
def test_status_without_a_page_is_a_failure(status, permanent):
    problem, _ = get({"/": f"HTTP/1.1 {status} No\r\nContent-Length: 4\r\n\r\ntext".encode()})

    assert (problem.code, problem.status, problem.permanent) == (FetchFailure.HTTP_STATUS, status, permanent)
    assert problem.detail == f"127.0.0.1 responded with status {status}."


def test_wish_to_be_asked_later_comes_with_the_failure():
    problem, _ = get({"/": b"HTTP/1.1 429 Slow Down\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n"})

    assert problem.retry_after_seconds == 120


def test_a_date_to_be_asked_again_counts_from_now_if_the_response_has_no_date():
    head = b"HTTP/1.1 503 Busy\r\nRetry-After: Fri, 01 Jan 2200 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n"

    problem, _ = get({"/": head})

    assert problem.retry_after_seconds == MAX_RETRY_AFTER_SECONDS


def test_proxy_of_the_environment_is_not_used(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    page, _ = get({"/": ok(b"hello")})

    assert page.body == b"hello"


FORKED = """
import os, sys
from tests.claims.pipeline.fetching.loopback import get, ok
get({"/": ok(b"hello")})
child = os.fork()
if child == 0:
    os._exit(0 if get({"/": ok(b"hello")})[0].body == b"hello" else 1)
sys.exit(os.waitpid(child, 0)[1])
"""


def test_door_works_in_a_forked_child():
    done = subprocess.run(
        [sys.executable, "-c", FORKED], cwd=Path(__file__).parents[4], timeout=60, check=False
    )

    assert done.returncode == 0


OPENED = "127.0.0.77"

CONFUSED = [
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.0.1@127.0.0.77/",
    "http://127.0.0.77@127.0.0.1/",
    "http://127.0.0.77:80@127.0.0.1/",
    "http://127.0.0.77\\@127.0.0.1/",
    "http://127.0.0.1\\.127.0.0.77/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
    "http://127.0.0.1%2f/",
    "http://127.0.0%2e1/",
    "http://[fe80::1%25eth0]/",
    "http://127.0.0.1\t/",
    "http://127.0.0.77:80:80/",
    "http://127.0.0.77:-1/",
    "ftp://127.0.0.77/",
    "//127.0.0.1\\@127.0.0.77/",
]
REFUSED = [
    "http://127.0.0.1/",
    "http://127.0.0.76/",
    "http://0.0.0.0/",
    "http://0/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/",
    "http://[::]/",
    "http://[::1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://localhost/",
    "http://localhost./",
    "http://inside.example/",
    "http://inside.example./",
    "http://8.8.8.8:22/",
    "http://8.8.8.8:6379/",
]
NOWHERE = {"bad_url", "bad_redirect", "address_refused", "name_not_found"}


def attack(target, inside="127.0.0.1"):
    """What comes of a URL asked for, and of a redirect to it; only the redirecting site's address is open.

    Every name that anybody asks for resolves to `inside`.
    """

    class Anything(dict):
        def get(self, name, default):
            return [inside]

    async def run():
        pages = {"/": moved(target)}
        async with NameServer(Anything()) as server, Site(pages, address=OPENED) as site:
            settings = {"allow": parse_networks([OPENED]), "nameservers": (server.address,)}
            async with Door(DoorSettings(user_agent="tests/1", **settings)) as door:
                return [await failure(door, url) for url in (target, site.url)], len(site.asked)

    return asyncio.run(run())


async def failure(door, url):
    with pytest.raises(FetchError) as failed:
        await door.get(url)
    return failed.value


@pytest.mark.parametrize("target", CONFUSED)
def test_confused_url_is_refused_first_and_last(target):
    (first, redirected), asked = attack(target)

    assert (first.code, first.permanent) == (FetchFailure.BAD_URL, True)
    assert redirected.code in {FetchFailure.BAD_REDIRECT, FetchFailure.ADDRESS_REFUSED}
    assert asked == 1


@pytest.mark.parametrize("target", REFUSED)
def test_address_inside_is_refused_first_and_last(target):
    (first, redirected), asked = attack(target)

    assert {first.code, redirected.code} <= NOWHERE
    assert asked == 1


@pytest.mark.parametrize("inside", ["127.0.0.1", "169.254.169.254"])
def test_no_url_that_leads_inside_gets_there(inside):
    for url in refused_urls():
        (first, redirected), _ = attack(url, inside)
        assert first.code in NOWHERE, url
        assert redirected.code in NOWHERE or url in refused_urls("malformed"), url


class Gates:
    """Gates that note who goes in and out, and may do something before they let in."""

    def __init__(self, before=None):
        self.passed, self.before = [], before

    @asynccontextmanager
    async def __call__(self, target):
        if self.before:
            await self.before(target)
        self.passed.append(("in", target.href))
        try:
            yield
        finally:
            self.passed.append(("out", target.href))


def test_each_request_is_made_inside_a_gate_of_its_own():
    gates = Gates()

    page, site = visit(
        {"/": moved("/b"), "/b": ok(b"there")}, lambda door, site: door.get(site.url, permit=gates)
    )

    assert page.body == b"there"
    assert gates.passed == [
        ("in", site.url + "/"),
        ("out", site.url + "/"),
        ("in", site.url + "/b"),
        ("out", site.url + "/b"),
    ]


def test_nothing_is_asked_before_its_gate_opens():
    seen = []

    async def act(door, site):
        async def count(target):
            seen.append(len(site.asked))

        return await door.get(site.url, permit=Gates(count))

    visit({"/": moved("/b"), "/b": ok(b"there")}, act)

    assert seen == [0, 1]


def test_gate_is_left_when_the_look_fails():
    gates = Gates()

    problem, site = visit({"/": b"no HTTP\r\n\r\n"}, lambda door, site: door.get(site.url, permit=gates))

    assert problem.code == FetchFailure.BAD_RESPONSE
    assert gates.passed == [("in", site.url + "/"), ("out", site.url + "/")]


def test_refusal_of_a_gate_comes_as_it_is_and_says_how_far_the_chain_had_come():
    refusal = FetchError("The host is busy.", code="busy", retry_after_seconds=7)

    async def refuse(target):
        if target.href.endswith("/b"):
            raise refusal

    problem, site = visit(
        {"/": moved("/b"), "/b": ok(b"there")}, lambda door, site: door.get(site.url, permit=Gates(refuse))
    )

    assert problem is refusal
    assert problem.hops == (Hop(302, site.url + "/b"),)
    assert len(site.asked) == 1


def test_failure_of_a_gate_is_not_a_failure_of_the_site():
    async def fail(target):
        raise ConnectionError("the queue is gone")

    with pytest.raises(ConnectionError, match="the queue is gone"):
        visit({"/": ok(b"hello")}, lambda door, site: door.get(site.url, permit=Gates(fail)))


def test_waiting_at_a_gate_is_not_counted():
    async def wait(target):
        await asyncio.sleep(1)

    page, _ = visit(
        {"/": moved("/b"), "/b": ok(b"there")},
        lambda door, site: door.get(site.url, permit=Gates(wait)),
        total_seconds=0.9,
    )

    assert page.body == b"there"
    assert page.elapsed_ms < 900  # no more than its limit, or it would have ended


def test_failure_says_where_it_was_redirected_and_how_long_that_took():
    async def late(site, reader, writer):
        await asyncio.sleep(0.05)
        writer.write(moved("/b"))
        await writer.drain()

    problem, site = get({"/": late, "/b": b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"})

    assert problem.status == 404
    assert problem.hops == (Hop(302, site.url + "/b"),)
    assert problem.elapsed_ms >= 45


@pytest.mark.parametrize(("most", "asked"), [(0, 1), (1, 2)])
def test_caller_may_allow_fewer_redirects(most, asked):
    pages = {f"/{n}": moved(f"/{n + 1}") for n in range(5)}

    problem, site = visit(pages, lambda door, site: door.get(site.url + "/0", max_redirects=most))

    assert (problem.code, len(site.asked)) == (FetchFailure.TOO_MANY_REDIRECTS, asked)
    assert len(problem.hops) == most


def test_redirects_lead_over_hosts():
    async def run():
        async with (
            Site({"/": ok(b"there")}, address="127.0.0.4") as last,
            Site({"/": moved(last.url)}, address="127.0.0.3") as first,
        ):
            return await get_from(first.url)

    async def get_from(url):
        async with Door(DoorSettings(user_agent="tests/1", allow=LOOPBACK)) as door:
            return await door.get(url)

    page = asyncio.run(run())

    assert page.final_url.startswith("http://127.0.0.4:")
    assert page.body == b"there"
