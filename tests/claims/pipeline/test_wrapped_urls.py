import pytest

from claims.pipeline.wrapped_urls import unwrap_url

PAGE = "https://example.com/report?id=7"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.google.com/url?sa=t&source=web&url=https%3A%2F%2Fexample.com%2Freport%3Fid%3D7&ved=2ah",
        "https://www.google.co.uk/url?q=https://example.com/report%3Fid%3D7&sa=D",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Freport%3Fid%3D7&h=AT0",
        "https://lm.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Freport%3Fid%3D7",
        "https://l.instagram.com/?u=https%3A%2F%2Fexample.com%2Freport%3Fid%3D7&e=AT",
        "https://www.youtube.com/redirect?event=video&q=https%3A%2F%2Fexample.com%2Freport%3Fid%3D7",
        "https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fexample.com%2Freport%3Fid%3D7",
        "https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2Freport%3Fid%3D7&data=05",
        "https://duckduckgo.com/l/?uddg=https%3A%2F%2Fexample.com%2Freport%3Fid%3D7",
        "https://web.archive.org/web/20240101000000/https://example.com/report?id=7",
        "https://web.archive.org/web/20240101000000id_/https://example.com/report?id=7",
        "https://web.archive.org/web/2024*/https://example.com/report?id=7",
        "https://web.archive.org/web/https://example.com/report?id=7",
        "http://web.archive.org/web/20240101000000/https:/example.com/report?id=7",
        "https://archive.ph/2024.01.01-120000/https://example.com/report?id=7",
        "https://www.google.com/amp/s/example.com/report?id=7",
        "https://example-com.cdn.ampproject.org/c/s/example.com/report?id=7",
        "https://web.archive.org/web/2024/https://www.google.com/url?q=https%3A%2F%2Fexample.com%2Freport%3Fid%3D7",
    ],
)
def test_wrapped_link_leads_to_what_it_wraps(url):
    assert unwrap_url(url) == PAGE


def test_scheme_that_an_archive_leaves_out_is_http():
    assert unwrap_url("https://web.archive.org/web/2024/example.com/a") == "http://example.com/a"


@pytest.mark.parametrize(
    "url",
    [
        PAGE,
        "https://example.com/url?q=https://other.example/",
        "https://www.google.com/search?q=https://example.com/",
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://google.evil.example/url?q=https://example.com/",
        "https://web.archive.org/web/20240101000000/",
        "https://archive.ph/AbCdE",
        "https://example.com/?next=https://web.archive.org/web/2024/https://other.example/",
        "https://[broken/url?q=http",
        "https://www.google.com/url?q=https://example.com/a" + "&a=1" * 60,
    ],
)
def test_other_links_are_themselves(url):
    assert unwrap_url(url) == url


def test_links_that_wrap_themselves_again_and_again_end():
    url = "https://example.com/"
    for _ in range(20):
        url = f"https://web.archive.org/web/2024/{url}"

    assert unwrap_url(url).count("web.archive.org") == 15
