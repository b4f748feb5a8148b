"""Robots: which copy counts after each kind of answer, and for how long."""

from datetime import UTC, datetime, timedelta

import pytest

from claims.errors import FetchError
from claims.pipeline.fetching.robots import (
    MAX_ROBOTS_BYTES,
    Access,
    RobotsCopy,
    next_copy,
    origin_of,
    robots_url,
    rules_of,
)
from claims.pipeline.urls import parse_url
from claims.values import Hop, Page
from claims.vocabulary import FetchFailure

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
US = "ClaimsTracker/1.0"
PRIVATE = "https://site.example/private/page"
FILE = RobotsCopy("User-agent: *\nDisallow: /private\n", Access.FILE, NOW - DAY, NOW)


def page(body: bytes, content_type: str = "text/plain", hops: tuple[Hop, ...] = (), **headers: str) -> Page:
    url = "https://site.example/robots.txt"
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    final = hops[-1].url if hops else url
    return Page(url, final, 200, body, content_type, None, "", "", hops, 5, headers=fields)


def status(number: int) -> FetchError:
    return FetchError("answered", code=FetchFailure.HTTP_STATUS, status=number)


def failure(code: FetchFailure) -> FetchError:
    return FetchError("failed", code=code)


@pytest.mark.parametrize(
    ("url", "origin", "robots"),
    [
        ("https://Site.Example/a?b", "https://site.example:443", "https://site.example/robots.txt"),
        ("http://site.example/a", "http://site.example:80", "http://site.example/robots.txt"),
        (
            "https://site.example:8443/",
            "https://site.example:8443",
            "https://site.example:8443/robots.txt",
        ),
        ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080", "http://[2001:db8::1]:8080/robots.txt"),
    ],
)
def test_robots_txt_is_kept_by_scheme_host_and_port(url, origin, robots):
    assert origin_of(parse_url(url)) == origin
    assert robots_url(origin) == robots


def test_file_is_obeyed():
    copy = next_copy(None, page(b"User-agent: *\r\nDisallow: /private\r\n"), NOW)

    assert (copy.access, copy.fetched_at, copy.expires_at) == (Access.FILE, NOW, NOW + DAY)
    assert not rules_of(copy, US).allows(PRIVATE)
    assert rules_of(copy, US).allows("https://site.example/news")


def test_file_behind_redirects_counts_for_the_first_origin():
    hops = (Hop(301, "https://www.site.example/robots.txt"), Hop(302, "https://other.example/r.txt"))

    copy = next_copy(None, page(b"User-agent: *\nDisallow: /private\n", hops=hops), NOW)

    assert not rules_of(copy, US).allows(PRIVATE)


@pytest.mark.parametrize("number", [400, 401, 403, 404, 410, 451, 300])
def test_refusal_means_that_there_is_no_file(number):
    copy = next_copy(FILE, status(number), NOW)

    assert copy == RobotsCopy("", Access.NONE, NOW, NOW + DAY)
    assert rules_of(copy, US).allows(PRIVATE)


@pytest.mark.parametrize("code", [FetchFailure.TOO_MANY_REDIRECTS, FetchFailure.BAD_REDIRECT])
def test_redirects_that_lead_nowhere_mean_that_there_is_no_file(code):
    assert next_copy(FILE, failure(code), NOW).access is Access.NONE


UNREACHABLE = [
    status(429),
    status(500),
    status(503),
    failure(FetchFailure.CONNECT_FAILED),
    failure(FetchFailure.DNS_FAILED),
    failure(FetchFailure.NAME_NOT_FOUND),
    failure(FetchFailure.TIMED_OUT),
    failure(FetchFailure.TLS_FAILED),
    failure(FetchFailure.TOO_LARGE),
    failure(FetchFailure.BAD_ENCODING),
]


@pytest.mark.parametrize("seen", UNREACHABLE, ids=lambda seen: f"{seen.code}-{seen.status}")
def test_failing_origin_without_a_copy_allows_nothing_but_its_robots_txt(seen):
    copy = next_copy(None, seen, NOW)

    assert copy == RobotsCopy("", Access.UNREACHABLE, NOW, NOW + HOUR, NOW)
    assert not rules_of(copy, US).allows("https://site.example/news")
    assert rules_of(copy, US).allows("https://site.example/robots.txt")


