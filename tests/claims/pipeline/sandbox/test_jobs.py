"""Reading: what is read, what is refused, and with which code."""

import pytest

from claims.errors import ReadError
from claims.pipeline.sandbox.framing import dump
from claims.pipeline.sandbox.jobs import document_type, read_capture, read_page, read_text
from claims.values import PageMetadata, PageReading
from claims.vocabulary import ContentType
from tests.claims.pipeline.documents.docx_files import docx_of, paragraph
from tests.claims.pipeline.documents.pdfs import column, pdf_of


@pytest.mark.parametrize(
    ("body", "content_type", "url", "kind"),
    [
        (b"<p>a", "text/html", "", ContentType.HTML),
        (b"<p>a", "Text/HTML; charset=utf-8", "", ContentType.HTML),
        (b"<p>a", "application/xhtml+xml", "", ContentType.HTML),
        (b"<rss>", "application/rss+xml", "", ContentType.HTML),
        (b"# a", "text/markdown", "", ContentType.MARKDOWN),
        (b"# a", "text/plain", "https://example.com/README.md?raw=1", ContentType.MARKDOWN),
        (b"a", "text/plain", "https://example.com/a.txt", ContentType.PLAIN),
        (b"a,b", "text/csv", "", ContentType.PLAIN),
        (b"[1]", "application/vnd.acme+json", "", ContentType.PLAIN),
        (b"[1]", "application/x-ndjson", "", ContentType.PLAIN),
        (b"  <!DOCTYPE html><p>a", "", "", ContentType.HTML),
        (b"plain words", "application/octet-stream", "", ContentType.PLAIN),
        (b"<html>", "text/html", "https://example.com/a.md", ContentType.HTML),
    ],
)
def test_type_follows_bytes_header_and_name(body, content_type, url, kind):
    assert document_type(body, content_type, url) is kind


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\x89PNG\r\n", ""),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "text/plain"),
        (b"PK\x03\x04", "text/html"),
        (b"words", "image/svg"),
        (b"words", "application/pdf"),
        (b"words", "video/mp4"),
        (bytes(range(32)) * 20, "text/plain"),
        (b"\x00\x01\x02\x03" * 50, ""),
    ],
)
def test_what_is_no_text_is_refused(body, content_type):
    with pytest.raises(ReadError) as refused:
        read_text(body, content_type, None)

    assert refused.value.code == "unsupported_type"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   \n",
        b"<html><body></body></html>",
        b"<script>var a = 1</script>",
        b"<p>\xe2\x80\xa6 \xc2\xb7</p>",
    ],
)
def test_page_without_text_is_empty(body):
    with pytest.raises(ReadError) as refused:
        read_text(body, "text/html", None)

    assert refused.value.code == "empty_page"


def test_html_gives_all_that_can_be_seen():
    body = b"<nav>Menu</nav><article><p>Claim [<a href='#1'>1</a>]</p></article><script>x()</script><footer>Imprint</footer>"

    text = read_text(body, "text/html", None)

    assert "Menu" in text
    assert "Claim [1]" in text
    assert "Imprint" in text
    assert "x()" not in text


def test_header_says_the_encoding():
    assert read_text("Größe".encode("latin-1"), "text/plain", "iso-8859-1") == "Größe"


def test_page_is_read_with_its_marks():
    body = b"<title>Heron</title><script>window._cf_chl_opt = {}</script><p>Verify you are human</p>"

    assert read_page(body, "text/html", "utf-8", "") == PageReading(
        text="Verify you are human", metadata=PageMetadata(title="Heron", challenge="cloudflare")
    )


@pytest.mark.parametrize("content_type", ["text/plain", "text/markdown"])
def test_only_html_has_marks(content_type):
    body = b"Text <title>Heron</title> text"

    assert read_page(body, content_type, "utf-8", "").metadata == PageMetadata()


