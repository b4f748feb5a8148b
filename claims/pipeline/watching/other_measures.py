"""Other measures: whether a heading that took the place of another names something else than the claim says."""

from __future__ import annotations

import re
from functools import lru_cache

from claims.pipeline.extraction.magnitudes import factor_of
from claims.pipeline.extraction.mentions import find_mentions, is_known_name
from claims.pipeline.fingerprint import name_key
from claims.pipeline.watching.exclusive_words import has_exclusive_words
from claims.pipeline.watching.opposites import has_opposite
from claims.vocabulary import EntityKind

_MAX_CHARACTERS = 2000
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def is_other_measure(heading: str, other: str, claim: str) -> bool:
    """Whether `other` names another benchmark or year than a heading did, or an opposite ("Imports", "Exports"), and the claim
    says what the heading named. Other words for the same, and words that are added, are none."""
    if heading == other or not heading:
        return False
    heading, other, claim = (text[:_MAX_CHARACTERS] for text in (heading, other, claim))
    return (
        _has_other_word(heading, other, claim)
        or _is_other(_years(heading), _years(other), _years(claim))
        or _is_other(_benchmarks(heading), _benchmarks(other), _benchmarks(claim))
    )


def _has_other_word(heading: str, other: str, claim: str) -> bool:
    were, are, said = (_words(text) for text in (heading, other, claim))
    lost, gained = were - are, are - were
    return any(
        differ(lost, gained) and differ(said, gained) and not differ(said, lost)
        for differ in (has_exclusive_words, has_opposite)
    )


def _is_other(were: frozenset[str], are: frozenset[str], said: frozenset[str]) -> bool:
    return bool(were & said) and bool(are) and not are & (were | said)


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:
    """The words of a text, case folded, without sizes."""
    words = _WORD.findall(_HUMP.sub(" ", text).casefold())
    return frozenset(word for word in words if factor_of(word) == 1)


def _years(text: str) -> frozenset[str]:
    return frozenset(_YEAR.findall(text))


@lru_cache(maxsize=1024)
def _benchmarks(text: str) -> frozenset[str]:
    """The keys of the known benchmarks that a text names."""
    return frozenset(
        name_key(mention.canonical)
        for mention in find_mentions(text)
        if mention.kind is EntityKind.BENCHMARK and is_known_name(mention.canonical)
    )
