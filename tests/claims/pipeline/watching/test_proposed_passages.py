"""Proposed passages: the sentence with the claim's names, figures and words."""

import pytest

from claims.pipeline.watching.proposed_passages import propose_passage

QWEN = "Qwen2.5-Max was pretrained on over 20 trillion tokens of carefully chosen text."
PAGE = f"""Alibaba's new model

The company showed its flagship model on Wednesday. {QWEN} It is offered through an interface.

Prices were not announced. Analysts expect an answer of the competitors within weeks.
"""


def test_sentence_with_the_claims_names_and_figures_is_proposed():
    passage = propose_passage(
        "Qwen2.5-Max was pretrained on more than 20T tokens of text", ("Qwen2.5-Max",), ("20T",), PAGE
    )

    assert passage.exact == QWEN
    assert passage.prefix.endswith("on Wednesday. ")


@pytest.mark.parametrize(
    ("claim", "names", "figures"),
    [
        ("Qwen2.5-Max was pretrained on over 18 trillion tokens of text", ("Qwen2.5-Max",), ("18 trillion",)),
        ("DeepSeek was pretrained on over 20 trillion tokens of text", ("DeepSeek",), ("20 trillion",)),
        ("Qwen2.5-Max costs less than every rival on the market", ("Qwen2.5-Max",), ()),
        ("", (), ()),
    ],
)
def test_nothing_is_proposed_where_name_figure_or_words_are_missing(claim, names, figures):
    assert propose_passage(claim, names, figures, PAGE) is None


def test_best_of_several_sentences_is_proposed():
    page = (
        "The model has 72 billion parameters.\nThe largest model of the family has 72 billion parameters.\n"
    )

    passage = propose_passage(
        "The family's largest model has 72 billion parameters", (), ("72 billion",), page
    )

    assert passage.exact == "The largest model of the family has 72 billion parameters."
