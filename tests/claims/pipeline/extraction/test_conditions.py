"""The words of a sentence that limit when, where or how it holds."""

from __future__ import annotations

import pytest

from claims.pipeline.extraction.conditions import conditions_of


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("It scores 89.4 on MMLU.", set()),
        ("In March 2025 it scored 89.4 (5-shot).", {"march", "2025", "5-shot"}),
        ("Revenue grew in Q3 2024.", {"q3", "2024"}),
        ("61.2 pass@1 on the Test Set with CoT.", {"pass@1", "test set", "cot"}),
        ("The base model has 37B activated parameters.", {"base", "activated"}),
        ("Marching on, 12024 people may read it.", set()),
    ],
)
def test_conditions_are_found(text: str, conditions: set[str]) -> None:
    assert conditions_of(text) == conditions
