"""Struck text is not shown, raised notes are told from numbers, and a feed is read an element a line."""

import pytest

from claims.pipeline.documents.documents import shown_text
from claims.pipeline.documents.shown_source import MAX_STRUCK
from claims.vocabulary import ContentType


def shown(html: str) -> str:
    return " ".join(shown_text(html, ContentType.HTML).split())


def test_struck_text_is_not_shown():
    assert shown("<p>The mill sold <del>31</del> <ins>13</ins> looms.</p>") == "The mill sold 13 looms."
    assert shown("<p>The mill <s class=x>sold <strike>31</strike> looms</s>closed.</p>") == "The mill closed."
    assert shown("<p>The <strong>mill</strong> has <s>31 looms.</p>") == "The mill has 31 looms."


def test_text_too_long_to_be_struck_is_shown():
    text = "The mill has looms. " * (MAX_STRUCK // 20)

    assert shown(f"<p><del>{text}</del></p>") == text.strip()


@pytest.mark.parametrize(
    "begin",
    [
        "<p hidden>",
        '<p hidden="hidden" class="x">',
        '<p style="display:none">',
        '<P STYLE="color: red; Display: None !important">',
        '<p style="visibility: hidden">',
        "<blockquote hidden>",
        '<h2 style="display:none">',
    ],
)
def test_a_paragraph_that_is_hidden_is_not_shown(begin):
    page = f"<p>It has looms.</p>{begin}The mill closed.</{begin.split()[0][1:]}><p>It sells.</p>"

    assert shown(page) == "It has looms. It sells."


@pytest.mark.parametrize(
    "begin",
    [
        '<p hidden="until-found">',
        '<p style="color:red">',
        "<div hidden><p>",
        '<div style="display:none"><p>',
        "<details><summary></summary><p>",
    ],
    ids=["found by searching", "shown", "a tab", "a styled tab", "details"],
)
def test_what_a_reader_can_open_is_shown(begin):
    assert "The mill closed." in shown(f"<p>It has looms.</p>{begin}The mill closed.</p>")


def test_struck_words_of_markdown_are_not_shown():
    text = shown_text("The mill sold ~~31~~ 13 looms, ~ 9 a day.\n", ContentType.MARKDOWN)

    assert text == "The mill sold 13 looms, ~ 9 a day."


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("has looms<sup>4</sup> and", "has looms[4] and"),
        ("has looms.<sup>4, 5</sup> It", "has looms.[4, 5] It"),
        ("has <b>looms</b><sup class=fn>4</sup>", "has looms[4]"),
        ("in 1987<sup><a href='#n4'>4</a></sup> and", "in 1987[4] and"),
        ("in 1987<a href='#n4'><sup>4</sup></a> and", "in 1987[4] and"),
        ("of 31 m<sup>2</sup> and", "of 31 m2 and"),
        ("of 31 square feet<sup>2</sup>", "of 31 square feet2"),
        ("the 4<sup>th</sup> loom", "the 4th loom"),
    ],
)
def test_raised_number_of_a_note_stands_in_brackets(source, text):
    assert shown(f"<p>{source}</p>") == text


FEED = """<?xml version="1.0"?>
<rss version="2.0"><channel><title>Mill news</title>
<item><title>Looms &amp; yarn</title><description>&lt;p&gt;The mill has &lt;b&gt;31&lt;/b&gt; looms.&lt;/p&gt;&lt;p&gt;All run.&lt;/p&gt;</description></item>
<item><title>Wool</title><content><![CDATA[<p>The mill bought <em>9</em> bales.</p>]]></content></item></channel></rss>"""


def test_feed_is_read_an_element_a_line():
    assert shown_text(FEED, ContentType.HTML).split("\n") == [
        "Mill news", "Looms & yarn", "The mill has 31 looms.", "All run.", "Wool", "The mill bought 9 bales.",
    ]  # fmt: skip


def test_page_in_xhtml_is_no_feed():
    page = '<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html><head><title>T</title></head><body><p>The <q>mill</q>.</p></body></html>'

    assert shown(page) == "The mill."
