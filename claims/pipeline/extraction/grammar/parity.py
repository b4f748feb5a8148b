"""Parity: the words by which a sentence sets two things on one level."""

from __future__ import annotations

from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import subject_of, verb_above
from claims.pipeline.extraction.grammar.comparing import is_rival
from claims.pipeline.extraction.grammar.findings import EVEN, Finding, pattern
from claims.pipeline.extraction.grammar.negation import is_negated
from claims.pipeline.extraction.grammar.phrases import behind, below, listed, preps
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    COST_NOUNS,
    EVEN_WORDS,
    RESULT_NOUNS,
    RIVAL_NOUNS,
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
_MEASURES = frozenset(
    {"age", "amount", "area", "average", "capacity", "content", "density", "depth", "distance", "grade", "height", "length", "margin", "mark", "number",
     "output", "percentage", "proportion", "rate", "ratio", "range", "salary", "share", "temperature", "time", "total", "value", "volume", "wage", "wages",
     "weight", "width"}
)  # fmt: skip
_GRADES = frozenset({"level", "class", "grade"})


@pattern("compete", "competes", "competed", "competing")
def competing(word: Word) -> Iterator[Finding]:
    """ "X can compete with Y", where models compete by what they can do; firms compete without being equal, but who cannot is below."""
    if not word.is_verb:
        return
    rival = next((prep.child("pobj") for prep in preps(word, "with", "against")), None)
    is_model = rival is not None and (
        rival.mention.kind is EntityKind.MODEL if rival.mention else rival.small in {"models", "systems"}
    )
    if rival is not None and (is_model or (rival.mention and is_negated(word))):
        yield Finding(EVEN, word, subject_of(word), tuple(listed(rival)))


@pattern("compare", "compares")
def comparing_with(word: Word) -> Iterator[Finding]:
    """ "X does not compare to Y", "X cannot compare with Y": below it; who compares with Y need not be even."""
    if word.child("dobj") or not is_negated(word):
        return
    rival = next((prep.child("pobj") for prep in preps(word, "to", "with")), None)
    if rival is not None and rival.mention:
        yield Finding(EVEN, word, subject_of(word), tuple(listed(rival)))


@pattern()
def of_its_level(word: Word) -> Iterator[Finding]:
    """ "X delivers Y-level performance"."""
    if word.small.strip("-") not in _GRADES or word.head is None or word.head.small not in RESULT_NOUNS:
        return
    rival = next((c for c in word.all("compound", "nmod", "amod") if c.mention or c.small == "human"), None)
    if rival is not None:
        yield Finding(EVEN, word, subject_of(word), (rival,))


@pattern(*_GRADES)
def on_the_level(word: Word) -> Iterator[Finding]:
    """ "X performs at the level of Y", "X has reached the level of Y"."""
    if word.head is None or not word.head.small.startswith(("at", "on", "reach")):
        return
    of = next(preps(word, "of"), None)
    rival = of.child("pobj") if of else None
    if rival is not None and rival.mention:
        yield Finding(EVEN, word, subject_of(word), tuple(listed(rival)))


@pattern(*_ALIKE)
def level(word: Word) -> Iterator[Finding]:
    """ "X and Y perform equally well", "X and Y are evenly matched", "X and Y show comparable results"."""
    subject = subject_of(word)
    both = listed(subject) if subject is not None else []
    if len(both) == 2 and all(name.mention for name in both) and not any(behind(word, "to", "with")):
        yield Finding(EVEN, word, both[1], (both[0],))


@pattern(*EVEN_WORDS, "level")
def on_par(word: Word) -> Iterator[Finding]:
    """ "X is on par with Y", "results comparable to Y", "X is competitive with Y", "a goal that left X level with Y"."""
    is_level = word.small == "level" and word.tag[:1] in {"J", "R"}
    if word.small not in EVEN_WORDS and not is_level:
        return
    near = below(word, "with") if is_level else ()  # "level on points with Y"
    for prep in (*behind(word, "with", "to", "against"), *near):
        rival = prep.child("pobj")
        if rival and is_rival(rival) and (not is_level or rival.mention or rival.small in RIVAL_NOUNS):
            made = _made_even(word)
            if made is None or made.tag != "PRP":  # "them" may be any that were named
                yield Finding(EVEN, word, made or subject_of(word), tuple(listed(rival)))
            return


def _made_even(word: Word) -> Word | None:
    """ "It left X level with Y": X."""
    verb = word.head if word.dep in {"oprd", "acomp", "advcl"} else None
    made = verb.child("dobj") if verb is not None else None
    return made if made is not None and made.index < word.index else None


@pattern("same")
def same_as(word: Word) -> Iterator[Finding]:
    """ "X achieves the same accuracy as Y", "X is in the same league as Y"."""
    noun = word.head
    if noun is None or word.dep != "amod" or not _is_measurable(noun):
        return
    for prep in behind(noun, "as"):
        rival = prep.child("pobj")
        if rival and rival.mention and not (is_negated(word) or is_negated(noun)):
            aspect = noun.small if noun.small in _MEASURES else ""
            yield Finding(EVEN, word, subject_of(noun), tuple(listed(rival)), aspect)
            return


def _is_measurable(noun: Word) -> bool:
    """ "The same score", "the same weight"; not "the same engine", nor "at the same time"."""
    is_at_once = noun.small == "time" and noun.head is not None and noun.head.small == "at"
    return noun.small in RESULT_NOUNS | SCORE_NOUNS | _LEVELS | COST_NOUNS | _MEASURES and not is_at_once


@pattern("same")
def same(word: Word) -> Iterator[Finding]:
    """ "X's price is the same as Y's", "X costs the same as Y", "X scored 81, the same as Y"; what is not the same may be better or worse."""
    verb = verb_above(word)
    if is_negated(word) or is_negated(verb) or not _is_of_subject(word, verb):
        return
    rival = next((prep.child("pobj") for prep in preps(word, "as")), None)
    subject = subject_of(verb)
    if rival and is_rival(rival) and subject is not None and subject.is_noun:
        yield Finding(EVEN, word, subject, tuple(listed(rival)))


def _is_of_subject(same: Word, verb: Word) -> bool:
    """True where "the same" is what the subject is or does, or explains its figure; not of "gave Y an A, the same as Z"."""
    if same.dep in {"attr", "acomp", "dobj"}:
        return same.head is verb and verb.child("dative") is None
    figure = same.head if same.dep == "appos" else verb.child("dobj")
    is_explaining = same.dep in {"appos", "npadvmod"} and verb.child("dobj") in {None, figure}
    return figure is not None and is_explaining and _is_amount(figure)


def _is_amount(noun: Word) -> bool:
    """ "81", "81 points"."""
    return noun.mention is None and (noun.tag == "CD" or noun.child("nummod") is not None)


@pattern("keep", "keeps", "kept", "keeping")
def keeping_up(word: Word) -> Iterator[Finding]:
    """ "X can keep up with Y"."""
    is_up = any(child.small == "up" for child in word.all("prt", "advmod"))
    with_whom = next(preps(word, "with"), None) if is_up else None
    rival = with_whom.child("pobj") if with_whom else None
    if rival and rival.mention:
        yield Finding(EVEN, word, subject_of(word), tuple(listed(rival)))
