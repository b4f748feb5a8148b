"""Cues: the words and signs of a sentence, by which it is told cheaply what it cannot hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+|#")
# Every stage asks for the words of the sentence that it is given, so those of the last few texts are kept.
_REMEMBERED = 16


def cues(words: str) -> frozenset[str]:
    """Words between spaces, of which a text that is worth a search holds one."""
    return frozenset(words.split())


@lru_cache(maxsize=_REMEMBERED)
def words_of(text: str) -> frozenset[str]:
    """The words of `text` case folded, parted at whatever is no letter: "state-of-the-art" is four; "#" is one, too."""
    return frozenset(_WORD.findall(text.casefold()))


@lru_cache(maxsize=_REMEMBERED)
def in_small(text: str) -> str:
    """`text` in small letters, every one in its place: a capital that would become two letters stays."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return small


def matches(
    pattern: re.Pattern[str], sign: re.Pattern[str], lead: int, text: str, start: int, end: int
) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` finds, where each match has a `sign` behind `lead` characters at most; the rest is passed over."""
    while first := sign.search(text, start, end):
        match = pattern.search(text, max(start, first.start() - lead), end)
        if not match:
            return
        yield match
        start = match.end()
