"""Notes that are shown in the margin of a page."""

import pytest

from claims.pipeline.documents.documents import read_document
from claims.pipeline.extraction.extract import extract
from claims.vocabulary import ContentType

PAGE = (
    "<article><h1>Port</h1><p>The port counted 12,400 ferries last year.{first} It employs 900 people, the town says.</p>"
    "<p>Narvik built 3,400 homes in the spring.{second} Rents rose 6% in May.</p></article>"
)


def note(kind, label, url):
    toggle = (
        f'<label for="x" class="margin-toggle {label[0]}">{label[1]}</label><input type="checkbox" id="x"/>'
    )
    return f'{toggle}<span class="{kind}">Port, <a href="{url}">report</a>.</span>'


def read(first, second):
    return read_document(PAGE.format(first=first, second=second), ContentType.HTML)


DRAWN = note("sidenote", ("sidenote-number", ""), "https://a.example/1")
UNNUMBERED = note("marginnote", ("", "⊕"), "https://a.example/2")
BARE = '<span class="side-note">Register, <a href="https://a.example/3">list</a>.</span>'


@pytest.mark.parametrize(
    ("first", "second", "labels"),
    [(DRAWN, DRAWN, ["1", "2"]), (DRAWN, UNNUMBERED, ["1", "⊕"]), (UNNUMBERED, BARE, ["⊕", "1"])],
)
def test_a_side_note_cites_the_sentence_before_it(first, second, labels):
    document = read(first, second)
    cited = [claim for claim in extract(document) if claim.markers]

    assert [(claim.quote, claim.markers) for claim in cited] == [
        ("The port counted 12,400 ferries last year.", (labels[0],)),
        ("Narvik built 3,400 homes in the spring.", (labels[1],)),
    ]
    assert all(reference.url for reference in document.references)


def test_the_sentences_around_a_side_note_are_kept_without_its_words():
    text = read(DRAWN, UNNUMBERED).text

    assert "It employs 900 people" in text
    assert "report" not in text


def test_a_side_note_adds_no_source_to_an_earlier_marker():
    page = '<article><p>The port counted 310 ferries.<sup>4</sup></p><p>Narvik built 90 homes in May.<span class="sidenote"><a href="https://a.example/s">S</a></span></p></article>'
    urls = {reference.label: reference.url for reference in read_document(page, ContentType.HTML).references}

    assert urls == {"1": "https://a.example/s"}
