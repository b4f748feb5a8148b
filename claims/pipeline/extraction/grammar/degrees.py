"""Degrees: comparatives with "than", and "as … as"."""

from __future__ import annotations

from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import subject_of
from claims.pipeline.extraction.grammar.comparing import is_rival
from claims.pipeline.extraction.grammar.findings import DOWN, EVEN, OTHER, UP, Finding
from claims.pipeline.extraction.grammar.phrases import listed, name_in
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    ACHIEVING_VERBS,
    BAD_COMPARATIVES,
    BAD_QUALITIES,
    COST_NOUNS,
    DIMENSIONS,
    GOOD_COMPARATIVES,
    SCORE_NOUNS,
)
from claims.vocabulary import Relation

_MULTIPLES = frozenset({"twice", "times", "thrice", "x", "×"})


def than(word: Word) -> Iterator[Finding]:
    """ "X is faster than Y", "X has higher accuracy than Y", "X runs faster than Y does"."""
    if word.small != "than" or word.dep == "quantmod" or word.head is None:
        return
    graded = _graded(word)
    if graded is None:
        return
    rival = _rival(word, word.head)
    if rival is None:
        if both := _elsewhere(word, graded):
            yield Finding(degree(graded)[0], graded, both[0], (both[1],))
    elif is_rival(rival) and not rival.is_verb:
        relation, aspect = degree(graded)
        yield Finding(relation, graded, _compared(graded, word), tuple(listed(rival)), aspect)


def _rival(than: Word, head: Word) -> Word | None:
    """ "than Y", "than Y does", "than Y's score": Y."""
    rival = than.child("pobj", "pcomp", "dobj")
    if rival is None and than.dep == "mark":
        rival = head.child("nsubj") or (head if head.is_noun else None)
    owner = rival.child("poss") if rival is not None and not rival.mention else None
    return owner if owner is not None and owner.mention else rival


def _compared(graded: Word, than: Word) -> Word | None:
    """ "X is faster than Y", "it is easier to run X than Y": X."""
    subject = subject_of(graded)
    if subject is None or subject.small in {"it", "there"}:
        return _done_to(graded, than) or subject
    return subject


def _done_to(graded: Word, than: Word) -> Word | None:
    """ "It is easier to run X than Y": X."""
    above = graded.head or graded
    near = [
        w
        for w in above.subtree()
        if w.mention and graded.index < w.index < than.index and w.dep in {"dobj", "pobj", "nsubj"}
    ]
    return min(near, key=lambda w: w.index) if near else None


def _elsewhere(than: Word, graded: Word) -> tuple[Word, Word] | None:
    """ "lower in X than in Y": X and Y."""
    second = than.child("prep")
    head = graded.head or graded
    for near in (graded, head):
        first = next(
            (p for p in near.all("prep") if second and p.small == second.small and p.index < than.index), None
        )
        if first and second and (one := first.child("pobj")) and (other := second.child("pobj")):
            return one, other
    return None


def _graded(than: Word) -> Word | None:
    """The comparative that a "than" belongs to: the nearest one before it, among what it hangs on."""
    head, found = than.head, None
    for _ in range(5):
        if head is None:
            break
        near = [
            w
            for w in head.subtree(without=("relcl", "conj"))
            if w.index < than.index and w.tag in {"JJR", "RBR"}
        ]
        if near:
            found = max(near, key=lambda w: w.index)
            break
        head = head.head
    return found


def degree(word: Word) -> tuple[Relation, str]:
    """Whether a comparative praises or blames, or the dimension along which it only orders."""
    head = word.head
    if word.small in {"more", "less", "fewer"}:
        return _more(word, head)
    if word.small in DIMENSIONS:
        return OTHER, DIMENSIONS[word.small]
    if word.small in {"higher", "greater", "lower"}:
        is_cost = head is not None and word.dep in {"amod", "conj"} and head.small in COST_NOUNS
        return (UP if (word.small == "lower") == is_cost else DOWN), ""
    if word.small in BAD_COMPARATIVES:
        return DOWN, ""
    return (UP, "") if word.small in GOOD_COMPARATIVES or word.small.endswith("er") else (OTHER, "")


def _more(word: Word, head: Word | None) -> tuple[Relation, str]:
    """ "more reliable" praises, "more verbose" blames, "less" turns both round; more of something is a number."""
    is_more = word.small == "more"
    if head is None or (word.dep == "advmod" and head.is_verb):
        return OTHER, "more" if is_more else "less"
    if head.small in DIMENSIONS and word.dep == "advmod":
        dimension = DIMENSIONS[head.small]
        return OTHER, dimension if is_more else _turned(dimension)
    if head.is_noun and head.small not in SCORE_NOUNS:
        return OTHER, f"{word.small} {head.small}"
    return (UP if (head.small not in BAD_QUALITIES) == is_more else DOWN), ""


def _turned(dimension: str) -> str:
    low, _, what = dimension.partition(" ")
    return f"{ {'lower': 'higher', 'higher': 'lower'}.get(low, low) } {what}"


def as_as(word: Word) -> Iterator[Finding]:
    """ "X is as fast as Y" is even, "twice as fast as Y" is better."""
    if word.small != "as" or word.head is None or word.head.index > word.index:
        return
    graded = word.head
    first = next(
        (child for child in graded.children if child.small == "as" and child.index < graded.index), None
    )
    rival = word.child("pobj")
    if first is None or rival is None or not is_rival(rival):
        return
    relation = EVEN
    if any(w.small in _MULTIPLES for w in graded.subtree() if w.index < graded.index):
        relation = DOWN if graded.small in BAD_QUALITIES else UP
    yield Finding(relation, graded, subject_of(graded), tuple(listed(rival)))


def unrivalled(word: Word) -> Iterator[Finding]:
    """ "X is more capable", "X runs 25% faster": better than what is not said."""
    if word.tag not in {"JJR", "RBR"} or _has_than(word):
        return
    relation, aspect = degree(word)
    graded = word.head if word.small in {"more", "less"} and word.head is not None else word
    subject = subject_of(graded)
    is_said = word.child("npadvmod") is not None or _is_predicate(graded)
    if is_said and not aspect and subject is not None and name_in(subject):
        yield Finding(relation, word, subject, ())


def _has_than(comparative: Word) -> bool:
    """ "faster than Y", "faster at maths than Y"."""
    return any(below.small == "than" for below in (comparative.head or comparative).subtree())


def _is_predicate(graded: Word) -> bool:
    """ "X is faster", "X achieves higher speed"; not "a faster chip sells"."""
    if graded.dep in {"acomp", "attr"}:
        return True
    noun = graded.head
    if graded.dep != "amod" or noun is None or noun.dep != "dobj":
        return False
    return noun.head is not None and noun.head.small in ACHIEVING_VERBS
