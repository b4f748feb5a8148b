import pytest

from claims.pipeline.documents.draft import Draft
from claims.pipeline.documents.inline import InlineReader


def read(source, **options):
    draft = Draft()
    InlineReader(draft, **options).write(source)
    return draft.document()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("over **29** languages", "over 29 languages"),
        ("snake_case and _soft_ and 2 * 3", "snake_case and soft and 2 * 3"),
        ("a \\*star\\* &amp; more", "a *star* & more"),
        ("`code` here", "code here"),
        ("![alt](x.png)Text", "Text"),
        ("[[Target page|shown]] and [[Plain]]", "shown and Plain"),
        ("line<br>break <b>bold</b>", "line break bold"),
        ("an [open bracket", "an [open bracket"),
        ("<!-- no -->yes", "yes"),
    ],
)
def test_reader_sees_the_text_without_its_signs(source, text):
    assert read(source).text == text


def test_link_covers_its_words():
    document = read("see [the **report**](https://a.example/r_(1) 'Title') now")

    (link,) = document.links
    assert (document.text[link.start : link.end], link.url) == ("the report", "https://a.example/r_(1)")


def test_links_are_resolved_against_the_page():
    assert read("[x](/y)", base_url="https://a.example/z").links[0].url == "https://a.example/y"


def test_link_that_is_a_label_is_a_marker_with_its_source():
    document = read("It is so [[3]](https://a.example/s).")

    assert document.markers[0].labels == ("3",)
    assert [(r.label, r.url) for r in document.references] == [("3", "https://a.example/s")]


def test_wiki_note_is_a_marker_and_no_link():
    document = read("It is so.[&#91;12&#93;](#cite_note-smith-12)")

    assert (document.text, document.markers[0].labels, document.links) == ("It is so.[12]", ("12",), ())


def test_superscript_is_a_marker_unless_it_is_an_exponent():
    assert read("It is so.<sup>4</sup>").markers[0].labels == ("4",)
    assert read("10<sup>4</sup> m").markers == ()


def test_defined_names_are_links():
    document = read(
        "see [the report][r] and [1]", definitions={"r": "https://a.example/r", "1": "https://a.example/s"}
    )

    assert [link.url for link in document.links] == ["https://a.example/r", "https://a.example/s"]
    assert document.markers[0].labels == ("1",)


def test_bare_address_is_a_link():
    document = read("at https://a.example/x, they say")

    assert document.links[0].url == "https://a.example/x"
    assert document.text == "at https://a.example/x, they say"
