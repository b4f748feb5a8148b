import pytest

from claims.pipeline.fetching.adapters import address_of, page_of


@pytest.mark.parametrize(
    ("cited", "requested"),
    [
        ("https://example.com/a?utm_source=x#part", "https://example.com/a?utm_source=x#part"),
        ("https://www.google.com/url?q=https%3A%2F%2Fexample.com%2Fa", "https://example.com/a"),
        ("https://web.archive.org/web/2024/https://example.com/a?b=2&a=1", "https://example.com/a?b=2&a=1"),
        ("https://arxiv.org/abs/2401.00001v2", "https://arxiv.org/pdf/2401.00001"),
        (
            "https://www.google.com/url?q=https%3A%2F%2Fgithub.com%2Fo%2Fr%2Fblob%2Fmain%2Fa.md",
            "https://raw.githubusercontent.com/o/r/main/a.md",
        ),
        (
            "https://www.google.com/url?q=https%3A%2F%2Fuser@example.com%2F",
            "https://www.google.com/url?q=https%3A%2F%2Fuser@example.com%2F",
        ),
        ("not a url of arxiv.org", "not a url of arxiv.org"),
    ],
)
def test_address_has_the_text_of_the_cited_page(cited, requested):
    assert address_of(cited) == requested


@pytest.mark.parametrize(
    "host_and_path",
    [
        "l.facebook.com/l.php?u=",
        "l.instagram.com/?u=",
        "www.youtube.com/redirect?q=",
        "www.linkedin.com/redir/redirect?url=",
        "eur03.safelinks.protection.outlook.com/?url=",
        "duckduckgo.com/l/?uddg=",
        "out.reddit.com/t3_x?url=",
        "t.umblr.com/redirect?z=",
        "slack-redir.net/link?url=",
        "vk.com/away.php?to=",
        "steamcommunity.com/linkfilter/?u=",
        "getpocket.com/redirect?url=",
        "www.google.de/url?url=",
        "web.archive.org/web/2024/",
        "archive.today/newest/",
        "archive.ph/newest/",
        "www.google.com/amp/s/",
        "example-com.cdn.ampproject.org/c/s/",
    ],
)
def test_links_of_every_service_are_unwrapped(host_and_path):
    page = "example.com/a" if host_and_path.endswith("/s/") else "https://example.com/a"

    assert address_of(f"https://{host_and_path}{page}") == "https://example.com/a"


@pytest.mark.parametrize(
    ("cited", "page"),
    [
        ("https://arxiv.org/pdf/2401.00001v2", "https://arxiv.org/abs/2401.00001"),
        ("https://huggingface.co/org/model/blob/main/README.md", "https://huggingface.co/org/model"),
        ("https://raw.githubusercontent.com/o/r/main/a.md", "https://github.com/o/r/blob/main/a.md"),
        ("https://doi.org/10.1000/x", ""),
        ("https://www.google.com/url?q=https%3A%2F%2Fexample.com%2Fa", ""),
        ("https://example.com/a", ""),
        ("not a url of arxiv.org", ""),
    ],
)
def test_page_is_the_cited_one_itself_where_another_address_has_its_text(cited, page):
    assert page_of(cited) == page
