"""First reading: a passage that was pinned before its source was read is held against the source's first text."""

from __future__ import annotations

from claims.pipeline.watching.folding import fold, letters_of
from claims.pipeline.watching.json_pairs import row_of_pair
from claims.pipeline.watching.passages import find_passage, passage_at
from claims.values import Passage
from claims.vocabulary import PassageState

MAX_RANGE = 5000
"""The most letters of a passage that is given by its first and its last words."""

GAP = " … "
"""Stands in a passage for what lies between its first and its last words."""

ABSENT = frozenset({PassageState.ALTERED, PassageState.MISSING})
"""The states of words that are not in a text."""


def has_stood(text: str, passage: Passage) -> bool:
    """Whether a passage stands in a text that its source had; never in an empty one."""
    return bool(text) and find_passage(text, passage).state not in ABSENT


def whole_range(text: str, passage: Passage) -> Passage:
    """The whole passage that is given as "first words … last words", or as a key of JSON with its value, as the text has it.

    Another passage without a gap, one that the text has as it is written, and one whose words it has not stay as they are.
    """
    if row := row_of_pair(text, passage.exact):
        return passage_at(text, *row)
    first_words, gap, last_words = passage.exact.partition(GAP)
    page, first, last = fold(text), letters_of(first_words), letters_of(last_words)
    if not (gap and first and last) or first + last in page.letters:
        return passage
    before, after = letters_of(passage.prefix), letters_of(passage.suffix)
    start = page.letters.find(first)
    while start >= 0:
        end = page.letters.find(last + after, start + len(first), start + MAX_RANGE)
        if end >= 0 and page.letters.endswith(before, 0, start):
            span = page.span(start, end + len(last))
            if not _is_cut(text, *span):
                return passage_at(text, *span)
        start = page.letters.find(first, start + 1)
    return passage


def _is_cut(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins or ends within a word."""
    left, right = text[start - 1 : start + 1] if start else "", text[end - 1 : end + 1]
    return (len(left) == 2 and left.isalnum()) or (len(right) == 2 and right.isalnum())
