"""Wording changes: whether a wording that took the place of another says the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from claims.pipeline.extraction.cues import cues
from claims.pipeline.watching.exclusive_words import has_exclusive_words
from claims.pipeline.watching.figures import compare_figures, has_same_numbers
from claims.pipeline.watching.folding import ASCII_DIGITS, letters_of
from claims.pipeline.watching.opposites import count_negations, has_opposite, has_opposite_signs
from claims.pipeline.watching.written_forms import plain_bounds, plain_forms
from claims.pipeline.watching.written_values import find_values, visible
from claims.vocabulary import ValuesState

_MARKER = re.compile(r"\[\d{1,4}(?:\s?[,–-]\s?\d{1,4}){0,20}\]")
_UNCASED = re.compile(r"[\u0590-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_GERMAN = cues("der die das und ist mit den von ein eine im auf für nicht dem des um bei aus zum zur sich")
# Words that begin a sentence with a capital, and stand for a name rather than being one.
_NO_NAMES = cues(
    "the a an this that these those it its he she they we our his her their in on at of for from by with as and but or if when while after before since many most some all "
    "more than one two there here today yesterday now i le la les un une des il elle ils ce cette el los las una su este esta der die das ein eine er sie es dieser diese o os as um uma ele ela lo gli i uno"
)  # fmt: skip
_MAX_CHARACTERS = 5000
_TYPO = 80.0
_MIN_KEPT = 0.6


class WordingChange(IntEnum):
    """How far a wording is from another: none in letters and numbers; the same values written in another way; other words;
    other figures; a negation, an opposite or another name."""

    NONE = 0
    REWRITTEN = 1
    REWORDED = 2
    REFIGURED = 3
    REVERSED = 4


@lru_cache(maxsize=256)
def change_of_wording(before: str, after: str, *, language: str = "") -> WordingChange:
    """What another wording changes of what a passage says."""
    before, after = before[:_MAX_CHARACTERS], after[:_MAX_CHARACTERS]
    if letters_of(before) == letters_of(after) and has_same_numbers(before, after, language=language):
        return WordingChange.NONE
    before, after = plain_forms(before), plain_forms(after)
    if _canonical(before, language) == _canonical(after, language):
        return WordingChange.REWRITTEN
    if _is_reversed(before, after):
        return WordingChange.REVERSED
    figures = compare_figures(before, after, language=language)
    is_refigured = figures.state in (ValuesState.CHANGED, ValuesState.ABSENT)
    return WordingChange.REFIGURED if is_refigured else WordingChange.REWORDED


def _canonical(text: str, language: str) -> tuple[object, ...]:
    """The letters between the numbers of a text, and the numbers by value and unit."""
    text = _MARKER.sub(" ", visible(text)).translate(ASCII_DIGITS)
    parts: list[object] = []
    end = 0
    for value in find_values(text, language=language):
        parts += [letters_of(text[end : value.start]), value.value, value.unit]
        end = value.end
    return (*parts, letters_of(text[end:]))


def _is_reversed(before: str, after: str) -> bool:
    """Whether the new wording negates the old one, says the opposite, or says it of another name."""
    before, after = plain_bounds(before), plain_bounds(after)
    were, are = _WORD.findall(before), _WORD.findall(after)
    was, now = ([word.casefold().replace("’", "'") for word in words] for words in (were, are))
    if count_negations(was, before) != count_negations(now, after):
        return True
    lost, gained = Counter(was) - Counter(now), Counter(now) - Counter(was)
    if has_opposite(lost, gained) or _has_swapped_names(were, are):
        return True
    if has_exclusive_words(_words_beside_values(before, lost), _words_beside_values(after, gained)):
        return True
    if _UNCASED.search(before):
        return _is_reversed_without_case(before, after)
    return _has_other_name(were, are)


def _words_beside_values(text: str, words: Collection[str]) -> list[str]:
    """Those of the words that are no part of a number: "million" of "per million"."""
    values = find_values(text)
    stretches = pairwise([0, *(place for value in values for place in (value.start, value.end)), len(text)])
    beside = " ".join(text[start:end] for start, end in list(stretches)[::2])
    return [word for word in map(str.casefold, _WORD.findall(beside)) if word in words]


def _has_swapped_names(were: Sequence[str], are: Sequence[str]) -> bool:
    """Whether the same words stand in another order, with two names in each other's place."""
    if Counter(were) != Counter(are):
        return False
    changed = [word for word, other in zip(were, are, strict=True) if word != other]
    return bool(changed) and all(map(_is_written_as_name, changed))


def _has_other_name(were: Sequence[str], are: Sequence[str]) -> bool:
    is_german = any(word.casefold() in _GERMAN and not word.isupper() for word in were)
    matcher = SequenceMatcher(None, were, are, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "replace":
            old = _names(were, first, last, is_german=is_german)
            new = _names(are, start, end, is_german=is_german)
            if not old or not new or _is_same_name(" ".join(old), " ".join(new)):
                continue
            behind = are[are.index(new[-1], start) + 1 : end + 1]
            # "Figures show that 70 cars used the Lune ferry": the sentence names who says it, and its old subject later.
            if "that" not in behind or not set(old) <= set(are[end:]):
                return True
    return False


def _names(words: Sequence[str], start: int, end: int, *, is_german: bool) -> list[str]:
    """The names among some words. German writes every noun with a capital: only the first word tells there."""
    return [
        words[i]
        for i in range(start, end)
        if _is_written_as_name(words[i]) and (not is_german or i == 0 or not words[i][1:].islower())
    ]


def _is_written_as_name(word: str) -> bool:
    is_capital = word[:1].isupper() and word.casefold() not in _NO_NAMES and not word[0].isdigit()
    return is_capital and not find_values(word)


def _is_same_name(one: str, other: str) -> bool:
    """Whether one name is the other, corrected by a letter or shortened: "US", "United States"."""
    short, long = sorted((one, other), key=len)
    initials = "".join(word[0] for word in long.split())
    is_plural = one.endswith("s") and other.endswith("s") and " " not in one + other
    return (
        is_plural
        or letters_of(short) == letters_of(initials)
        or set(short.split()) <= set(long.split())
        or fuzz.ratio(one, other) >= _TYPO
    )


def _is_reversed_without_case(before: str, after: str) -> bool:
    """Of scripts without capitals: an opposite, or another beginning of a sentence that goes on as it did."""
    old, new = letters_of(before), letters_of(after)
    start = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    end = next(
        (i for i, (a, b) in enumerate(zip(old[::-1], new[::-1], strict=False)) if a != b),
        min(len(old), len(new)),
    )
    end = min(end, len(old) - start, len(new) - start)
    lost, gained = old[start : len(old) - end], new[start : len(new) - end]
    if has_opposite_signs(lost, gained):
        return True
    is_kept = end >= _MIN_KEPT * max(len(old), len(new))
    return (
        start == 0 and is_kept and min(len(lost), len(gained)) > 1 and lost[0] not in "该這这那本其此他她它"
    )
