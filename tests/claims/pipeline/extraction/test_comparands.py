import pytest

from claims.pipeline.extraction.comparisons import find_comparisons
from claims.pipeline.extraction.subjects import Topic
from claims.vocabulary import Relation
from tests.claims.pipeline.extraction.views import view


def sides(text, topic=None):
    found = find_comparisons(view(text, topic)).comparisons
    return [(comparison.subject, comparison.objects) for comparison in found]


@pytest.mark.parametrize(
    "text",
    [
        "Qwen3 is a tool that writes summaries surpassing those of Llama 3.",
        "Qwen3 is a family of networks with skills on par with Llama 3.",
        "Qwen3 is one of the few models that beat Llama 3.",
        "Norland introduced Qwen3, which it said could match Llama 3.",
        "Norland presented Qwen3, surpassing Llama 3.",
        "The researchers presented Qwen3, a network surpassing Llama 3.",
        "Norland presented a model called Qwen3 that beats Llama 3.",
        "Qwen3 — trained on two trillion tokens — outperforms Llama 3.",
        "Answers written by Qwen3 were preferred over those written by Llama 3.",
    ],
)
def test_what_has_the_compared_property_is_compared(text):
    assert sides(text) == [("Qwen3", ("Llama 3",))]


@pytest.mark.parametrize(
    "text",
    [
        "Qwen3 outperforms two rivals, namely Llama 3 and GPT-4o.",
        "Qwen3 outperforms two rivals (Llama 3, GPT-4o).",
        "Qwen3 is on par with leading models like Llama 3 and GPT-4o.",
    ],
)
def test_names_that_a_plural_introduces_are_the_other_side(text):
    assert sides(text) == [("Qwen3", ("Llama 3", "GPT-4o"))]


def test_a_score_is_that_of_what_was_named_last():
    assert sides("The error rate is lower than that of Llama 3.", Topic(subject="Qwen3")) == [
        ("Qwen3", ("Llama 3",))
    ]


def test_a_size_is_no_amount():
    assert sides("Qwen3 beats the 72B version.") == [("Qwen3", ("72B version",))]


def test_the_other_side_is_that_of_the_comparison_before_where_it_is_a_pronoun():
    text = "Although Qwen3 trails Llama 3 in maths, it surpasses it in coding."

    assert sides(text) == [("Qwen3", ("Llama 3",)), ("Qwen3", ("Llama 3",))]


def test_a_first_place_has_no_names_on_the_other_side():
    found = find_comparisons(view("Qwen3 ranks first among open models.")).comparisons

    assert [(c.relation, c.objects) for c in found] == [(Relation.FIRST, ("open models",))]


def test_people_are_told_apart_by_what_they_did():
    assert sides("Nurses given tea were happier than those who drank coffee.") == [
        ("Nurses given tea", ("those who drank coffee",))
    ]


def test_whose_value_it_is_that_another_place_has_less_of():
    assert sides("Income per head in Norland overtook that of Vigg.") == [("Norland", ("Vigg",))]


def test_that_at_the_beginning_is_the_topic():
    assert sides("That is longer than the Lark S lasted.", Topic(subject="Kestrel")) == [
        ("Kestrel", ("Lark S",))
    ]


def test_what_is_measured_is_compared_itself_beside_another_measure():
    topic = Topic()
    topic.follow(view("Corvid Motors opened.", topic))

    (found,) = find_comparisons(view("Prices rose faster than wages.", topic)).comparisons

    assert (found.subject, found.objects) == ("Prices", ("wages",))


def test_number_that_is_the_highest_is_that_of_what_has_it():
    assert sides("The rate went from 0.25 to 0.5 percent, the highest since 2009.") == [("rate", ())]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Norland Motors unveiled the Lark, saying it is quieter than the Wren.", ("Lark", ("Wren",))),
        (
            "Norland Motors launched the Lark and promised that it would outsell the Wren.",
            ("Lark", ("Wren",)),
        ),
        (
            "Norland Motors launched the Lark, claiming it had overtaken Microsoft.",
            ("Norland Motors", ("Microsoft",)),
        ),
        (
            "Norland Motors launched the Lark after it overtook the Wren.",
            ("Norland Motors", ("Wren",)),
        ),
    ],
)
def test_it_is_what_was_unveiled_where_it_is_set_against_a_thing(text, found):
    assert sides(text) == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Farmers in the hills earn less than those in the plain.",
            ("Farmers in the hills", ("those in the plain",)),
        ),
        (
            "Nurses with a contract slept better than those without one.",
            ("Nurses with a contract", ("those without one",)),
        ),
        ("Pay in Norland is higher than those in Vigg.", ("Norland", ("Vigg",))),
    ],
)
def test_people_are_told_apart_by_where_they_are_and_what_they_have(text, found):
    assert sides(text) == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Owners ranked it below the Wren.", ("Lark", ("Wren",))),
        ("The club rates the Lark above every other van.", ("Lark", ("other van",))),
        ("Its rival called the bridge the worst idea of the year.", ("bridge", ("worst idea",))),
    ],
)
def test_what_is_judged_is_compared_and_not_who_judges(text, found):
    assert sides(text, Topic(subject="Lark")) == [found]


@pytest.mark.parametrize(
    "text", ["They put the Lark above the door.", "The shop ranks its own vans above all the others."]
)
def test_a_place_above_a_door_and_what_has_no_name_are_no_rank(text):
    assert sides(text, Topic(subject="Lark")) == []


def test_what_one_does_is_not_what_was_spoken_of_before():
    assert sides("Cycling is healthier than driving.", Topic(subject="Norland")) == [
        ("Cycling", ("driving",))
    ]
