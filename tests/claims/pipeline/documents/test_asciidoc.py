"""AsciiDoc footnotes stand where they are referred to."""

from claims.pipeline.documents.documents import read_document
from claims.pipeline.extraction.extract import extract
from claims.vocabulary import ContentType

TEXT = (
    "= Ferries\n\nThe port counted 310 ferries in May.footnote:[Port register, https://a.example/may[May list].] "
    "Narvik counted 280 ferries.footnote:narvik[https://b.example/n] It has 40 berths.footnote:narvik[]\n"
)


def test_footnotes_are_markers_with_the_numbers_that_would_be_printed():
    document = read_document(TEXT, ContentType.PLAIN)

    assert [marker.labels for marker in document.markers] == [("1",), ("2",), ("2",)]
    assert [(r.label, r.url, r.title) for r in document.references] == [
        ("1", "https://a.example/may", "Port register, May list"),
        ("2", "https://b.example/n", ""),
    ]


def test_a_footnote_is_no_part_of_the_quote_and_no_link_of_it():
    claims = extract(read_document(TEXT, ContentType.PLAIN))

    assert [(claim.quote, claim.markers, claim.links) for claim in claims] == [
        ("The port counted 310 ferries in May.", ("1",), ()),
        ("Narvik counted 280 ferries.", ("2",), ()),
        ("It has 40 berths.", ("2",), ()),
    ]


def test_a_named_footnote_of_the_older_form_is_read():
    document = read_document("It is so.footnoteref:[lab,Lab report, https://a.example/r]", ContentType.PLAIN)

    assert [(r.label, r.url, r.title) for r in document.references] == [
        ("1", "https://a.example/r", "Lab report")
    ]


def test_the_word_footnote_alone_is_text():
    document = read_document("The footnote: it says that 310 ferries sailed in May.", ContentType.PLAIN)

    assert document.markers == ()
