import json

import pytest

from claims.pipeline.documents.documents import full_text, read_document
from claims.pipeline.documents.linked_data import article_body
from claims.vocabulary import ContentType

BODY = "The weir was closed in May.\n\nIt opened again in the autumn, the mill says."


def page(data, shown=""):
    return f'<html><head><title>Weir</title><script type="application/ld+json">{json.dumps(data)}</script></head><body><div>{shown}</div></body></html>'


def test_article_of_the_linked_data_is_read_where_the_page_shows_none():
    document = read_document(page({"@type": "NewsArticle", "articleBody": BODY}), ContentType.HTML)

    assert document.text == BODY
    assert len(document.blocks) == 2


def test_full_text_of_such_a_page_contains_the_article():
    assert "It opened again" in full_text(page({"articleBody": BODY}, "Loading"), ContentType.HTML)


def test_page_that_shows_its_article_is_read_as_it_is_shown():
    shown = "<p>" + "The weir was closed in May because a flood had damaged it. " * 9 + "</p>"

    document = read_document(page({"articleBody": BODY + " And more." * 200}, shown), ContentType.HTML)

    assert "And more" not in document.text


@pytest.mark.parametrize(
    "data",
    [
        {"@graph": [{"@type": "WebPage"}, {"@type": "Article", "articleBody": BODY}]},
        [{"articleBody": "Short."}, {"articleBody": BODY}],
    ],
)
def test_longest_article_is_found_anywhere_in_the_data(data):
    assert article_body(page(data)) == BODY


def test_markup_in_the_article_is_removed():
    data = {"articleBody": "<p>The <b>weir</b> &amp; the mill</p><p>Closed.</p>"}

    assert article_body(page(data)).split("\n") == ["", "The weir & the mill", "", "Closed.", ""]


@pytest.mark.parametrize(
    "data", ['{"articleBody": ', '{"articleBody": 3}', "[" * 100_000 + '"articleBody"', ""]
)
def test_broken_data_holds_no_article(data):
    assert article_body(f'<script type="application/ld+json">{data}</script>') == ""


def test_text_of_a_posting_is_an_article_and_that_of_other_objects_is_none():
    assert article_body(page({"@type": "BlogPosting", "text": BODY})) == BODY
    assert article_body(page({"@type": ["Review"], "text": BODY})) == ""


def test_data_in_a_comment_for_old_parsers_is_read():
    data = json.dumps({"articleBody": BODY})

    assert (
        article_body(f'<script type="application/ld+json">\n/* <![CDATA[ */\n{data}\n/* ]]> */</script>')
        == BODY
    )
    assert article_body(f'<script type="application/ld+json">//<![CDATA[\n{data}\n//]]></script>') == BODY


def test_commas_before_closing_brackets_are_forgiven():
    block = '{"@type": "Article", "articleBody": "The weir, ] closed.", "tags": ["weir", ],\n}'

    assert article_body(f'<script type="application/ld+json">{block}</script>') == "The weir, ] closed."


def test_escaped_markup_of_a_body_is_no_text():
    document = read_document(
        page(
            {
                "@type": "NewsArticle",
                "articleBody": "&lt;p&gt;The weir was closed.&lt;/p&gt;&lt;p&gt;It is dry.&lt;/p&gt;",
            }
        ),
        ContentType.HTML,
    )

    assert document.text.split("\n\n") == ["The weir was closed.", "It is dry."]
