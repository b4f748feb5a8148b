import pytest

from claims.pipeline.extraction.rivals import is_said, order_of
from claims.vocabulary import Relation
from tests.claims.pipeline.extraction.rivalry import tree


def order(text):
    return order_of(tree(text), {"Zinc": 1, "Lead": -1})


def test_first_name_stands_above_or_below_the_second():
    assert order("Zinc is safer than Lead.") is Relation.OUTPERFORMS
    assert order("Zinc is fine, but Lead is better.") is Relation.UNDERPERFORMS


@pytest.mark.parametrize(
    "text",
    [
        "Is Zinc safer than Lead?",
        "It depends on whether Zinc is safer than Lead.",
        "No one says that Zinc is safer than Lead.",
        "Zinc is safer than Tin.",
    ],
)
def test_questions_and_suppositions_set_nothing_above_anything(text):
    assert order(text) is None


def test_what_is_taken_for_granted_is_said():
    assert order("Why is Zinc safer than Lead?") is Relation.OUTPERFORMS
    assert order("They could not understand that Zinc is safer than Lead.") is Relation.OUTPERFORMS


def test_a_denial_of_thinking_is_one_of_what_is_thought():
    better = next(word for word in tree("I don't think that Zinc is better.").words if word.small == "better")

    assert is_said(better)
