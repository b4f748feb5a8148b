import pytest

from claims.pipeline.extraction.grammar.phrases import (
    bare,
    examples,
    listed,
    name_in,
    phrase,
    through_aspect,
    whole,
    written,
)
from tests.claims.pipeline.extraction.views import word


def test_a_list_is_all_its_members():
    first = word("It beats Kestrel-2, Heron-1 and GPT-4o.", "Kestrel-2")

    assert [one.text for one in listed(first)] == ["Kestrel-2", "Heron-1", "GPT-4o"]


@pytest.mark.parametrize("sign", ["like", "such as", "including"])
def test_examples_stand_behind_their_class(sign):
    rivals = word(f"It beats rivals {sign} Kestrel-2 and Heron-1.", "rivals")

    assert [one.text for one in examples(rivals)] == ["Kestrel-2", "Heron-1"]


@pytest.mark.parametrize(
    ("text", "noun", "owner"),
    [
        ("It matches the performance of Kestrel-2.", "performance", "Kestrel-2"),
        ("It is above the scores of Kestrel-2.", "scores", "Kestrel-2"),
        ("It matches Kestrel-2's performance.", "performance", "Kestrel-2"),
        ("It beats most of the rivals.", "most", "rivals"),
        ("It eats an apple.", "apple", "apple"),
    ],
)
def test_performance_gives_way_to_whose_it_is(text, noun, owner):
    assert through_aspect(word(text, noun)).text == owner


def test_a_family_is_called_by_its_name_and_other_models_are_not():
    assert name_in(word("The Qwen family grew.", "family")).text == "Qwen"
    assert name_in(word("It beats earlier Qwen models.", "models")) is None


def test_a_noun_is_written_without_its_article():
    text = "The large editing market grew."

    assert (written(text, word(text, "market")), whole(text, word(text, "market"))) == (
        "large editing market",
        "The large editing market",
    )


def test_an_apposition_names_its_noun():
    text = "The math model, Kestrel-2-Math, grew."

    assert written(text, word(text, "model")) == "Kestrel-2-Math"


def test_a_phrase_keeps_what_belongs_to_its_noun():
    text = "Demand for nurses grew."

    assert phrase(text, word(text, "Demand")) == "Demand for nurses"


def test_bare_words_have_no_articles_and_signs():
    assert bare("the  “same old” thing,") == "same old” thing"
