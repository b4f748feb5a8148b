import pytest

from claims.pipeline.documents.documents import read_document
from claims.pipeline.documents.draft import Draft
from claims.pipeline.documents.inline import InlineReader
from claims.vocabulary import ContentType


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


DEFINITIONS = {"r": "https://a.example/r", "1": "https://a.example/s", "^note": "https://a.example/n"}


@pytest.mark.parametrize(
    "source", ["the [annual report][r]", "the [annual *report*][R]", "the annual report [r][]"]
)
def test_defined_name_gives_a_link_its_url(source):
    document = read(source, definitions=DEFINITIONS)

    assert document.links[0].url == "https://a.example/r"
    assert "[" not in document.text


def test_text_of_a_reference_link_is_its_words():
    assert read("see [the report][r] now", definitions=DEFINITIONS).text == "see the report now"


def test_defined_number_is_a_marker_with_its_source_and_no_link():
    document = read("So it is [1].", definitions=DEFINITIONS)

    assert (document.text, document.markers[0].labels, document.links) == ("So it is [1].", ("1",), ())
    assert [(r.label, r.url) for r in document.references] == [("1", "https://a.example/s")]


def test_two_defined_numbers_are_two_markers():
    document = read("So it is [1][2].", definitions={"1": "https://a.example/x", "2": "https://a.example/y"})

    assert [marker.labels for marker in document.markers] == [("1",), ("2",)]


def test_defined_footnote_is_a_marker_under_its_name():
    document = read("So it is.[^note]", definitions=DEFINITIONS)

    assert document.markers[0].labels == ("note",)
    assert [(r.label, r.url) for r in document.references] == [("note", "https://a.example/n")]


def test_number_with_a_second_url_is_a_link_and_no_label_of_the_first():
    document = read("It flew [1](https://a.example/x). It landed [1](https://a.example/y).")

    assert [marker.labels for marker in document.markers] == [("1",), ()]
    assert [link.url for link in document.links] == ["https://a.example/y"]
    assert [(r.label, r.url) for r in document.references] == [("1", "https://a.example/x")]


@pytest.mark.parametrize(
    "source",
    [
        'seen <span style="display:none">hidden [^4]</span>now',
        "seen <b hidden>hidden</b>now",
        "seen <i style='visibility: hidden'>hidden</i>now",
    ],
)
def test_hidden_elements_are_not_read(source):
    assert read(source).text == "seen now"


def test_html_anchor_to_a_note_is_a_marker():
    document = read('It is so.<a href="#fn2" id="r2"><sup>2</sup></a>')

    assert (document.text, document.markers[0].labels) == ("It is so.[2]", ("2",))


def test_bare_address_is_a_link():
    document = read("at https://a.example/x, they say")

    assert document.links[0].url == "https://a.example/x"
    assert document.text == "at https://a.example/x, they say"


@pytest.mark.parametrize(
    "source", ["It froze [WBO].", "It froze. [WBO]", "It froze [WBO]; then [NHO][WBO].", "It froze [WBO]"]
)
def test_capitals_with_a_definition_at_the_end_of_a_sentence_are_a_marker(source):
    document = read(source, definitions={"wbo": "https://a.example/w"})

    assert document.markers[0].labels == ("WBO",)
    assert ("WBO", "https://a.example/w") in [(r.label, r.url) for r in document.references]


@pytest.mark.parametrize("source", ["Says the [WBO].", "The [WBO] says so.", "It froze [here].", "By [WBO]."])
def test_words_of_the_sentence_with_a_definition_are_a_link(source):
    document = read(source, definitions={"wbo": "https://a.example/w", "here": "https://a.example/w"})

    assert (len(document.links), document.markers) == (1, ())


def test_raised_letters_are_markers_of_their_definitions():
    source = "It made ore<sup>[a]</sup> and jobs<sup>[b][c]</sup>.\n\n[a]: https://a.example/1\n[b]: https://a.example/2\n[c]: https://a.example/3\n"

    document = read_document(source, ContentType.MARKDOWN)

    assert {r.label: r.url for r in document.references} == {
        "a": "https://a.example/1",
        "b": "https://a.example/2",
        "c": "https://a.example/3",
    }
    assert document.markers[0].labels == ("a",)


def test_arrow_without_a_label_is_a_link_of_its_sentence():
    document = read_document("Jobs rose.[^](https://a.example/1)", ContentType.MARKDOWN)

    assert [m.labels for m in document.markers] == [()]
    assert document.references == ()


def test_note_within_a_sentence_is_a_marker_with_its_entry():
    document = read(
        "It closed.^[Mill report, [p. 3](https://a.example/r), 2020.] It opened.^[https://a.example/o]"
    )

    assert document.text == "It closed.[note 1] It opened.[note 2]"
    assert [marker.labels for marker in document.markers] == [("note 1",), ("note 2",)]
    assert [(r.label, r.url, r.title) for r in document.references] == [
        ("note 1", "https://a.example/r", "Mill report, p. 3, 2020"),
        ("note 2", "https://a.example/o", ""),
    ]
    assert document.links == ()


@pytest.mark.parametrize("source", ["x^[1]", "x^[mill](https://a.example/r)", "x^[open"])
def test_other_brackets_behind_a_caret_are_no_notes(source):
    assert not read(source).references or read(source).references[0].label == "1"


def test_number_whose_definition_has_a_name_is_the_text_of_the_link():
    document = read("It closed [2][mill].", definitions={"mill": "https://a.example/r"})

    assert document.text == "It closed [2]."
    assert [(r.label, r.url) for r in document.references] == [("2", "https://a.example/r")]
