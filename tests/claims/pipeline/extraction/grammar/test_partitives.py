import pytest

from claims.pipeline.extraction.grammar.partitives import is_part_of, wholes_in
from tests.claims.pipeline.extraction.views import tree, word


def wholes(text):
    return wholes_in(text, tree(text).words)


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("The clinic asked 900 dairy farmers.", "dairy farmers"),
        ("Corvid hired 40 people in 3 towns.", "people"),
        ("It took 3 years.", ""),
        ("It sold 5 tonnes of rice.", ""),
    ],
)
def test_what_a_sentence_counts_is_its_first_counted_plural(text, many):
    assert wholes(text).many == many


def test_what_a_sentence_measures_stands_behind_its_unit():
    assert wholes("Norland sold 5 tonnes of rice.").part("it") == "rice"


def test_a_plural_subject_is_a_whole_where_nothing_is_counted():
    assert wholes("Teachers fear for their jobs.").part("them") == "teachers"


def test_only_a_pronoun_behind_of_is_a_whole():
    assert is_part_of(word("Half of them left.", "them"))
    assert not is_part_of(word("Corvid sold them.", "them"))
    assert not is_part_of(word("Half of those boats left.", "boats"))
