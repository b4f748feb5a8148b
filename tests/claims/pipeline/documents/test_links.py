import pytest

from claims.pipeline.documents.links import is_note, link_url


@pytest.mark.parametrize(
    ("href", "base", "url"),
    [
        ("https://a.example/x", "", "https://a.example/x"),
        ("/wiki/x", "https://a.example/y/z", "https://a.example/wiki/x"),
        ("/wiki/x", "", "/wiki/x"),
        ("mailto:me@a.example", "https://a.example", ""),
        ("javascript:alert(1)", "", ""),
        ("#part", "https://a.example", ""),
        ("//b.example/x", "https://a.example", "https://b.example/x"),
        ("http://[broken", "https://a.example", "http://[broken"),
        ("//[broken", "https://a.example", ""),
    ],
)
def test_only_pages_have_a_url(href, base, url):
    assert link_url(href, base) == url


@pytest.mark.parametrize("href", ["#cite_note-smith-3", "#fn1", "#ref-12"])
def test_links_to_notes_are_recognised(href):
    assert is_note(href)


def test_link_to_a_heading_is_no_note():
    assert not is_note("#history")
