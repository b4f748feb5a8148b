from datetime import UTC, datetime

import pytest

from claims.errors import ReadError
from claims.pipeline.documents.documents import full_text, read_document
from claims.vocabulary import ContentType

PAGE = """<!doctype html><html lang="en"><head><title>Probe lands on the moon</title>
<meta property="og:site_name" content="The Norland Post"><meta property="article:published_time" content="2024-05-03T10:00:00Z">
<meta name="author" content="Ada Lang"><link rel="canonical" href="https://post.example/probe"></head><body>
<nav>Home Sport Weather</nav><article><h1>Probe lands on the moon</h1>
<p>A probe has landed on the far side of the moon, officials said on Friday after a long night of waiting in the control room.</p>
<p>It weighs 600 kilograms and will send data for a year, according to <a href="/agency">the agency</a> that built it.</p>
<ul><li>The launch took place in March, from the northern coast of the country.</li></ul></article>
<footer>All rights reserved by the publisher</footer></body></html>"""


def test_page_gives_its_article_and_metadata():
    document = read_document(PAGE, ContentType.HTML, url="https://post.example/probe?x=1")

    assert document.title == "Probe lands on the moon"
    assert document.published_at == datetime(2024, 5, 3, tzinfo=UTC)
    assert document.authors == ("Ada Lang",)
    assert document.publisher == "The Norland Post"
    assert document.canonical_url == "https://post.example/probe"
    assert document.language == "en"
    assert "600 kilograms" in document.text
    assert "Sport" not in document.text
    assert [link.url for link in document.links] == ["https://post.example/agency"]


def test_full_text_contains_the_whole_page():
    text = full_text(PAGE, ContentType.HTML)

    assert "600 kilograms" in text
    assert "All rights reserved" in text


def test_markdown_title_is_read_from_the_front_matter():
    document = read_document(
        "---\ntitle: The probe\ndate: 2024-05-03\n---\n# Other\n\nIt landed.", ContentType.MARKDOWN
    )

    assert (document.title, document.published_at) == ("The probe", datetime(2024, 5, 3, tzinfo=UTC))
    assert document.text == "Other\n\nIt landed."


def test_bytes_are_decoded_by_the_header():
    assert (
        read_document(
            "Zürich\n\nEs ist schön.".encode("iso-8859-1"), ContentType.PLAIN, charset="iso-8859-1"
        ).title
        == "Zürich"
    )


def test_language_is_guessed_by_script_or_words():
    assert read_document("标题\n\n这个模型在测试中表现很好。", ContentType.PLAIN).language == "zh"
    assert (
        read_document(
            "Titel\n\nDer Rat und die Stadt haben das nicht mit den Leuten besprochen.", ContentType.PLAIN
        ).language
        == "de"
    )


@pytest.mark.parametrize("kind", list(ContentType))
def test_empty_document_is_an_error(kind):
    with pytest.raises(ReadError):
        read_document(b" ", kind)


def test_page_without_text_is_an_error():
    with pytest.raises(ReadError, match="no visible text"):
        read_document("<html><body><script>1</script></body></html>", ContentType.HTML)


def test_page_that_is_nested_too_deeply_is_an_error():
    with pytest.raises(ReadError, match="deeply"):
        read_document("<div>" * 50_000 + "x", ContentType.HTML)


def test_full_text_of_a_deep_page_is_read():
    assert "deep text" in full_text("<p>top</p>" + "<div>" * 50_000 + "deep text", ContentType.HTML)


def test_heading_of_a_source_list_is_no_title():
    assert (
        read_document("It fell.[1]\n\n## Sources\n\n1. https://a.example/1", ContentType.MARKDOWN).title == ""
    )


def test_page_without_a_headline_has_the_title_of_its_head():
    page = '<html><head><title>Weir &amp; mill</title><script type="application/ld+json">{"articleBody": "The weir was closed in May."}</script></head><body></body></html>'

    assert read_document(page, ContentType.HTML).title == "Weir & mill"


@pytest.mark.parametrize("kind", [ContentType.PLAIN, ContentType.MARKDOWN])
def test_invisible_characters_are_removed_from_text(kind):
    source = "Cor\u00advid sold 41\u2060,200 vans.\u200b It [cite_start]lost\ufeff 3.[cite_end]"

    assert read_document(source, kind).text == "Corvid sold 41,200 vans. It lost 3."
