"""The URL at which redirects end says whether it is the page that was requested."""

from __future__ import annotations

import pytest

from claims.pipeline.watching.landings import is_error_page, is_login_page, is_redirected_up
from claims.values import Hop, Page
from tests.claims.pipeline.watching.leased import page_of

REPORT = "https://birds.example/reports/2026/kestrel"


def led_to(url: str, requested: str = REPORT) -> Page:
    """A page that a redirect led to."""
    return page_of(requested, hops=(Hop(302, url),))


@pytest.mark.parametrize(
    "url",
    [
        "https://birds.example/",
        "https://birds.example/en/",
        "https://birds.example/index.html",
        "https://www.other.example/de-de/home",
        "https://birds.example/reports/2026/",
        "https://birds.example/reports",
        "https://birds.example/reports/index.php",
    ],
)
def test_a_front_page_and_a_parent_are_above_the_page(url: str) -> None:
    assert is_redirected_up(led_to(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://birds.example/reports/2026/kestrel-2",
        "https://birds.example/news/2026",
        "https://other.example/reports/2026",
        "https://other.example/?id=7",
    ],
)
def test_another_page_is_not_above_it(url: str) -> None:
    assert not is_redirected_up(led_to(url))


def test_a_front_page_that_was_requested_is_above_nothing() -> None:
    assert not is_redirected_up(led_to("https://www.birds.example/", "https://birds.example/"))


def test_a_page_without_redirects_is_where_it_was_requested() -> None:
    page = page_of("https://birds.example/404")

    assert (is_redirected_up(page), is_error_page(page), is_login_page(page)) == (False, False, False)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://birds.example/404", True),
        ("https://birds.example/404.html", True),
        ("https://birds.example/page-not-found", True),
        ("https://birds.example/?error=404", True),
        ("https://birds.example/error/", True),
        ("https://birds.example/reports/4040", False),
        ("https://birds.example/reports/terror", False),
        ("https://birds.example/reports/trial-and-error-in-birds", False),
    ],
)
def test_an_error_page_says_so_in_its_path(url: str, expected: bool) -> None:
    assert is_error_page(led_to(url)) is expected


def test_a_page_about_errors_is_no_error_page() -> None:
    assert not is_error_page(led_to("https://docs.example/new/errors/404", "https://docs.example/errors/404"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://birds.example/login?next=/reports", True),
        ("https://accounts.birds.example/", True),
        ("https://birds.example/subscribe", True),
        ("https://birds.example/de/abo/", True),
        ("https://birds.example/reports/catalogin", False),
        ("https://birds.example/reports/about", False),
    ],
)
def test_a_login_page_says_so_in_its_host_or_path(url: str, expected: bool) -> None:
    assert is_login_page(led_to(url)) is expected


def test_a_login_page_that_was_requested_is_that_page() -> None:
    assert not is_login_page(led_to("https://birds.example/login/", "https://birds.example/login"))
