"""What a sentence denies of two things, and of a first place."""

import pytest

from claims.pipeline.extraction.comparisons import find_comparisons
from claims.vocabulary import Polarity, Relation
from tests.claims.pipeline.extraction.views import view

UP, DOWN, FIRST, OTHER = (
    Relation.OUTPERFORMS,
    Relation.UNDERPERFORMS,
    Relation.FIRST,
    Relation.OTHER,
)


def read(text):
    """The relations of a sentence, and how it stands to them."""
    compared = find_comparisons(view(text))
    return [comparison.relation for comparison in compared.comparisons], compared.polarity


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Qwen3 does not beat Llama 3.", UP),
        ("Qwen3 failed to outperform Llama 3.", UP),
        ("Qwen3 has yet to beat Llama 3.", UP),
        ("Qwen3 is no better than Llama 3.", UP),
        ("Qwen3 does not lag behind Llama 3.", DOWN),
        ("Qwen3 is not the best model.", FIRST),
    ],
)
def test_what_is_denied_keeps_its_relation_and_is_negated(text, relation):
    assert read(text) == ([relation], Polarity.NEGATED)


@pytest.mark.parametrize(
    "text",
    [
        "Qwen3 does not match Llama 3.",
        "Qwen3 is not as accurate as Llama 3.",
        "Qwen3 is nowhere near as accurate as Llama 3.",
        "Qwen3 is nowhere near Llama 3.",
        "Qwen3 does not come close to Llama 3.",
        "Qwen3 is not on par with Llama 3.",
        "Qwen3 cannot compete with Llama 3.",
        "Qwen3 doesn't hold a candle to Llama 3.",
        "Qwen3 is not in the same league as Llama 3.",
    ],
)
def test_who_does_not_match_another_is_below_it(text):
    assert read(text) == ([DOWN], Polarity.ASSERTED)


@pytest.mark.parametrize(
    "text",
    [
        "Qwen3 is no longer the best model.",
        "Qwen3 no longer tops the leaderboard.",
        "Qwen3 is not the best model anymore.",
        "Qwen3 has ceased to be the best model.",
        "Qwen3 lost its place as the best model.",
        "Qwen3 gave up its position as the top model.",
        "Qwen3 was overtaken as the best model.",
    ],
)
def test_a_first_place_that_is_lost_is_denied(text):
    assert read(text) == ([FIRST], Polarity.NEGATED)


@pytest.mark.parametrize(
    "text",
    [
        "Qwen3 used to be the best model.",
        "Qwen3 was once the best model.",
        "Qwen3 was formerly the leading model.",
        "Qwen3 was the best model until May.",
    ],
)
def test_a_first_place_of_the_past_is_none_of_today(text):
    assert read(text) == ([OTHER], Polarity.ASSERTED)


def test_who_takes_the_place_of_another_is_first():
    assert read("Qwen3 replaced Llama 3 as the fastest model.") == ([FIRST], Polarity.ASSERTED)
    assert read("No model beats Qwen3.") == ([FIRST], Polarity.ASSERTED)
    assert read("Qwen3 is not only the best model but also cheap.")[1] is Polarity.ASSERTED


@pytest.mark.parametrize(
    "text",
    ["Qwen3 beats Llama 3 but does not beat GPT-4o.", "Qwen3 does not beat GPT-4o but beats Llama 3."],
)
def test_a_sentence_that_asserts_one_and_denies_another_says_what_is_so(text):
    compared = find_comparisons(view(text))

    assert compared.polarity is Polarity.ASSERTED
    assert {(c.relation, c.objects) for c in compared.comparisons} == {
        (UP, ("Llama 3",)),
        (DOWN, ("GPT-4o",)),
    }


def test_what_is_added_in_a_participle_is_not_denied():
    relations, polarity = read("Qwen3 is not the best model, trailing Llama 3.")

    assert (relations, polarity) == ([OTHER, DOWN], Polarity.ASSERTED)


def test_a_sentence_without_comparison_stands_to_none():
    assert read("Qwen3 is open.") == ([], None)


def test_what_neither_of_two_matches_need_not_be_first():
    assert read("Neither matches the Lark on range.") == ([], None)
