"""Parity: the words by which a sentence sets two things on one level."""

from __future__ import annotations

from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import subject_of
from claims.pipeline.extraction.grammar.comparing import is_rival
from claims.pipeline.extraction.grammar.findings import EVEN, Finding
from claims.pipeline.extraction.grammar.negation import is_negated
from claims.pipeline.extraction.grammar.phrases import behind, listed, preps
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    EVEN_WORDS,
    RESULT_NOUNS,
    SCORE_NOUNS,
)
from claims.vocabulary import EntityKind

_ALIKE = frozenset(
    {
        "equally",
        "evenly",
        "alike",
        "identically",
        "similarly",
        "comparable",
        "comparably",
        "equal",
        "equivalent",
    }
)
_LEVELS = frozenset({"league", "level", "class", "size", "price", "pace", "ballpark", "tier"})
_GRADES = frozenset({"level", "class", "grade"})


def competing(word: Word) -> Iterator[Finding]:
    """ "X can compete with Y", where models compete by what they can do; firms compete without being equal, but who cannot is below."""
    if word.small not in {"compete", "competes", "competed", "competing"} or not word.is_verb:
        return
    rival = next((prep.child("pobj") for prep in preps(word, "with", "against")), None)
    is_model = rival is not None and (
        rival.mention.kind is EntityKind.MODEL if rival.mention else rival.small in {"models", "systems"}
    )
    if rival is not None and (is_model or (rival.mention and is_negated(word))):
        yield Finding(EVEN, word, subject_of(word), tuple(listed(rival)))


def comparing_with(word: Word) -> Iterator[Finding]:
    """ "X does not compare to Y", "X cannot compare with Y": below it; who compares with Y need not be even."""
    if word.small not in {"compare", "compares"} or word.child("dobj") or not is_negated(word):
        return
    rival = next((prep.child("pobj") for prep in preps(word, "to", "with")), None)
    if rival is not None and rival.mention:
        yield Finding(EVEN, word, subject_of(word), tuple(listed(rival)))


def of_its_level(word: Word) -> Iterator[Finding]:
    """ "X delivers Y-level performance"."""
    if word.small.strip("-") not in _GRADES or word.head is None or word.head.small not in RESULT_NOUNS:
        return
    rival = next((c for c in word.all("compound", "nmod", "amod") if c.mention or c.small == "human"), None)
    if rival is not None:
        yield Finding(EVEN, word, subject_of(word), (rival,))


def on_the_level(word: Word) -> Iterator[Finding]:
    """ "X performs at the level of Y", "X has reached the level of Y"."""
    if (
        word.small not in _GRADES
        or word.head is None
        or not word.head.small.startswith(("at", "on", "reach"))
    ):
        return
    of = next(preps(word, "of"), None)
    rival = of.child("pobj") if of else None
    if rival is not None and rival.mention:
        yield Finding(EVEN, word, subject_of(word), tuple(listed(rival)))


def level(word: Word) -> Iterator[Finding]:
    """ "X and Y perform equally well", "X and Y are evenly matched", "X and Y show comparable results"."""
    if word.small not in _ALIKE:
        return
    subject = subject_of(word)
    both = listed(subject) if subject is not None else []
    if len(both) == 2 and all(name.mention for name in both) and not any(behind(word, "to", "with")):
        yield Finding(EVEN, word, both[1], (both[0],))


def on_par(word: Word) -> Iterator[Finding]:
    """ "X is on par with Y", "results comparable to Y", "X is competitive with Y"."""
    if word.small not in EVEN_WORDS:
        return
    for prep in behind(word, "with", "to", "against"):
        rival = prep.child("pobj")
        if rival and is_rival(rival):
            yield Finding(EVEN, word, subject_of(word), tuple(listed(rival)))
            return


def same_as(word: Word) -> Iterator[Finding]:
    """ "X achieves the same accuracy as Y", "X is in the same league as Y"."""
    noun = word.head
    if word.small != "same" or noun is None or noun.small not in RESULT_NOUNS | SCORE_NOUNS | _LEVELS:
        return
    for prep in behind(noun, "as"):
        rival = prep.child("pobj")
        if rival and rival.mention:
            yield Finding(EVEN, word, subject_of(noun), tuple(listed(rival)))
            return


def keeping_up(word: Word) -> Iterator[Finding]:
    """ "X can keep up with Y"."""
    up = word.child("prt", "advmod") if word.small in {"keep", "keeps", "kept", "keeping"} else None
    with_whom = next(preps(word, "with"), None) if up is not None and up.small == "up" else None
    rival = with_whom.child("pobj") if with_whom else None
    if rival and rival.mention:
        yield Finding(EVEN, word, subject_of(word), tuple(listed(rival)))
