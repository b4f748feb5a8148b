import pytest

from claims.pipeline.extraction.grammar import contrasts
from tests.claims.pipeline.extraction.rivalry import verdicts


@pytest.mark.parametrize(
    "text",
    [
        "Lead is good, but Zinc is better.",
        "While Lead works, Zinc has better prices.",
        "We had Lead before; Zinc is a better metal.",
        "Zinc dries faster, while Lead needs a day.",
        "Lead is heavy, but the work is easier with Zinc.",
        "Lead works, but Zinc is better suited for this.",
        "While Lead works, Zinc seems to give better prices.",
        "Lead is fine, but Zinc is usually regarded as better.",
        "Lead gets poor grades while Zinc gets better grades.",
    ],
)
def test_a_comparative_of_one_name_sets_it_above_the_other_one(text):
    assert verdicts(contrasts.contrast, text) == [1]


def test_blame_sets_it_below():
    assert verdicts(contrasts.contrast, "Lead is good, but Zinc is worse.") == [-1]


@pytest.mark.parametrize(
    "text",
    [
        "Zinc and Lead are better.",
        "Tin, Lead and Zinc are better.",
        "Zinc is faster here, while Lead is faster there.",
        "We know Lead, and Zinc gets better.",
        "We know Lead, but Zinc would be better.",
        "We know Lead, but Zinc is better than Tin.",
        "Lead came when Zinc made faster ships.",
        "Lead helps Zinc run faster.",
        "We know Lead, but Zinc has never been easier.",
    ],
)
def test_a_comparative_that_is_about_something_else_sets_nothing(text):
    assert verdicts(contrasts.contrast, text) == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (contrasts.preferring, "They prefer Zinc to Lead."),
        (contrasts.preferring, "They chose Zinc over Lead."),
        (contrasts.leaving, "They switched from Lead to Zinc."),
        (contrasts.leaving, "They dropped Lead for Zinc."),
        (contrasts.leaving, "They replaced the Lead with Zinc."),
        (contrasts.leaving, "Lead was abandoned in favour of Zinc."),
        (contrasts.liking, "That holds for Lead, but I like Zinc better."),
        (contrasts.liking, "Lead works, but I prefer Zinc."),
    ],
)
def test_a_choice_sets_the_chosen_one_above(rule, text):
    assert verdicts(rule, text) == [1]


def test_what_is_kept_or_dropped_for_another_reason_sets_nothing():
    assert verdicts(contrasts.leaving, "They did not drop Lead for Zinc.") == []
    assert verdicts(contrasts.leaving, "They dropped Lead with a bang; Zinc came.") == []


def test_a_refused_choice_sets_it_below():
    assert verdicts(contrasts.preferring, "They do not prefer Zinc to Lead.") == [-1]
    assert verdicts(contrasts.liking, "We had Lead. We like Zinc.") == []


@pytest.mark.parametrize(
    "text",
    [
        "After a month with Lead, I wish I had bought the Zinc.",
        "I should have taken Zinc instead of Lead.",
        "I wish I had never bought the Lead and had kept the Zinc.",
    ],
)
def test_what_one_wishes_to_have_taken_stands_above(text):
    assert verdicts(contrasts.regretting, text) == [1]


def test_a_wish_without_the_other_name_says_nothing_of_it():
    assert verdicts(contrasts.regretting, "I wish I had bought the Zinc.") == []
