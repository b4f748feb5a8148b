import pytest

from tests.claims.pipeline.extraction.rivalry import sides


def test_each_word_has_the_side_that_it_names():
    assert sides("Zinc beats Lead.").sides == [1, 0, -1, 0]


def test_a_comparative_keeps_its_merit_after_denial():
    merits = {
        text: [cue.merit for cue in sides(text).cues]
        for text in (
            "Zinc is better.",
            "Zinc is worse.",
            "Zinc is not better.",
            "Zinc is not worse.",
            "Zinc is not necessarily better.",
            "Zinc is not only better.",
            "The cooler broke.",
        )
    }

    assert list(merits.values()) == [[1], [-1], [-1], [0], [0], [1], []]


def test_a_phrase_ends_where_the_list_of_names_ends():
    seen = sides("It is safer than Tin (and Iron), Lead or Copper, and it beats Zinc.")
    than = next(word.index for word in seen.words if word.small == "than")

    assert [seen.words[i].text for i in seen.phrase(than)[0]] == ["Lead"]


def test_cues_are_sought_within_the_sentence():
    seen = sides("Zinc is better. Lead is worse.")
    stop = next(word.index for word in seen.words if word.small == ".")

    assert seen.cue_before(stop).word.small == "better"
    assert seen.cue_behind(stop + 1).word.small == "worse"
    assert seen.cue_before(stop + 2) is None


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("Is Zinc better than Lead?", True),
        ("Does Zinc work better than Lead?", True),
        ("Why is Zinc better than Lead?", False),
        ("Zinc works better than Lead?", False),
        ("Zinc is better than Lead.", False),
    ],
)
def test_only_yes_or_no_questions_ask_whether_it_is_so(text, is_asked):
    seen = sides(text)
    better = next(word.index for word in seen.words if word.small == "better")

    assert seen.is_asked(better) is is_asked
