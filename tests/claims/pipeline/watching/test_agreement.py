"""Whether a claim that has the words of a sentence says the same."""

from __future__ import annotations

import pytest

from claims.pipeline.watching.agreement import (
    SaidComparison,
    Saying,
    has_figures_and_versions,
    in_one_direction,
    is_same_text,
    says_the_same,
    similarity,
)
from claims.vocabulary import Polarity


def saying(text: str, *comparisons: tuple[str, str, str], polarity: Polarity | None = None) -> Saying:
    return Saying(text, polarity, frozenset(in_one_direction(*each) for each in comparisons))


@pytest.mark.parametrize(
    ("sentence", "claim", "expected"),
    [
        ("Model-5 beats Heron-1", "On MMLU, Model-5 beats Heron-1.", True),
        ("Heron-1 beats Model-5", "On MMLU, Model-5 beats Heron-1.", False),
        ("Model-5 beats Heron-1", "On MMLU, Model-5 never beats Heron-1.", False),
        ("Model-5 does not beat Heron-1", "Model-5 clearly does not beat Heron-1.", True),
        ("Qwen2.5 beats GPT-4o", "Clearly, Qwen2.5 beats GPT-4o.", True),
        ("Qwen2.5 beats GPT-4o", "Clearly, Qwen2.5-Max beats GPT-4o.", False),
        ("Qwen2.5 beats GPT-4o", "Clearly, Qwen2.5 Max beats GPT-4o.", False),
        ("Qwen 2.5 beats Llama", "Clearly, Qwen 2.5 beats Llama.", True),
        ("Qwen 2.5 beats Llama", "Clearly, Qwen 2.5 Max beats Llama.", False),
        ("Claude 3 beats Llama", "Clearly, Claude 3.5 beats Llama 3.", False),
        ("Kestrel-2 scores 71.4%", "Kestrel-2 now scores 71.4 % in 2024.", True),
        ("Kestrel-2 scores 71.4%", "Kestrel-2 now scores 71.4 points, not 17%.", False),
        ("Kestrel-2 cost 5 million in 2024", "In 2024 Kestrel-2 did cost 5 million.", True),
        ("Kestrel-2 cost 5 million in 2024", "In 2025 Kestrel-2 did cost 5 million.", False),
        ("GridReason Kestrel-2 71.4%", "Kestrel-2 scores 71.4% on GridReason.", True),
    ],
)
def test_figures_versions_polarity_and_order_agree(sentence: str, claim: str, expected: bool) -> None:
    agrees = has_figures_and_versions(sentence, claim) and says_the_same(saying(sentence), saying(claim))

    assert agrees is expected


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        (("GPT-4o", "outperforms", "Qwen3"), False),
        (("Qwen3", "outperforms", "GPT-4o"), True),
        (("GPT 4o", "underperforms", "Qwen 3"), True),
        (("Qwen3", "outperforms", "Llama"), False),
    ],
)
def test_what_is_read_decides_the_direction(comparison: tuple[str, str, str], expected: bool) -> None:
    sentence = saying("Qwen3 beat the GPT-4o", ("Qwen3", "outperforms", "GPT-4o"))

    assert says_the_same(sentence, saying("GPT-4o and Qwen3 beat it.", comparison)) is expected


def test_parity_has_no_direction() -> None:
    assert in_one_direction("B", "matches", "A") == in_one_direction("A", "matches", "B")
    assert in_one_direction("A", "underperforms", "B") == SaidComparison("b", "outperforms", "a")


def test_a_polarity_that_was_read_goes_before_the_words() -> None:
    claim = saying("It is not only Model-5 that is fast.", polarity=Polarity.ASSERTED)

    assert says_the_same(saying("Model-5 is fast"), claim)
    assert not says_the_same(saying("Model-5 is fast", polarity=Polarity.DISPUTED), claim)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("It is “5 %”.", 'it is "5 %"', True),
        ("It is 5 percent", "It is 5%.", True),
        ("It is 5 per cent", "It is 5%.", True),
        ("It is -5%", "It is 5%", False),
        ("A, B", "A B", False),
    ],
)
def test_texts_are_the_same_whatever_their_typography(one: str, other: str, expected: bool) -> None:
    assert is_same_text(one, other) is expected


def test_similarity_is_one_for_the_same_words_in_another_order() -> None:
    assert similarity("Tokens: 12 trillion", "12 trillion tokens:") == 1
    assert similarity("12 trillion tokens", "Kestrel-2 was trained on 12 trillion tokens") == pytest.approx(
        0.59, abs=0.01
    )