@pytest.mark.parametrize("seen", UNREACHABLE, ids=lambda seen: f"{seen.code}-{seen.status}")
def test_copy_goes_on_while_the_origin_fails(seen):
    first = next_copy(FILE, seen, NOW)
    last = next_copy(first, seen, NOW + 29 * DAY)

    assert (last.text, last.access, last.fetched_at) == (FILE.text, Access.FILE, FILE.fetched_at)
    assert (last.expires_at, last.unreachable_since) == (NOW + 29 * DAY + HOUR, NOW)


def test_that_there_was_no_file_goes_on_as_well():
    nothing = next_copy(None, status(404), NOW)

    assert next_copy(nothing, status(503), NOW + DAY).access is Access.NONE


@pytest.mark.parametrize("previous", [FILE, None])
def test_after_thirty_days_of_failing_there_is_no_file(previous):
    first = next_copy(previous, status(503), NOW)
    last = next_copy(first, status(503), NOW + 30 * DAY)

    assert (last.access, last.text, last.unreachable_since) == (Access.NONE, "", NOW)
    assert next_copy(last, status(503), NOW + 31 * DAY).access is Access.NONE


def test_answer_ends_the_failing():
    failing = next_copy(None, status(503), NOW)

    copy = next_copy(failing, page(b"User-agent: *\nDisallow:\n"), NOW + DAY)

    assert (copy.access, copy.unreachable_since) == (Access.FILE, None)


@pytest.mark.parametrize(
    ("said", "lifetime"),
    [
        ("max-age=7200", 2 * HOUR),
        ("public, Max-Age=7200", 2 * HOUR),
        ('max-age="7200"', 2 * HOUR),
        ("max-age=0", HOUR),
        ("max-age=31536000", DAY),
        ("max-age=soon", DAY),
        ("s-maxage=7200", DAY),
        ("no-store", HOUR),
        ("no-cache, max-age=7200", 2 * HOUR),
        ("", DAY),
    ],
)
def test_copy_is_kept_as_long_as_the_origin_says_within_bounds(said, lifetime):
    copy = next_copy(None, page(b"User-agent: *\n", cache_control=said), NOW)

    assert copy.expires_at == NOW + lifetime


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html>\n<title>Home</title>\n<pre>\nUser-agent: *\nDisallow: /\n</pre>",
        b"\xef\xbb\xbf\n  <html>\nUser-agent: *\nDisallow: /\n</html>",
    ],
)
def test_front_page_sent_as_robots_txt_is_no_rules(body):
    copy = next_copy(None, page(body, "text/html"), NOW)

    assert (copy.access, copy.text) == (Access.FILE, "")
    assert rules_of(copy, US).allows(PRIVATE)


def test_rules_sent_as_html_are_rules():
    copy = next_copy(None, page(b"User-agent: *\nDisallow: /private\n", "text/html"), NOW)

    assert not rules_of(copy, US).allows(PRIVATE)


def test_text_is_clean_of_what_postgresql_does_not_hold_and_of_marks():
    copy = next_copy(None, page(b"\xef\xbb\xbfUser-agent: *\nDis\x00allow: /private\nAllow: /\xff\n"), NOW)

    assert copy.text == "User-agent: *\nDisallow: /private\nAllow: /\N{REPLACEMENT CHARACTER}\n"


def test_long_file_is_cut_after_its_last_whole_line():
    head = b"User-agent: *\nDisallow: /private\n"
    body = head + b"#" * (MAX_ROBOTS_BYTES - len(head) - 10) + b"\nAllow: /private/open\n"

    copy = next_copy(None, page(body), NOW)

    assert copy.text.endswith("#\n")
    assert not rules_of(copy, US).allows("https://site.example/private/open")


def test_long_line_without_an_end_says_nothing():
    assert next_copy(None, page(b"Disallow: /" + b"a" * 600_000), NOW).text == ""
