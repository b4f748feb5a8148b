import pytest

from claims.pipeline.extraction.grammar.merits import merit_of
from tests.claims.pipeline.extraction.views import tree


def merits(text):
    return [merit for word in tree(text).words if (merit := merit_of(word))]


@pytest.mark.parametrize(
    "text",
    [
        "It is better.",
        "It is more reliable.",
        "It is less verbose.",
        "It makes fewer errors.",
        "It has a lower price.",
        "It has higher accuracy.",
        "It rusts more slowly.",
        "It rusts slower.",
        "It crashes less often.",
    ],
)
def test_praise_is_1(text):
    assert merits(text) == [1]


@pytest.mark.parametrize(
    "text",
    [
        "It is worse.",
        "It is harder to learn.",
        "It is more expensive.",
        "It is less reliable.",
        "It makes more errors.",
        "It has lower accuracy.",
        "It rusts faster.",
        "It fails sooner.",
        "It breaks more quickly.",
        "It rusts less slowly.",
    ],
)
def test_blame_is_minus_1(text):
    assert merits(text) == [-1]


@pytest.mark.parametrize(
    "text",
    ["It has more ships.", "It works harder.", "It has a higher roof.", "It is good.", "More than ten came."],
)
def test_amounts_and_efforts_say_nothing_of_merit(text):
    assert merits(text) == []


def test_a_fast_crash_is_no_decay():
    assert merits("It makes faster breaks.") == [1]
    assert merits("It breaks faster.") == [-1]
