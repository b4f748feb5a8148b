"""A page has other addresses at which its site may serve it, and none that is another site's."""

import pytest

from claims.pipeline.url_variants import variants_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://post.example/story", "https://post.example/story"),
        ("https://post.example/story", "https://www.post.example/story"),
        ("https://m.post.example/story", "http://www.post.example/story"),
        ("https://mobile.post.co.uk/story", "https://post.co.uk/story"),
        ("https://news.post.example/story", "https://m.news.post.example/story"),
        ("https://post.example/story", "https://post.example/story/"),
        ("https://post.example/story", "https://post.example/story/amp"),
        ("https://post.example/story", "https://amp.post.example/amp/story"),
        ("https://post.example/story.html", "https://post.example/story.amp.html"),
        ("https://post.example/story", "https://post.example/story?amp=1"),
        ("https://post.example/story?id=7", "https://post.example/story?id=7&outputType=amp"),
        ("https://post.example/", "https://www.post.example/"),
        ("https://post.example/app#/route", "http://post.example/app#/route"),
        ("http://127.0.0.1:8080/story", "http://127.0.0.1:8080/story/amp"),
    ],
)
def test_two_addresses_are_variants_of_each_other(one, other):
    assert other in variants_of(one)
    assert one in variants_of(other)
    assert one not in variants_of(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://post.example/story", "https://post.example/storm"),
        ("https://post.example/story", "https://post.example/story?id=7"),
        ("https://blog.post.example/story", "https://post.example/story"),
        ("https://m.co.uk/story", "https://co.uk/story"),
        ("https://amp.dev/story", "https://dev/story"),
        ("http://127.0.0.1:8080/story", "https://127.0.0.1:8080/story"),
        ("http://127.0.0.1/story", "http://www.127.0.0.1/story"),
        ("https://post.example/app#/route", "https://post.example/app"),
    ],
)
def test_another_page_or_site_is_no_variant(one, other):
    assert other not in variants_of(one)
