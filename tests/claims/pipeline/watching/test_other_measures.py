"""A heading that names another benchmark, year or opposite than the claim says is told; other words for the same are not."""

import pytest

from claims.pipeline.watching.other_measures import is_other_measure


@pytest.mark.parametrize(
    ("heading", "other", "claim"),
    [
        ("MMLU", "MMLU-Pro", "Heron-2 scores 71.4 on MMLU."),
        ("MMLU (%)", "MMLU Pro (%)", "Heron-2 scores 71.4% on the MMLU benchmark."),
        ("HumanEval", "MBPP", "Heron-2 scores 71.4 on HumanEval."),
        ("AIME 2024", "AIME 2025", "Heron-2 scores 71.4 on AIME 2024."),
        ("Population (2023)", "Population (2024)", "Norland had 48 people in 2023."),
        ("Imports (million)", "Exports (million)", "Norland imported goods for 48 million."),
        ("median_income", "mean_income", "The median income is 48."),
        ("Profit", "Loss", "Corvid made a profit of 48 million."),
    ],
)
def test_another_measure_than_the_claim_says_is_told(heading, other, claim):
    assert is_other_measure(heading, other, claim)


@pytest.mark.parametrize(
    ("heading", "other", "claim"),
    [
        ("MMLU", "MMLU (%)", "71.4 on MMLU"),
        ("MMLU", "Score on MMLU", "71.4 on MMLU"),
        ("MMLU", "MMLU 5-shot", "71.4 on MMLU"),
        ("MMLU", "Knowledge", "71.4 on MMLU"),
        ("MMLU-Pro", "MMLU Pro CoT", "71.4 on MMLU-Pro"),
        ("ARC-C", "ARC-Challenge", "71.4 on ARC-C"),
        ("TriviaQA", "TQA", "71.4 on TriviaQA"),
        ("AIME", "AIME 2024", "71.4 on AIME"),
        ("AIME 2024", "AIME '24", "71.4 on AIME 2024"),
        ("2023", "2023/24", "48 cases in 2023"),
        ("Exports (2015 prices)", "Exports (2020 prices)", "Exports came to 48 in 2023."),
        ("Passengers (million)", "Passengers (thousand)", "48 million passengers"),
        ("Average income", "Mean income", "The average income is 48."),
        ("Cases", "Infections", "48 cases"),
        ("Imports", "Exports", "Goods for 48 million crossed the border."),
        ("MMLU", "MMLU-Pro", "Heron-2 scores 71.4."),
        ("MMLU", "MMLU-Pro", "Heron-2 scores 71.4 on MMLU-Pro and 80 on MMLU."),
        ("", "MMLU", "71.4 on MMLU-Pro"),
    ],
)
def test_other_words_for_what_the_claim_says_are_no_other_measure(heading, other, claim):
    assert not is_other_measure(heading, other, claim)
