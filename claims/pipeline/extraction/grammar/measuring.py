"""Measuring: two figures side by side, and the same thing with a part or a multiple of what another one has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import own_subject, subject_of, verb_above
from claims.pipeline.extraction.grammar.findings import DOWN, EVEN, OTHER, UP, Finding, pattern
from claims.pipeline.extraction.grammar.gradings import is_spent
from claims.pipeline.extraction.grammar.phrases import listed, name_in, preps
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    COST_NOUNS,
    PRICE_NOUNS,
    RESULT_NOUNS,
    SCORE_NOUNS,
    SCORING_VERBS,
)
from claims.vocabulary import Relation

_PARTS = frozenset({"half", "fraction", "third", "quarter", "fifth", "tenth", "one-third", "one-tenth"})
_MULTIPLES = frozenset({"twice", "double", "triple", "thrice"})
_BESIDE = frozenset({"compared", "versus", "vs", "vs.", "against"})
_OF_WHOM = ("for", "by", "from", "in", "at", "of", "with")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@pattern(*_BESIDE)
def figures_beside(word: Word) -> Iterator[Finding]:
    """ "X reached 71% on M, compared with 65% for Y", "71% of X versus 65% of Y": the higher figure is above."""
    prep = next(preps(word, "to", "with"), word)
    rival, subject = _measured(word, prep.child("pobj"))
    first = _figure_of(verb_above(word.head or word))
    if first is None and subject is not None and _value(subject) is not None:
        first = subject
    if rival is not None and subject is not None and first is not None:
        yield Finding(_order(first, prep.child("pobj"), subject), word, subject, tuple(listed(rival)))


@pattern("from")
def figures_before(word: Word) -> Iterator[Finding]:
    """ "X reached 71% on M, up from 65% for Y"."""
    head = word.head
    if head is not None and head.small in {"up", "down"}:
        rival, subject = _measured(word, word.child("pobj"))
        if rival is not None and subject is not None:
            yield Finding(UP if head.small == "up" else DOWN, word, subject, tuple(listed(rival)))


def _measured(word: Word, figure: Word | None) -> tuple[Word | None, Word | None]:
    """Whose a figure is, and what it stands beside."""
    rival = _whose(word, figure) if figure is not None and _value(figure) is not None else None
    return rival, subject_of(word.head) if word.head else None


@pattern(*SCORING_VERBS)
def figures_contrasted(word: Word) -> Iterator[Finding]:
    """ "X scores 71 on M, while Y scores 65": the higher score is above."""
    if word.dep not in {"advcl", "conj"} or word.head is None:
        return
    above = word.head
    is_contrast = any(
        child.small in {"while", "whereas", "but"} for child in (*word.children, *above.children)
    )
    first, second = _figure_of(above), _figure_of(word)
    subject, rival = own_subject(above), own_subject(word)
    if (
        is_contrast
        and above.small in SCORING_VERBS
        and first
        and second
        and subject
        and rival
        and name_in(rival)
    ):
        yield Finding(_order(first, second, subject), word, subject, tuple(listed(rival)))


@pattern(*_PARTS, *_MULTIPLES)
def shares(word: Word) -> Iterator[Finding]:
    """ "X needs half the memory of Y", "X runs at twice the speed of Y", "X does it in a fraction of the time"."""
    whole = _whole(word)
    subject = subject_of(word) if whole is not None else None
    if whole is None or subject is None:
        return
    of_whom = next(preps(whole, "of"), None)
    rival = of_whom.child("pobj") if of_whom else None
    if rival is None or rival.is_noun:
        relation, aspect = _share(whole, is_more=word.small in _MULTIPLES)
        yield Finding(relation, word, subject, tuple(listed(rival)) if rival else (), aspect)


def _whole(part: Word) -> Word | None:
    """ "Half the memory", "a fraction of the time": "memory", "time"; None of what is neither good nor bad to have."""
    whole = part.head if part.dep != "compound" else None
    if part.small in _PARTS and (of := next(preps(part, "of"), None)):
        whole = of.child("pobj") or whole
    is_valued = whole is not None and whole.is_noun and whole.small in COST_NOUNS | SCORE_NOUNS
    return whole if is_valued else None


def _share(whole: Word, *, is_more: bool) -> tuple[Relation, str]:
    """Whether a part or a multiple of something is better, and on what; a price is a dimension of its own."""
    if whole.small in PRICE_NOUNS:
        return OTHER, f"{'higher' if is_more else 'lower'} {whole.small}"
    is_merit = whole.small in SCORE_NOUNS and not is_spent(whole)
    return (UP if is_more == is_merit else DOWN), whole.small


def _figure_of(verb: Word) -> Word | None:
    """The number that a verb has as its object, or with a preposition: "scores 71%", "stands at 71%"."""
    near = [
        verb.child("dobj", "npadvmod", "attr"),
        *(prep.child("pobj") for prep in preps(verb, "at", "with", "of", "to")),
    ]
    near += [prep.child("pobj") for noun in near if noun is not None for prep in preps(noun, "of")]
    return next((noun for noun in near if noun is not None and _value(noun) is not None), None)


def _value(noun: Word) -> float | None:
    """The number that a noun is or has: "71.5", "71.5%", "12 problems"."""
    number = noun if noun.tag == "CD" else noun.child("nummod")
    digits = _NUMBER.fullmatch(number.text) if number is not None else None
    return float(digits[0].replace(",", "")) if digits else None


def _whose(word: Word, figure: Word) -> Word | None:
    """ "65% for Y": Y, wherever the parser hung it."""
    owner = figure.child("poss")
    if owner is not None and owner.mention:  # "compared with Y's 65%"
        return owner
    for near in (figure, word, *word.children, *([word.head] if word.head else [])):
        for prep in preps(near, *_OF_WHOM):
            rival = prep.child("pobj")
            if prep.index > figure.index and rival is not None and rival.mention:
                return rival
    return None


def _order(first: Word, second: Word | None, subject: Word) -> Relation:
    """Which of two figures is better; money, and nouns that say nothing of it, only differ."""
    one, other = _value(first), _value(second) if second is not None else None
    if one is None or other is None or first.child("quantmod", "nmod") is not None:
        return OTHER
    if one == other:
        return EVEN
    whole = first.head.head if first.dep == "pobj" and first.head is not None else None
    rate = (whole, *whole.children) if whole is not None and whole.is_noun else ()  # "an error rate of 3%"
    is_cost = any(noun.small in COST_NOUNS for noun in (subject, first, *subject.children, *rate))
    if first.dep == "attr" and not is_cost and not _is_valued(subject):
        return OTHER
    return UP if (one > other) != is_cost else DOWN


def _is_valued(subject: Word) -> bool:
    """ "Accuracy was 71%"; False of "turnout", of which more may be better or worse."""
    near = (subject, *subject.children)
    return subject.mention is not None or any(noun.small in SCORE_NOUNS | RESULT_NOUNS for noun in near)
