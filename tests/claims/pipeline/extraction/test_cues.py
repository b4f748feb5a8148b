"""Tests of the cues: no text that holds something is passed over."""

from __future__ import annotations

import re

from claims.pipeline.extraction.cues import in_small, matches, words_of


def test_words_are_parted_at_whatever_is_no_letter() -> None:
    assert words_of("State-of-the-Art: #1 in GPT4o, isn’t it?") == {
        *("state", "of", "the", "art", "#", "in", "gpt", "o", "isn", "t", "it")
    }


def test_small_letters_stand_where_the_capitals_stood() -> None:
    assert in_small("İSTANBUL Labs") == "İstanbul labs"


def test_matches_are_those_of_a_plain_search() -> None:
    pattern, sign = re.compile(r"(?<!x)(?:[$€] )?\d+"), re.compile(r"\d")
    text = "x1 costs € 25, x2 costs $ 7 or 8"
    found = [match[0] for match in matches(pattern, sign, 2, text, 0, len(text))]
    assert found == ["€ 25", "$ 7", "8"]


def test_matches_stay_between_the_two_places() -> None:
    pattern = sign = re.compile(r"\d+")
    assert [match[0] for match in matches(pattern, sign, 0, "12 34 56", 1, 7)] == ["2", "34", "5"]
