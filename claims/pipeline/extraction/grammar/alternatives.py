"""Alternatives: what a sentence says of a thing that could stand in another's place, or that it sees beside the other."""

from __future__ import annotations

from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import own_subject, subject_of, verb_above
from claims.pipeline.extraction.grammar.comparing import is_rival
from claims.pipeline.extraction.grammar.findings import DOWN, UP, Finding, pattern
from claims.pipeline.extraction.grammar.gradings import degree
from claims.pipeline.extraction.grammar.negation import is_negated
from claims.pipeline.extraction.grammar.phrases import listed, preps
from claims.pipeline.extraction.grammar.tree import SUBJECTS, Word
from claims.pipeline.extraction.lexicon import BAD_QUALITIES, BLAMING_WORDS, PRAISING_WORDS
from claims.vocabulary import Relation

_ALTERNATIVES = frozenset(
    {"alternative", "alternatives", "replacement", "replacements", "substitute", "substitutes"}
)
_BUT = frozenset({"but", "only", "just", "except"})
_SAID = frozenset({"acomp", "advmod", "attr", "oprd", "xcomp"})
_OPENING = 2


@pattern(*_ALTERNATIVES)
def alternative(word: Word) -> Iterator[Finding]:
    """ "X is a better alternative to Y", "a cheaper substitute for Y is X"."""
    graded = _comparative(word)
    prep = next(preps(word, "to", "for"), None) if graded is not None else None
    rival = prep.child("pobj") if prep is not None else None
    if graded is None or rival is None or not is_rival(rival):
        return
    relation, aspect = degree(graded)
    if (subject := _which(word)) is not None:
        yield Finding(relation, graded, subject, tuple(listed(rival)), aspect)


def _comparative(noun: Word) -> Word | None:
    """ "A better alternative", "a more reliable alternative": the word that grades it."""
    for quality in noun.all("amod"):
        if quality.tag == "JJR":
            return quality
        more = quality.child("advmod")
        if more is not None and more.small in {"more", "less"}:
            return more
    return None


def _which(noun: Word) -> Word | None:
    """What is the alternative: the subject of "X is an alternative", what "an alternative is X" names."""
    if noun.dep in SUBJECTS and noun.head is not None:
        return noun.head.child("attr")
    return noun.head if noun.dep == "appos" else subject_of(noun)


@pattern()
def alike_but(word: Word) -> Iterator[Finding]:
    """ "X is like Y, but better", "X is just like Y, only faster"."""
    like = _like_before(word) if word.tag in {"JJR", "RBR"} else None
    rival = like.child("pobj") if like is not None else None
    if like is None or like.head is None or rival is None or not is_rival(rival):
        return
    between = {near.small for near in (*like.head.children, *word.children, *like.subtree())}
    has_than = any(below.small == "than" for below in word.subtree())
    if not (_BUT.isdisjoint(between) or has_than):
        relation, aspect = degree(word)
        yield Finding(relation, word, subject_of(like.head), tuple(listed(rival)), aspect)


def _like_before(graded: Word) -> Word | None:
    """ "Is like Y, but better": "like"; the comparative hangs on the verb or on Y."""
    verb = graded.head
    if verb is not None and verb.dep == "pobj" and graded.dep == "appos":
        verb = verb.head.head if verb.head is not None else None
    likes = verb.all("prep") if verb is not None else ()
    return next((prep for prep in likes if prep.small == "like" and prep.index < graded.index), None)


@pattern("next", "beside", "alongside")
def beside(word: Word) -> Iterator[Finding]:
    """ "Next to Y, X looks dated", "beside Y, X is brilliant": X below, and above."""
    if word.index >= _OPENING or word.head is None:
        return
    prep = next(preps(word, "to"), None) if word.small == "next" else word
    rival = prep.child("pobj") if prep is not None else None
    verb = verb_above(word)
    subject = subject_of(verb) or next(filter(None, map(own_subject, verb.all("auxpass"))), None)
    relation = appraised(verb)
    is_opening = subject is not None and word.index < subject.index
    if relation is not None and rival is not None and is_opening and is_rival(rival):
        yield Finding(relation, word, subject, tuple(listed(rival)))


def appraised(verb: Word) -> Relation | None:
    """DOWN for a clause that blames its subject, "feels sluggish"; UP for praise; None for neither or both, or what is denied."""
    words = {word.small for word in (verb, *verb.children) if word is verb or word.dep in _SAID}
    is_blamed = not words.isdisjoint(BLAMING_WORDS | BAD_QUALITIES)
    if is_blamed == (not words.isdisjoint(PRAISING_WORDS)) or is_negated(verb):
        return None
    return DOWN if is_blamed else UP
