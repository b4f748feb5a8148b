"""URLs: confused spellings are refused, equal pages get one identity."""

import pytest

from claims.errors import InputError
from claims.pipeline.fetching.addresses import AddressRule
from claims.pipeline.urls import (
    canonical_url,
    host_name,
    host_of,
    join_url,
    parse_url,
    registrable_domain,
    target_url,
    text_fragment,
    url_hash,
)
from claims.values import Passage
from tests.data import refused_urls


def test_url_is_taken_in_its_whatwg_form():
    url = parse_url("HTTPS://Example.COM:443/a/../b?q=ü#top")

    assert (url.href, url.scheme, url.host, url.port) == (
        "https://example.com/b?q=%C3%BC",
        "https",
        "example.com",
        443,
    )


def test_port_that_is_named_is_kept():
    assert parse_url("http://example.com:8080/").port == 8080


def test_brackets_are_no_part_of_a_host():
    assert parse_url("http://[2606:4700::1111]/").host == "2606:4700::1111"


def test_international_name_becomes_punycode():
    assert parse_url("https://münchen.example/").host == "xn--mnchen-3ya.example"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com/page",
        "ftp://example.com/",
        "file:///etc/hosts",
        "javascript:alert(1)",
        "gopher://example.com/1",
        "http:example.com",
        "http:///example.com",
        "http://",
        "http://user@example.com/",
        "http://user:word@example.com/",
        "http://example.com\\@evil.example/",
        "http://example.com/a\\b",
        "http://example.com/a\nHost: evil.example",
        "http://exa\tmple.com/",
        "http://example.com/\x00",
        "http://example.com/\ud800",
        "http://exa%6dple.com/",
        "http://ｅxample.com/",
        "http://127。0。0。1/",
        "http://①②⑦.0.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://0/",
        "http://999.1.1.1/",
        "http://1.2.3.4.5/",
        "http://example..com/",
        "http://.example.com/",
        "http://example.com:99999/",
        "http://example.com:port/",
        "http://[::1/",
        "http://[::1%25eth0]/",
        "http://exa mple.com/",
        "http://" + "a" * 64 + ".com/",
        "http://example.com/" + "a" * 2000,
        "http://example.com/" + "ü" * 400,
    ],
)
def test_confused_url_is_refused(url):
    with pytest.raises(InputError) as refused:
        parse_url(url)

    assert refused.value.detail.startswith("The URL ")


def test_refusal_says_what_would_mend_it():
    with pytest.raises(InputError) as refused:
        parse_url("http://user:word@example.com/")

    assert refused.value.detail == "The URL carries a user name or password: remove what stands before the @."


def test_url_of_2000_characters_is_taken():
    assert len(parse_url("http://example.com/" + "a" * 1981).href) == 2000


@pytest.mark.parametrize(
    ("reference", "href"),
    [
        ("/b", "https://example.com/b"),
        ("c?x=1", "https://example.com/a/c?x=1"),
        ("//other.example/d", "https://other.example/d"),
        ("http://third.example/", "http://third.example/"),
        ("?page=2", "https://example.com/a/index.html?page=2"),
    ],
)
def test_link_is_joined_to_its_page(reference, href):
    base = parse_url("https://example.com/a/index.html")

    assert join_url(base, reference).href == href


@pytest.mark.parametrize(
    "reference", ["//user@evil.example/", "file:///etc/hosts", "/\\evil.example", "/a\r\nb", "//[::1"]
)
def test_link_is_refused_as_a_url_is(reference):
    base = parse_url("https://example.com/")

    with pytest.raises(InputError):
        join_url(base, reference)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://example.com/a?utm_source=x&b=2&a=1", "https://example.com/a?a=1&b=2"),
        ("https://example.com/a?fbclid=1&gclid=2&msclkid=3", "https://example.com/a"),
        ("https://example.com/a?at_medium=custom7&at_campaign=64&id=3", "https://example.com/a?id=3"),
        ("https://example.com/a?smid=tw-share&at=4", "https://example.com/a?at=4"),
        ("https://example.com/a?ref=home&ref_src=card", "https://example.com/a"),
        ("https://example.com/a?_ga=1&_gl=2", "https://example.com/a"),
        ("https://example.com/a?UTM_Medium=mail", "https://example.com/a"),
        (
            "https://example.com/a?id=7&reference=8&gallery=9",
            "https://example.com/a?gallery=9&id=7&reference=8",
        ),
        ("https://example.com/a?cid=5&source=news&uid=6", "https://example.com/a?cid=5&source=news&uid=6"),
        ("https://example.com/a?b&a=&c=1", "https://example.com/a?a=&b&c=1"),
        ("https://example.com/a?x=2&x=1", "https://example.com/a?x=2&x=1"),
        ("https://example.com./a#part", "https://example.com/a"),
        ("https://EXAMPLE.com:443", "https://example.com/"),
        ("http://example.com/a", "http://example.com/a"),
        ("https://example.com/#/models/kestrel", "https://example.com/#/models/kestrel"),
        ("https://example.com/#!/models?b=1", "https://example.com/#!/models?b=1"),
        ("https://example.com/#!models", "https://example.com/#!models"),
        ("https://example.com/#/", "https://example.com/"),
        ("https://example.com/#/a:~:text=word", "https://example.com/#/a"),
        ("https://example.com/a#:~:text=word", "https://example.com/a"),
        (
            "https://news.example.com/p/a-post?r=2xk4f&publication_id=1&id=3",
            "https://news.example.com/p/a-post?id=3",
        ),
        ("https://example.com/index.php?r=site/page", "https://example.com/index.php?r=site/page"),
        (
            "https://www.google.com/url?q=https%3A%2F%2Fexample.com%2Fa%3Futm_source%3Dx",
            "https://example.com/a",
        ),
        (
            "https://www.google.com/url?q=ftp://example.com/",
            "https://www.google.com/url?q=ftp://example.com/",
        ),
        ("http://arxiv.org/pdf/2401.00001v2", "https://arxiv.org/abs/2401.00001"),
        ("http://dx.doi.org/10.1000/ABC?x=1", "https://doi.org/10.1000/abc"),
        ("https://en.m.wikipedia.org/wiki/Heron#Diet", "https://en.wikipedia.org/wiki/Heron"),
    ],
)
def test_canonical_url_is_the_page_and_nothing_of_the_way_there(url, canonical):
    assert canonical_url(url) == canonical


