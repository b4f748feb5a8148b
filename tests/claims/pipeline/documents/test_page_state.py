import json

import pytest

from claims.errors import ReadError
from claims.pipeline.documents.documents import full_text, read_document
from claims.pipeline.documents.page_state import state_text
from claims.vocabulary import ContentType


def page(data, shown="<p>Loading…</p>", name="__NEXT_DATA__"):
    return f'<html><head><title>Weir</title></head><body><div id="__next">{shown}</div><script id="{name}" type="application/json">{data}</script></body></html>'


DATA = json.dumps(
    {
        "props": {
            "menu": ["Read all about the weirs."],
            "post": {
                "title": "Weir",
                "body": "<p>The <b>weir</b> employs 420 people.</p><p>It closed &amp; opened again in May.</p>",
                "blocks": [{"text": "The weir employs 420 people."}, {"text": "It lost 4% of its water."}],
            },
            "related": [{"body": "Another story is told over there."}],
        }
    }
)


def test_sentences_of_the_data_are_read_where_the_page_shows_none():
    document = read_document(page(DATA), ContentType.HTML)

    assert document.title == "Weir"
    assert [document.text[b.start : b.end] for b in document.blocks] == [
        "The weir employs 420 people.",
        "It closed & opened again in May.",
        "It lost 4% of its water.",
    ]


def test_full_text_of_such_a_page_contains_them():
    assert "It lost 4% of its water." in full_text(page(DATA), ContentType.HTML)


def test_page_that_shows_its_article_is_read_as_it_is_shown():
    shown = "<p>" + "The weir was closed in May because a flood had damaged it. " * 9 + "</p>"

    assert "420 people" not in read_document(page(DATA, shown), ContentType.HTML).text


def test_data_of_another_framework_is_read():
    assert (
        state_text(page('["x", "The weir employs 420 people."]', name="__NUXT_DATA__"))
        == "The weir employs 420 people."
    )


@pytest.mark.parametrize("data", ['{"a": ', "[" * 100_000, '{"a": "one two three"}', '{"a": 3}', ""])
def test_data_without_sentences_holds_no_article(data):
    assert state_text(page(data)) == ""


def test_script_that_only_names_the_data_is_no_data():
    assert state_text('<p>__NEXT_DATA__ <b>"The weir employs 420 people."</b></p>') == ""


@pytest.mark.parametrize(
    "shown", ["<p>Loading…</p>", "Please enable JavaScript to view this site.", "You need JavaScript"]
)
def test_page_that_only_waits_for_its_scripts_says_so(shown):
    source = f'<html><body><div id="root">{shown}</div><script src="/a.js"></script></body></html>'
    if "enable" in shown or "Loading" in shown:
        with pytest.raises(ReadError, match="by scripts") as error:
            read_document(source, ContentType.HTML)
        assert error.value.code == "needs_scripts"
    else:
        assert read_document(source, ContentType.HTML).text == shown
