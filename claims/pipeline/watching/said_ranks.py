"""Said ranks: whether a claim says the place of a row: "ranks first", "2nd place", "No. 3"."""

from __future__ import annotations

import re

from claims.pipeline.watching.exclusive_words import ORDINALS

_ORDINAL = r"(?P<{}>\d{{1,4}}(?:st|nd|rd|th)|[^\W\d_]{{5,9}})"
_SAID = re.compile(
    r"\b(?:rank(?:s|ed|ing)?|plac(?:es|ed)|finish(?:es|ed)?|c[ao]mes?)\s(?:[a-z]{2,3}\s){0,2}"
    + _ORDINAL.format("behind")
    + r"\b|\b"
    + _ORDINAL.format("before")
    + r"[\s-](?:place|rank)\b|(?:#|\bNo\.?\s|\bnumber\s)(?P<number>\d{1,4}|one|two|three)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_CARDINALS = {"one": 1, "two": 2, "three": 3}


def says_rank(text: str, rank: int) -> bool:
    """Whether a text says that something has this place in an order."""
    return rank > 0 and any(
        rank == _number_of(said[said.lastgroup or 0].lower()) for said in _SAID.finditer(text)
    )


def _number_of(word: str) -> int:
    """The place that a word says; 0 if it says none."""
    digits = _DIGITS.match(word)
    return int(digits[0]) if digits else ORDINALS.get(word) or _CARDINALS.get(word, 0)
