"""When two texts, names or claims count as the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claims.pipeline import fingerprint


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kestrel flies.", "kestrel  flies"),
        ("“Kestrel” flies", '"Kestrel" flies.'),
        ("Kestrel\u00ad flies", "Kestrel flies"),
        ("a–b", "a-b"),
    ],
)
def test_spellings_of_one_text_are_one_claim(one: str, other: str) -> None:
    assert fingerprint.identity_key(one, None) == fingerprint.identity_key(other, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [("It has 9 wings.", "It has 8 wings."), ("It flies.", "It never flies."), ("GPT-4", "GPT-4o")],
)
def test_another_figure_or_word_is_another_claim(one: str, other: str) -> None:
    assert fingerprint.identity_key(one, None) != fingerprint.identity_key(other, None)


def test_the_same_propositions_in_another_order_are_the_same_claim() -> None:
    assert fingerprint.identity_key("One way.", ["a", "b"]) == fingerprint.identity_key(
        "Another.", ["b", "a", "a"]
    )


def test_numbers_count_by_value_not_by_spelling() -> None:
    assert fingerprint.proposition_key([Decimal("1E+3"), None]) == fingerprint.proposition_key(
        [Decimal("1000.0"), ""]
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("GPT-4o", "gpt 4O", True),
        ("Claude 3.5 Sonnet", "claude-3.5-sonnet", True),
        ("Qwen2.5", "Qwen25", False),
        ("Qwen2.5-Max", "Qwen2.5", False),
        ("C++", "C", False),
        ("Arena-Hard", "Arena\u2011Hard", True),
    ],
)
def test_names_fold_case_spaces_and_hyphens_but_no_digits_or_signs(one: str, other: str, same: bool) -> None:
    assert (fingerprint.name_key(one) == fingerprint.name_key(other)) is same


def test_what_is_denied_is_not_the_same_claim_as_what_is_asserted():
    asserted, negated, disputed = (
        fingerprint.identity_key("a", ["one"], polarity=polarity)
        for polarity in ("asserted", "negated", "disputed")
    )

    assert asserted == fingerprint.identity_key("b", ["one"])
    assert len({asserted, negated, disputed}) == 3


@pytest.mark.parametrize(
    "text",
    ["", " \n\t", "\u200b\u2060", "\ufeff\u00a0", "\u3164", "\u2800", "\u0301", "\x00", "\u200b" * 200],
)
def test_a_text_of_which_nothing_is_seen_is_blank(text: str) -> None:
    assert fingerprint.is_blank(text)


@pytest.mark.parametrize("text", ["0", "…", "中", "👍", "\u200bno", " " * 200 + "."])
def test_a_text_with_one_visible_character_is_not_blank(text: str) -> None:
    assert not fingerprint.is_blank(text)
