"""Tests of the cues: no text that holds something is passed over."""

from __future__ import annotations

import re

import pytest

from claims.pipeline.extraction.cues import in_small, matches, words_of
from claims.pipeline.extraction.relations import RULES, fit_rules

# A sentence for every rule that compares, in the order of the rules.
SENTENCES = (
    "Kestrel-2 is Easily Outclassed by Heron-1.",
    "Kestrel-2 matches or even beats Heron-1.",
    "Kestrel-2 edges out or rivals Heron-1, or surpasses or matches it.",
    "Kestrel-2 falls well short of Heron-1.",
    "Kestrel-2 edged out Heron-1.",
    "Kestrel-2 pulled ahead of Heron-1.",
    "Kestrel-2 is on a par with Heron-1.",
    "Kestrel-2 brings enhancements over Heron-1.",
    "Kestrel-2 holds its own against Heron-1.",
    "Kestrel-2 is superior in every test relative to Heron-1.",
    "It shows strong performance even against Heron-1.",
    "Kestrel-2 is more verbose than Heron-1.",
    "Kestrel-2 is different from Heron-1.",
    "Kestrel-2 is less brittle than Heron-1.",
    "Kestrel-2 is inferior to Heron-1.",
    "Kestrel-2 is preferable to Heron-1.",
    "UNLIKE Heron-1, Kestrel-2 is open.",
    "Just like Heron-1, Kestrel-2 is open.",
    "Relative to Heron-1, Kestrel-2 is fast.",
    "Kestrel-2 ranks #3 there.",
    "Kestrel-2 takes the #1 spot.",
    "Kestrel-2 dominates the leaderboard.",
    "Kestrel-2 is the No. 1 model.",
    "Kestrel-2 achieves state-of-the-art results.",
    "The largest of them is Kestrel-2.",
    "Kestrel-2 set a new world record in sorting.",
    "Kestrel-2 offers much higher throughput.",
    "This underscores the superiority of Kestrel-2.",
    "Kestrel-2 is closer to Heron-1.",
)


@pytest.mark.parametrize(("number", "sentence"), list(enumerate(SENTENCES)))
def test_a_sentence_that_a_rule_fits_has_one_of_its_cues(number: int, sentence: str) -> None:
    assert next(RULES[number].find(sentence), None)
    assert RULES[number] in fit_rules(words_of(sentence))


def test_every_rule_has_its_sentence_here() -> None:
    assert len(SENTENCES) == len(RULES)


def test_a_capital_is_asked_for_where_only_a_name_makes_it_a_comparison() -> None:
    rule = RULES[28]
    assert next(rule.find("Kestrel-2 versus Heron-1"), None)
    assert not next(rule.find("right versus wrong"), None)


def test_a_sentence_without_cues_is_searched_by_no_rule() -> None:
    assert fit_rules(words_of("About a hundred people waited outside in the forest.")) == []


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
