"""Redirects: where a chain leads, and what goes along."""

import time

import pytest

from claims.errors import FetchError
from claims.pipeline.fetching.redirects import RedirectChain, Validators
from claims.pipeline.urls import parse_url
from claims.values import Hop


def test_chain_remembers_its_hops():
    chain = RedirectChain(parse_url("http://example.com/a"))

    chain.follow(301, "/b", 10)
    chain.follow(302, "https://example.org/c?x=1", 10)

    assert chain.hops == (Hop(301, "http://example.com/b"), Hop(302, "https://example.org/c?x=1"))
    assert (chain.first.href, chain.target.href) == ("http://example.com/a", "https://example.org/c?x=1")


def test_only_time_on_the_network_counts():
    chain = RedirectChain(parse_url("http://example.com/a"))
    with chain:
        time.sleep(0.02)
    before = chain.seconds()
    time.sleep(0.02)

    assert chain.seconds() == before >= 0.02
    with chain:
        assert chain.seconds() >= before
    assert chain.elapsed_ms() == round(chain.seconds() * 1000)


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
def test_chain_that_leads_nowhere_says_so(location, detail):
    with pytest.raises(FetchError) as failed:
        RedirectChain(parse_url("http://example.com/a")).follow(302, location, 10)

    assert (failed.value.detail, failed.value.status) == (detail, 302)


def test_chain_ends_after_so_many_hops():
    chain = RedirectChain(parse_url("http://example.com/a"))
    chain.follow(302, "/b", 1)

    with pytest.raises(FetchError, match="more than 1 times"):
        chain.follow(302, "/c", 1)


def test_validators_go_to_their_own_url_alone():
    validators = Validators("http://example.com/a", '"1"', "Wed, 21 Oct 2026 07:28:00 GMT")

    assert validators.headers_for(parse_url("http://example.com/a#x")) == {
        "If-None-Match": '"1"',
        "If-Modified-Since": "Wed, 21 Oct 2026 07:28:00 GMT",
    }
    assert validators.headers_for(parse_url("http://example.com/b")) == {}


def test_empty_and_unprintable_validators_are_left_out():
    validators = Validators("http://example.com/a", '"1"\r\nX: y', "")

    assert validators.headers_for(parse_url("http://example.com/a")) == {}
