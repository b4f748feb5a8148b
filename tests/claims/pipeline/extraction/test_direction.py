import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.pipeline.extraction.direction import direction_of
from claims.vocabulary import Relation

UP, DOWN = Relation.OUTPERFORMS, Relation.UNDERPERFORMS


@pytest.mark.parametrize(
    "sentence",
    [
        "Zinc is much cheaper to mine than Lead.",
        "Zinc is cheaper than Tin, Iron or Lead.",
        "It is far easier to melt Zinc than Lead.",
        "Zinc is less brittle than Lead.",
        "Zinc is more reliable than Lead.",
        "Zinc is superior to Lead.",
        "The only metal better than Lead is Zinc.",
        "We prefer Zinc to Lead.",
        "They chose Zinc over Lead.",
        "We switched from Lead to Zinc last year.",
        "You do better with Zinc instead of Lead.",
        "Zinc has a clear edge over Lead.",
        "Zinc beats Lead.",
        "Zinc ages better compared to Lead.",
        "Unlike Lead, Zinc is safer.",
        "Lead is good, but Zinc has better prices.",
        "I worked with Lead for years, and Zinc is easier.",
        "Lead will break faster than Zinc.",
        "Zinc is a fine metal because it is cheaper to mine than Lead.",
        "Lead is fine, but it cannot match Zinc.",
    ],
)
def test_praise_sets_its_subject_above_the_other(sentence):
    assert direction_of(sentence, "Zinc", "Lead") is UP


@pytest.mark.parametrize(
    "sentence",
    [
        "Zinc is heavier than Lead.",
        "Zinc is more expensive than Lead.",
        "Zinc is less reliable than Lead.",
        "Zinc is inferior to Lead.",
        "Zinc is outperformed by Lead.",
        "Zinc is not as good as Lead.",
        "Zinc is no better than Lead.",
        "I don't think Zinc is better than Lead.",
        "Zinc is fine, but Lead is better.",
        "Zinc works, though Lead is a lot safer.",
    ],
)
def test_blame_and_denied_praise_set_it_below(sentence):
    assert direction_of(sentence, "Zinc", "Lead") is DOWN


@pytest.mark.parametrize(
    "sentence",
    [
        "Is Zinc better than Lead?",
        "It depends on whether Zinc is better than Lead.",
        "Nobody said that Zinc is better than Lead.",
        "I doubt that Zinc is better than Lead.",
        "Zinc is not worse than Lead.",
        "Zinc and Lead are better.",
        "Both are cheaper than Zinc and Lead.",
        "Zinc has more mines than Lead.",
        "Zinc and Lead are metals.",
        "Copper is better.",
        "",
    ],
)
def test_questions_doubts_and_lists_set_nothing_above_anything(sentence):
    assert direction_of(sentence, "Zinc", "Lead") is None


def test_the_order_of_the_names_is_the_callers():
    assert direction_of("Zinc is cheaper than Lead.", "Lead", "Zinc") is DOWN


def test_a_name_within_a_word_is_no_name():
    assert direction_of("Zinc is cheaper than Leaders.", "Zinc", "Lead") is None


def test_not_only_and_no_doubt_deny_nothing():
    assert direction_of("Zinc is not only cheaper than Lead.", "Zinc", "Lead") is UP
    assert direction_of("There is no doubt that Zinc is cheaper than Lead.", "Zinc", "Lead") is UP


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Zinc", "Lead", "better", "not", "than", "but", "is", ",", ".", "?", "(", "worse", "to", "over"]
        ),
        max_size=60,
    )
)
def test_swapped_names_never_agree(words):
    text = " ".join(words)

    assert {direction_of(text, "Zinc", "Lead"), direction_of(text, "Lead", "Zinc")} not in [{UP}, {DOWN}]
