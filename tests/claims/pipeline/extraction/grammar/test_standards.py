import pytest

from claims.pipeline.extraction.grammar import standards
from tests.claims.pipeline.extraction.rivalry import verdicts


@pytest.mark.parametrize(
    "text",
    [
        "Zinc is cheaper than Lead.",
        "Zinc is cheaper than Tin, Iron or Lead, and it lasts.",
        "Zinc is much better then Lead.",
        "It is far easier to melt Zinc than Lead.",
        "If you go with Zinc, you will have a much easier time than you will with Lead.",
        "We tried Zinc last year. It is safer than Lead.",
        "The only metal better than Lead is Zinc.",
        "The only thing worse than using Lead, is a roof of Zinc.",
        "Zinc is slightly shorter than Lead, which makes it easier to store.",
        "Why Zinc Is Safer Than Lead",
        "Zinc is safer than Tin (and much lighter) or Lead.",
    ],
)
def test_what_than_measures_against_stands_below(text):
    expected = -1 if "worse" in text else 1

    assert verdicts(standards.than, text)[:1] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Compared to Zinc, Tin is safer than Lead.",
        "Tin is cheaper than Zinc and safer than Lead.",
        "Tin is cheaper than Zinc and Lead.",
        "Zinc is shorter than Lead.",
        "Zinc is better, then Lead melts.",
        "We use Zinc rather than Lead.",
    ],
)
def test_a_name_that_the_comparative_is_not_about_stands_nowhere(text):
    assert verdicts(standards.than, text) == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (standards.compared, "Zinc ages better compared to Lead."),
        (standards.compared, "Compared to Lead, Zinc is safer."),
        (standards.compared, "Unlike Lead, Zinc is safer."),
        (standards.compared, "You work faster with Zinc vs. Lead."),
        (standards.over, "Zinc is a better choice over Lead."),
        (standards.over, "Zinc is superior to Lead."),
        (standards.over, "Zinc has a clear edge over Lead."),
        (standards.instead, "You do better with Zinc instead of Lead."),
        (standards.instead, "Better use Zinc, not Lead."),
        (standards.instead, "It is easier to do it in Zinc rather than Lead."),
        (standards.as_as, "Zinc is as good as Lead, if not better."),
        (standards.as_as, "Zinc is not as bad as Lead."),
        (standards.a_better, "Zinc is a better Lead."),
    ],
)
def test_other_words_set_a_standard_too(rule, text):
    assert verdicts(rule, text) == [1]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (standards.compared, "Zinc ages worse compared to Lead."),
        (standards.over, "Zinc is inferior to Lead."),
        (standards.over, "Zinc has no advantage over Lead."),
        (standards.instead, "You do worse with Zinc instead of Lead."),
        (standards.as_as, "Zinc is not as good as Lead."),
        (standards.a_better, "Zinc is a worse Lead."),
    ],
)
def test_blame_and_denial_turn_it_round(rule, text):
    assert verdicts(rule, text) == [-1]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (standards.as_as, "Zinc is sold as well as Lead."),
        (standards.over, "It is easier to go to Zinc and to Lead."),
        (standards.a_better, "A better Zinc and Lead came."),
    ],
)
def test_words_of_the_same_look_set_none(rule, text):
    assert verdicts(rule, text) == []
