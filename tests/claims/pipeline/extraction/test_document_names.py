import pytest

from claims.pipeline.extraction.document_names import find_document_mentions
from claims.vocabulary import EntityKind


def names(*texts):
    return [[mention.text for mention in mentions] for mentions in find_document_mentions(texts)]


def canonical(*texts):
    return {m.text: m.canonical for mentions in find_document_mentions(texts) for m in mentions}


def kinds(*texts):
    return {m.text: m.kind for mentions in find_document_mentions(texts) for m in mentions}


def test_first_word_belongs_to_the_name_that_another_sentence_has():
    texts = ("Rain helped farmers in New Norland.", "New Norland farmers sold more.")

    assert names(*texts) == [["New Norland"], ["New Norland"]]
    assert names("Rain helped farmers in Norland.", texts[1])[1] == ["Norland"]


def test_a_single_first_word_is_a_name_where_another_sentence_names_it():
    assert names("Corvid sells pumps.", "Buyers trust Corvid.") == [["Corvid"], ["Corvid"]]
    assert names("Corvid sells pumps.", "Buyers trust it.") == [[], []]


def test_a_first_word_in_another_case_is_the_name():
    assert names("Kerbnet sells pumps.", "Buyers trust KerbNet.")[0] == ["Kerbnet"]
    assert (
        canonical("Kerbnet sells pumps.", "Buyers trust KerbNet.", "It is KerbNet.")["Kerbnet"] == "KerbNet"
    )


def test_capitals_of_a_heading_make_no_first_word_a_name():
    assert names("Harvest And Rain", "Harvest began late.")[1] == []


@pytest.mark.parametrize(
    "texts",
    [
        ("The Norland Harbour Fund (NHF) grew.", "The NHF lost money.", "The Norland Harbour Fund closed."),
        ("The NHF lost money.", "The NHF (Norland Harbour Fund) grew.", "The Norland Harbour Fund closed."),
        ("The NHF lost money.", "The Norland Harbour Fund closed."),
    ],
)
def test_an_abbreviation_and_its_long_form_are_one_name_in_all_sentences(texts):
    spellings = canonical(*texts)

    assert spellings["NHF"] == spellings["Norland Harbour Fund"]


def test_a_long_form_with_small_words_is_one_name_in_all_sentences():
    texts = ("The Bank of Norland (BoN) met.", "Rates are up, the Bank of Norland said.")

    assert names(*texts)[1] == ["Bank of Norland"]
    assert canonical(*texts)["Bank of Norland"] == "BoN"


def test_an_abbreviation_of_two_names_is_neither():
    spellings = canonical("The NHF lost.", "The Norland Harbour Fund met the New Hill Foundation.")

    assert spellings["NHF"] == "NHF"


def test_spellings_of_a_name_have_the_usual_one():
    spellings = canonical("It is KerbNet.", "Use KerbNet now.", "We call it KERB-NET here.")

    assert set(spellings.values()) == {"KerbNet"}


def test_a_name_has_the_kind_that_one_sentence_says():
    assert kinds("Buyers trust Corvid.", "It is Corvid, a carmaker.")["Corvid"] is EntityKind.ORGANISATION


def test_a_last_name_is_the_person_with_it():
    texts = ("He met minister Ada Voss there.", "Later the winner was Voss.")

    assert canonical(*texts)["Voss"] == "Ada Voss"
    assert canonical(*texts, "He met minister Tom Voss.")["Voss"] == "Voss"


@pytest.mark.parametrize("piece", ["Aa Bb Cc ", "ABC ", "New Aa. ", "Aa (ABC) "])
def test_names_of_a_long_document_are_found(piece):
    assert len(find_document_mentions([piece * 20] * 500)) == 500
