"""Which capitalised words name no entity."""

from __future__ import annotations

import pytest

from claims.pipeline.extraction.concepts import is_abstract, is_acronym, is_concept


@pytest.mark.parametrize(
    "words",
    [
        "AI",
        "3D",
        "LLMs",
        "Artificial Intelligence",
        "Agentic AI",
        "Generative AI",
        "Machine Learning",
        "Data Science",
        "AI Agents",
        "7B",
        "GW",
        "Room 101",
        "Flight KX 204",
        "Chinese",
        "March\u00a02025",
        "Ende März 2025",
    ],
)
def test_general_terms_amounts_and_numbered_parts_are_concepts(words: str) -> None:
    assert is_concept(words)


@pytest.mark.parametrize(
    "words",
    [
        "Zyphra AI",
        "EU AI Act",
        "Qwen2.5",
        "Corvid",
        "Norland Data Centre",
        "Scale AI",
        "Machine Harbour Institute",
        "March Networks",
        "Mai Tran",
    ],
)
def test_names_are_no_concepts(words: str) -> None:
    assert not is_concept(words)


def test_acronyms_have_a_plural() -> None:
    assert is_acronym("GPUs")
    assert not is_acronym("MMLU")


def test_abstract_nouns_open_sentences() -> None:
    assert is_abstract("Turnout")
    assert is_abstract("Inflation")
    assert not is_abstract("Corvid")
