"""Redirects: where a walk leads, and what goes along."""

import time

import pytest

from claims.errors import FetchError
from claims.pipeline.fetching.redirects import Validators, Walk
from claims.pipeline.urls import parse_url
from claims.values import Hop


def test_walk_remembers_its_hops():
    walk = Walk(parse_url("http://example.com/a"))

    walk.follow(301, "/b", 10)
    walk.follow(302, "https://example.org/c?x=1", 10)

    assert walk.hops == (Hop(301, "http://example.com/b"), Hop(302, "https://example.org/c?x=1"))
    assert (walk.first.href, walk.target.href) == ("http://example.com/a", "https://example.org/c?x=1")


def test_only_time_on_the_network_counts():
    walk = Walk(parse_url("http://example.com/a"))
    with walk:
        time.sleep(0.02)
    before = walk.seconds()
    time.sleep(0.02)

    assert walk.seconds() == before >= 0.02
    with walk:
        assert walk.seconds() >= before
    assert walk.elapsed_ms() == round(walk.seconds() * 1000)


@pytest.mark.parametrize(
    ("location", "detail"),
    [
        ("", "example.com redirects without saying where to."),
        ("#part", "example.com redirects in a circle."),
        (
            "ftp://example.org/",
            "example.com redirects to a URL that cannot be used. The URL is not an absolute http or https URL: begin it with http:// or https:// and a host.",
        ),
    ],
)
def test_walk_that_leads_nowhere_says_so(location, detail):
    with pytest.raises(FetchError) as failed:
        Walk(parse_url("http://example.com/a")).follow(302, location, 10)

    assert (failed.value.detail, failed.value.status) == (detail, 302)


def test_walk_ends_after_so_many_hops():
    walk = Walk(parse_url("http://example.com/a"))
    walk.follow(302, "/b", 1)

    with pytest.raises(FetchError, match="more than 1 times"):
        walk.follow(302, "/c", 1)


def test_validators_go_to_their_own_url_alone():
    validators = Validators("http://example.com/a", '"1"', "Wed, 21 Oct 2026 07:28:00 GMT")

    assert validators.fields_for(parse_url("http://example.com/a#x")) == {
        "If-None-Match": '"1"',
        "If-Modified-Since": "Wed, 21 Oct 2026 07:28:00 GMT",
    }
    assert validators.fields_for(parse_url("http://example.com/b")) == {}


def test_empty_and_unprintable_validators_are_left_out():
    validators = Validators("http://example.com/a", '"1"\r\nX: y', "")

    assert validators.fields_for(parse_url("http://example.com/a")) == {}