def test_capture_has_the_marks_of_its_page():
    body = b"<title>Heron</title><p>Heron outperforms Qwen3 on Avian.</p>"

    assert read_capture(body, "text/html", "utf-8", "").metadata == PageMetadata(title="Heron")


def test_bot_check_may_have_no_text():
    body = b"<title>Just a moment...</title><body><script>window._cf_chl_opt = {}</script></body>"

    assert read_page(body, "text/html", "utf-8", "") == PageReading(
        "", PageMetadata("Just a moment...", "cloudflare")
    )
    with pytest.raises(ReadError, match="shows no text"):
        read_capture(body, "text/html", "utf-8", "")
    with pytest.raises(ReadError, match="shows no text"):
        read_page(b"<title>Heron</title>", "text/html", "utf-8", "")


@pytest.mark.parametrize("content_type", ["application/pdf", "application/octet-stream", "text/html"])
def test_pdf_is_read_whatever_the_server_calls_it(content_type):
    body = pdf_of(column("Kestrel-2 has seen 12\ntrillion tokens."), title="Kestrel-2")

    assert read_page(body, content_type, None, "") == PageReading(
        "Kestrel-2 has seen 12 trillion tokens.", PageMetadata(title="Kestrel-2")
    )
    assert read_text(body, content_type, None) == "Kestrel-2 has seen 12 trillion tokens."


@pytest.mark.parametrize(
    "body",
    [
        pdf_of(
            column("Heron outperforms Qwen3 on Avian [1].\n\nReferences\n\n[1] https://example.com/report")
        ),
        docx_of(
            paragraph("Heron outperforms Qwen3 on Avian [1].")
            + paragraph("References")
            + paragraph("[1] https://example.com/report")
        ),
    ],
    ids=["pdf", "docx"],
)
def test_article_in_a_pdf_or_word_document_has_claims_with_citations(body):
    capture = read_capture(body, "", None, "https://example.com/article")

    assert [(claim.quote, claim.markers) for claim in capture.candidates] == [
        ("Heron outperforms Qwen3 on Avian", ("1",))
    ]
    assert [(entry.label, entry.url) for entry in capture.document.references] == [
        ("1", "https://example.com/report")
    ]


@pytest.mark.parametrize("read", [read_text, lambda *known: read_page(*known).text])
def test_records_are_read_as_a_table(read):
    assert read(b'[{"model": "Heron-2", "arena": 89.4}]', "application/json", None, "") == (
        "model\t\tarena\nHeron-2\t\t89.4"
    )
    assert read(b"model,arena\nHeron-2,89.4\n", "text/plain", None, "https://files.example/may.csv") == (
        "model\t\tarena\nHeron-2\t\t89.4"
    )
    assert read(b"model;arena\nHeron-2;89,4\n", "application/vnd.ms-excel", None, "") == (
        "model\t\tarena\nHeron-2\t\t89,4"
    )
    assert read(b"model,arena\nHeron-2,89.4", "text/plain", None, "") == "model,arena\nHeron-2,89.4"


WORDS = "Corvid sold 1,450 boats\\u0000 in May, and 1,390\\ud800 of them were blue. " * 8
HIDDEN = (
    f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{WORDS}"}}</script>',
    f'<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{{"body": "{WORDS}"}}</script>',
)


@pytest.mark.parametrize("markup", HIDDEN, ids=["linked data", "page state"])
def test_an_article_in_the_data_of_a_page_has_only_characters_that_can_be_stored(markup):
    capture = read_capture(f"<html><body>{markup}</body></html>".encode(), "text/html", None, "")

    assert "boats\ufffd in May" in capture.full_text
    assert "\x00" not in dump(capture).decode()


def test_records_have_only_characters_that_can_be_stored():
    body = b'[{"model": "Heron\\u0000-2\\ud800", "arena\\udfff": "a\\u00adb"}]'

    assert read_page(body, "application/json", None, "").text == (
        "model\t\tarena\ufffd\nHeron\ufffd-2\ufffd\t\tab"
    )
