"""Long forms are found by their initials."""

from __future__ import annotations

import pytest

from claims.pipeline.extraction.abbreviations import find_abbreviations


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("the Bank of Norland (BoN) said", ("Bank of Norland", "BoN")),
        ("on Graduate-Level Google-Proof Q&A (GPQA) it", ("Graduate-Level Google-Proof Q&A", "GPQA")),
        (
            "the Centers for Port Control and Safety (CPC) said",
            ("Centers for Port Control and Safety", "CPC"),
        ),
        ("on DROP (Discrete Reasoning Over Paragraphs) it", ("Discrete Reasoning Over Paragraphs", "DROP")),
        ("many Large Harbour Models (LHMs) there", ("Large Harbour Models", "LHMs")),
    ],
)
def test_long_form_begins_with_the_first_initial(text: str, pair: tuple[str, str]) -> None:
    (found,) = find_abbreviations(text)

    assert (text[found.start : found.end], text[found.short_start : found.short_end]) == pair


@pytest.mark.parametrize(
    "text",
    [
        "Corvid Motors (MSFT) said",
        "the Harbour Party (see below)",
        "Corvid (the maker)",
        "it grew (USA)",
        "a big model (LHM) there",
    ],
)
def test_other_brackets_abbreviate_nothing(text: str) -> None:
    assert list(find_abbreviations(text)) == []


@pytest.mark.parametrize("piece", [" (AB)", "Aa (AA) ", "A (B", "Word "])
def test_nonsense_ends(piece: str) -> None:
    text = piece * 5000

    assert all(found.start < found.end for found in find_abbreviations(text))
