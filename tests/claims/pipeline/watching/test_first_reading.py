"""Words that were pinned before their source was read are held against its first text."""

import pytest

from claims.pipeline.watching.first_reading import has_stood, whole_range
from claims.values import Passage

TEXT = (
    "Corvid Motors reported on Monday. Corvid Motors ran 1,450 taxis in Norland in March. It was the most so far, the company "
    "said. Corvid Motors plans to run 2,000 next year."
)


def test_a_range_is_the_whole_passage_from_its_first_words_to_its_last():
    passage = whole_range(TEXT, Passage("corvid motors ran … the company said"))

    assert passage.exact == (
        "Corvid Motors ran 1,450 taxis in Norland in March. It was the most so far, the company said"
    )
    assert passage.prefix.endswith("on Monday. ")
    assert passage.suffix.startswith(". Corvid Motors plans")


def test_what_stands_before_and_after_says_which_place_is_meant():
    assert whole_range(TEXT, Passage("Corvid Motors … year", prefix="said.")).exact.startswith(
        "Corvid Motors plans"
    )
    assert whole_range(TEXT, Passage("Corvid … company", suffix="said")).exact.endswith("the company")


@pytest.mark.parametrize(
    "words",
    [
        "Corvid Motors ran 1,450 taxis",
        "Corvid Motors ran … the ministry said",
        "Kestrel … the company said",
        "orvid Motors … the comp",
        "… taxis",
    ],
)
def test_what_is_no_range_of_the_text_stays_as_it_is(words):
    assert whole_range(TEXT, Passage(words)).exact == words


def test_an_ellipsis_that_the_text_has_is_no_range():
    text = "It ran … well. Later it ran badly, and then well."

    assert whole_range(text, Passage("It ran … well")).exact == "It ran … well"


def test_a_range_is_not_longer_than_a_passage_may_be():
    assert (
        whole_range("It ran. " + "x" * 6000 + " It won.", Passage("It ran … It won")).exact
        == "It ran … It won"
    )


def test_words_have_stood_in_a_text_that_has_them():
    assert has_stood(TEXT, Passage("Corvid Motors ran 1,450 taxis in Norland in March."))
    assert not has_stood(TEXT, Passage("Corvid Motors ran 1,390 taxis in Norland in March."))
    assert not has_stood("", Passage("Corvid Motors"))