def test_canonical_url_of_a_canonical_url_is_itself():
    once = canonical_url("https://example.com/%7Ea b?z=1&a=%20&utm_term=q")

    assert canonical_url(once) == once


@pytest.mark.parametrize(
    "url",
    [
        "https://web.archive.org/web/2024/https://arxiv.org/abs/2401.00001v1",
        "https://example.com/#!/a?b=ü",
        "https://en.wikipedia.org/w/index.php?title=Grey heron&oldid=3",
    ],
)
def test_identity_of_an_identity_is_itself(url):
    assert canonical_url(canonical_url(url)) == canonical_url(url)


def test_target_of_a_wrapped_link_that_cannot_be_requested_is_the_link():
    link = "https://www.google.com/url?q=https%3A%2F%2Fuser%3Aword%40example.com%2F"

    assert target_url(link) == link


@pytest.mark.parametrize(
    ("fragment", "passage"),
    [
        ("#:~:text=12%20trillion%20tokens", Passage("12 trillion tokens")),
        ("#part:~:text=trained%20on-,12%20trillion,-tokens", Passage("12 trillion", "trained on", "tokens")),
        ("#:~:text=comma%2C%20here", Passage("comma, here")),
        (
            "#:~:text=the%20first%20words%20of%20a%20range,its%20end",
            Passage("the first words of a range … its end"),
        ),
        ("#:~:text=one&text=two", Passage("one")),
        ("#:~:text=short,range", Passage("short … range")),
        ("#:~:text=", None),
        ("#part", None),
        ("", None),
    ],
)
def test_text_fragment_points_at_a_passage(fragment, passage):
    assert text_fragment(f"https://example.com/{fragment}") == passage


def test_url_hash_is_sha256():
    assert (
        url_hash("https://example.com/") == "0f115db062b7c0dd030b16878c99dea5c354b49dc37b38eb8846179c7783e9d7"
    )


def test_host_is_compared_without_its_final_dot():
    assert host_of("https://News.Example.com./a") == "news.example.com"


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("example.org", "example.org"),
        ("News.EXAMPLE.org.", "news.example.org"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("192.0.2.1", "192.0.2.1"),
        ("::1", "::1"),
        ("[2001:DB8::1]", "2001:db8::1"),
    ],
)
def test_host_is_given_in_any_spelling(text, host):
    assert host_name(text) == host


@pytest.mark.parametrize(
    "text",
    [
        "http://example.org/x",
        "https://example.org",
        "example.org:8080",
        "example.org:",
        "example.org/",
        "example.org?x",
        " example.org",
        "example.org ",
    ],
)
def test_host_with_anything_beside_it_is_refused_with_the_host(text):
    with pytest.raises(InputError) as refused:
        host_name(text)

    assert refused.value.detail == "Give the host alone: example.org."


def test_id_is_no_host():
    with pytest.raises(InputError, match=r"Give the host's name, such as example.org, instead of an id"):
        host_name("host_01h455vb4pex5vsknk084sn02q")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "a b",
        "a..b",
        "127.1",
        "user@example.org",
        "ftp://example.org",
        "%65xample.org",
        "*.example.org",
        "example.org,example.com",
        "a." * 127 + "a",
    ],
)
def test_text_that_is_no_host_is_refused(text):
    with pytest.raises(InputError) as refused:
        host_name(text)

    assert refused.value.detail == f"{text[:100]!r} is not a host such as example.org."


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://alice.github.io/post", "alice.github.io"),
        ("https://a.b.example.com/", "example.com"),
        ("http://192.0.2.1/", "192.0.2.1"),
        ("http://localhost:8000/", "localhost"),
    ],
)
def test_registrable_domain_is_what_somebody_registered(url, domain):
    assert registrable_domain(url) == domain


def test_url_that_leads_inside_is_refused_before_a_lookup():
    rule, accepted = AddressRule(), []

    for text in refused_urls("written", "malformed", "private name"):
        try:
            url = parse_url(text)
        except InputError:
            continue
        if not rule.refuses_host(url.host):
            accepted.append(text)

    assert accepted == []
