import pytest

from claims.pipeline.documents.documents import read_document
from claims.vocabulary import ContentType


def signs(source, kind=ContentType.MARKDOWN):
    document = read_document(source, kind)
    return [(document.text[m.start : m.end], m.labels) for m in document.markers]


@pytest.mark.parametrize(
    ("source", "sign"),
    [
        ("It flew. ([Post](https://a.example/1)) It landed.", "(Post)"),
        ("It flew ([Post](https://a.example/1)).", "(Post)"),
        ("It flew. [[Post](https://a.example/1)] It landed.", "[Post]"),
        (
            "It flew. ([Post](https://a.example/1), [Herald](https://a.example/2)) It landed.",
            "(Post, Herald)",
        ),
        ("It flew. (Source: [Post](https://a.example/1)) It landed.", "(Source: Post)"),
        (
            "It flew. (see [Post](https://a.example/1) and [Herald](https://a.example/2)).",
            "(see Post and Herald)",
        ),
        ("It flew. (https://a.example/1) It landed.", "(https://a.example/1)"),
    ],
)
def test_bracket_with_only_links_is_a_marker_without_labels(source, sign):
    assert signs(source) == [(sign, ())]


def test_the_same_holds_in_html():
    page = "<article><h1>Probe</h1><p>The probe flew for nine days around the moon. (<a href='https://a.example/1'>Post</a>) It landed well on the tenth.</p></article>"

    assert signs(page, ContentType.HTML) == [("(Post)", ())]


@pytest.mark.parametrize(
    "source",
    [
        "It flew ([Post](https://a.example/1) says so).",
        "The probe ([Heron-2](https://a.example/1)) flew.",
        "Large lunar probes ([LLP](https://a.example/1)) flew.",
        "[Post](https://a.example/1) says that it flew.",
        "It flew. [Norland](https://a.example/1) Space Agency says so.",
        "It flew for nine days. [It was later sold](https://a.example/1).",
        "It flew for nine days. [Subscribe to our newsletter](https://a.example/1)",
        "It flew for nine days. [Read More](https://a.example/1)",
    ],
)
def test_link_that_belongs_to_the_sentence_is_no_marker(source):
    assert signs(source) == []


def test_link_that_closes_a_block_behind_a_full_stop_is_a_marker():
    assert signs("It flew for nine days. [Post](https://a.example/1)") == [("Post", ())]


def test_block_that_closes_with_such_a_link_uses_it_for_all_its_sentences():
    source = "It flew. [Post](https://a.example/1) It landed. [Herald](https://a.example/2)"

    assert signs(source) == [("Post", ()), ("Herald", ())]


def test_link_that_is_called_source_needs_no_company():
    assert signs("It flew. [Source](https://a.example/1) It landed.") == [("Source", ())]
    assert signs("It flew. Source: [Post](https://a.example/1) It landed.") == [("Source: Post", ())]


def test_source_in_a_block_of_its_own_is_a_marker():
    assert signs("It flew.\n\nSource: [Post](https://a.example/1)") == [("Source: Post", ())]


def test_link_behind_a_dash_at_the_end_is_a_marker():
    assert signs("It flew for nine days. — [Post](https://a.example/1)") == [("— Post", ())]


def test_markers_in_one_bracket_are_one_marker():
    page = (
        "<article><h1>Probe</h1><p>The probe flew for nine days around the moon [<a href='#ref1'>1</a>, <a href='#ref2'>2</a>]. "
        "It landed well on the tenth, they say.</p></article>"
    )

    assert [labels for _, labels in signs(page, ContentType.HTML)] == [("1", "2")]


@pytest.mark.parametrize(
    ("source", "sign"),
    [
        ("It flew.[1],[2] It landed.", "[1],[2]"),
        ("It flew.[1], [2] It landed.", "[1], [2]"),
        ("It flew<sup>1</sup><sup>, </sup><sup>2</sup>. It landed.", "[1],[2]"),
        ("It flew.[^1];[^2] It landed.", "[^1];[^2]"),
        ("它飞了［1］、［2］。它降落了。", "［1］、［2］"),
    ],
)
def test_markers_with_a_comma_between_are_one(source, sign):
    assert [(words.replace(" ", ""), labels) for words, labels in signs(source)] == [
        (sign.replace(" ", ""), ("1", "2"))
    ]


def test_markers_with_words_between_are_two():
    assert len(signs("It flew [1] and then [2] it landed.")) == 2


def test_link_whose_words_are_a_bracket_belongs_to_the_sentence_before_it():
    assert signs("It flew. [\\[Post\\]](https://a.example/1) It landed.") == [("[Post]", ())]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- It fell by 4% https://a.example/1", [("https://a.example/1", ())]),
        ("- It fell by 4% <https://a.example/1>", [("https://a.example/1", ())]),
        ("- Read it at https://a.example/1", []),
        ("- It fell by 4% on https://a.example/1 in May", []),
    ],
)
def test_address_behind_a_complete_sentence_is_its_source(source, expected):
    assert signs(source) == expected


def test_address_in_brackets_is_no_explanation_of_the_word_before_it():
    assert signs("Rates stay at 2% (https://bank.example/4). It is high.") == [
        ("(https://bank.example/4)", ())
    ]


@pytest.mark.parametrize(
    ("source", "sign"),
    [
        ("It has 3 users [source: Kestrel](https://a.example/1) and grows.", "source: Kestrel"),
        ("Wages rose 2% [Link](https://a.example/1).", "Link"),
    ],
)
def test_link_whose_words_say_that_it_is_a_source_is_a_marker(source, sign):
    assert signs(source) == [(sign, ())]


def test_link_that_only_contains_such_a_word_is_none():
    assert signs("They kept the [source code](https://a.example/1) open.") == []
