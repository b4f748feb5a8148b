import pytest

from claims.pipeline.documents.listed_markers import bare_numbers, named_markers
from claims.pipeline.documents.spans import SpanIndex
from claims.values import Block


def block(text):
    return [Block("paragraph", 0, len(text))]


def named(text, labels=()):
    return [m.labels for m in named_markers(text, block(text), labels, SpanIndex([]))]


def bare(text, labels):
    markers = bare_numbers(text, block(text), labels, SpanIndex([]))
    return [(text[m.start : m.end], m.labels) for m in markers]


def test_bracket_with_a_label_of_the_list_is_a_marker():
    assert named("The lake is full [Water board] today.", {"Water board"}) == [("Water board",)]


@pytest.mark.parametrize(
    "text", ["The lake is full [WBO].", "The lake is full [RFC2119]", "Full. [WBO] So it is."]
)
def test_abbreviation_that_closes_a_sentence_is_an_unresolved_marker(text):
    assert len(named(text)) == 1 or text.startswith("Full")


@pytest.mark.parametrize(
    "text",
    [
        "He said [sic] that.",
        "[The mayor] said so.",
        "An [NHO] member spoke.",
        "It is full [today].",
        "It is full [PDF].",
    ],
)
def test_other_brackets_are_words_of_the_sentence(text):
    assert named(text) == []


def test_number_behind_a_full_stop_is_a_marker_of_the_list():
    text = "The lake filled in spring.3 Boats came back in June.4, 5"

    assert bare(text, {"3", "4", "5"}) == [("3", ("3",)), ("4, 5", ("4", "5"))]


def test_number_that_the_list_does_not_have_is_none():
    assert bare("The lake filled in spring.9", {"3"}) == []


@pytest.mark.parametrize(
    "text", ["Heron 2.5 Pro came out first.3", "It costs 71.4 euros a day.3", "Use release 2.5.3 It works.3"]
)
def test_decimals_and_versions_are_no_markers(text):
    assert [labels for _, labels in bare(text, {"3", "4", "5"})] == [("3",)]


def test_number_behind_a_year_is_a_marker_before_a_new_sentence():
    text = "The lake filled by March 2025.1 It emptied again.2"

    assert [labels for _, labels in bare(text, {"1", "2"})] == [("1",), ("2",)]


def test_bracket_with_several_names_of_the_list_is_one_marker():
    assert named("Wages rose [FRED, BLS].", {"FRED", "BLS"}) == [("FRED", "BLS")]
    assert named("Wages rose [FRED, at last].", {"FRED", "BLS"}) == []


def test_beside_a_list_of_names_a_name_that_it_lacks_is_unresolved_at_the_end_of_a_sentence():
    assert named("Rents rose [Zillow 2025].", {"BLS"}) == [("Zillow 2025",)]
    assert named("Rents rose [Zillow 2025].", {"1"}) == []
    assert named("Rents [Rents only] rose [sic]. See [PDF].", {"BLS"}) == []
