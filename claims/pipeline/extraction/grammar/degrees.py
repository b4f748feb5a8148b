"""Degrees: comparatives with "than", and "as … as"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import placed_at, subject_of, verb_above
from claims.pipeline.extraction.grammar.comparing import is_rival
from claims.pipeline.extraction.grammar.findings import DOWN, EVEN, OTHER, UP, Finding, pattern
from claims.pipeline.extraction.grammar.gradings import degree, is_bad, is_frequency, merit_of_more
from claims.pipeline.extraction.grammar.phrases import listed, name_in
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    ACHIEVING_VERBS,
    EVEN_WORDS,
    NEUTRAL_QUALITIES,
)
from claims.vocabulary import Relation

_MULTIPLES = frozenset({"twice", "times", "thrice", "x", "×"})
_FRACTIONS = frozenset({"half", "third", "quarter"})
_TAKING_TIME = frozenset({"take", "takes", "taking", "took"})
_SOME = frozenset({"bit", "lot", "little", "ton"})
_MAX_ALTERNATIVE = 9
_TIMES = re.compile(r"\d(?:[\d.,]*)(?:[x×%])?$")


@pattern("than")
def than(word: Word) -> Iterator[Finding]:
    """ "X is faster than Y", "X has higher accuracy than Y", "X is faster and safer than Y", "X runs faster than Y does"."""
    if word.dep == "quantmod" or word.head is None:
        return
    graded = _graded(word)
    if graded is None:
        return
    rival = _rival(word, word.head)
    if rival is None:
        if both := _elsewhere(word, graded):
            relation, aspect = degree(graded)
            yield Finding(relation, graded, both[0], (both[1],), aspect)
    elif is_rival(rival) and not _is_deed(rival, graded) and not _is_itself(rival):
        comparatives = _joined(graded)
        if not comparatives:
            return
        for comparative in comparatives:
            is_even = _is_even_or_better(comparative) or _behind_alternative(word) is not None
            relation, aspect = (EVEN, "") if is_even else degree(comparative)
            yield Finding(relation, comparative, _compared(graded, word), tuple(listed(rival)), aspect)


def _is_even_or_better(comparative: Word) -> bool:
    """ "comparable to or better than Y"."""
    prep = comparative.head
    if (
        comparative.dep != "conj"
        or prep is None
        or not any(child.small == "or" for child in (*prep.children, *comparative.children))
    ):
        return False
    return prep.small in EVEN_WORDS or (prep.head is not None and prep.head.small in EVEN_WORDS)


def _is_deed(rival: Word, graded: Word) -> bool:
    """True of a verb; not of the activity of "safer than driving"."""
    is_activity = rival.tag == "VBG" and rival.dep == "pcomp" and graded.small not in {"more", "less"}
    is_counted = graded.dep == "amod"  # "emits less carbon than flying"
    return rival.is_verb and not (is_activity or (rival.tag == "VBG" and is_counted))


def _is_itself(rival: Word) -> bool:
    """ "Than it was in May", "than a year earlier", "more than a second faster": a time or a part of a number, and no other side."""
    is_subject = rival.tag == "PRP" and rival.dep == "nsubj"
    return is_subject or (rival.mention is None and rival.tag in {"RB", "RBR"})


def _joined(graded: Word) -> list[Word]:
    """The comparatives that are joined to the last one: "faster and 30% safer", "faster but less safe than Y"; none of "neither better nor worse" and of "better and worse"."""
    last = graded.head if graded.dep == "advmod" and graded.head is not None else graded
    head = last.head if last.dep == "conj" else None
    if head is None:
        return [graded]
    first = head if head.tag in {"JJR", "RBR"} else _more_of(head)
    if first is None:
        return [graded]
    (one, aspect), (other, other_aspect) = degree(first), degree(graded)
    is_undecided = {one, other} == {UP, DOWN} and aspect == other_aspect
    return [] if is_undecided else [first, graded]


def _more_of(quality: Word) -> Word | None:
    """ "More reliable": "more"."""
    return next((child for child in quality.all("advmod") if child.small in {"more", "less"}), None)


def _rival(than: Word, head: Word) -> Word | None:
    """ "than Y", "than Y does", "than Y's score": Y."""
    rival = than.child("pobj", "pcomp", "dobj") or _behind_alternative(than)
    if rival is None and than.dep == "mark":
        rival = head.child("nsubj") or (head if head.is_noun else None)
    owner = rival.child("poss") if rival is not None and not rival.mention else None
    return owner if owner is not None and owner.mention else rival


def _behind_alternative(than: Word) -> Word | None:
    """ "Better than or equal to Y": Y."""
    word = than.following if than.following is not None and than.following.small == "or" else None
    for _ in range(_MAX_ALTERNATIVE):
        word = word.following if word is not None else None
        if word is not None and word.is_noun and word.dep in {"pobj", "dobj"}:
            return word
    return None


def _compared(graded: Word, than: Word) -> Word | None:
    """ "X is faster than Y", "they rate X higher than Y", "it is easier to run X than Y": X."""
    subject = placed_at(graded)
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
    """ "lower in X than in Y", "growth in X is lower than in Y": X and Y."""
    second = than.child("prep")
    other = second.child("pobj") if second else None
    if second is None or other is None or not is_rival(other):
        return None
    for near in (graded, graded.head or graded, subject_of(graded)):
        for prep in near.all("prep") if near else ():
            one = prep.child("pobj")
            if prep.small == second.small and prep.index < than.index and one and is_rival(one):
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
            for one in head.subtree(without=("relcl", "conj"))
            for w in (one, *one.all("conj"))  # "comparable or better results than Y"
            if w.index < than.index and w.tag in {"JJR", "RBR"}
        ]
        if near:
            found = max(near, key=lambda w: w.index)
            break
        head = head.head
    return found


@pattern("as")
def as_as(word: Word) -> Iterator[Finding]:
    """ "X is as fast as Y", "X works as well as Y", "it costs as much in X as in Y" are even, "twice as fast as Y" is better."""
    if word.head is None or word.head.index > word.index:
        return
    clause = word.head if word.dep == "mark" else None  # "as fast as Y did"
    graded = _graded_by(word, clause.head if clause else word.head)
    if graded is None or (graded.small == "well" and _is_added(graded)):  # ", as well as Y"
        return
    rival = clause.child("nsubj") if clause else word.child("pobj") or _behind(word)
    if rival is None:
        if both := _elsewhere(word, graded):
            yield Finding(_likeness(graded), graded, both[0], (both[1],))
    elif is_rival(rival):
        yield Finding(_likeness(graded), graded, subject_of(graded), tuple(listed(rival)), _amount_of(graded))


def _is_added(well: Word) -> bool:
    """True of "well" in ", as well as Y": "and Y"."""
    near = (*well.children, *(well.head.children if well.head is not None else ()))
    return any(word.small == "," and 0 < well.index - word.index <= 2 for word in near)


def _graded_by(word: Word, above: Word | None) -> Word | None:
    """What the second "as" compares; None where no first one stands before it."""
    graded = (_well(word) or _counted(above)) if above is None or above.is_verb else above
    near = (*graded.subtree(), *word.children) if graded is not None else ()
    is_pair = any(graded and other.small == "as" and other.index < graded.index for other in near)
    return graded if is_pair else None


def _amount_of(graded: Word) -> str:
    """ "As many calls": "calls"; "" of "as fast"."""
    return graded.small if graded.is_noun and graded.mention is None else ""


def _counted(verb: Word | None) -> Word | None:
    """ "handles as many calls as Y", where "as" hangs on the verb: "calls"."""
    noun = verb.child("dobj") if verb is not None else None
    is_many = noun is not None and any(child.small in {"many", "much"} for child in noun.all("amod"))
    return noun if is_many else None


def _likeness(graded: Word) -> Relation:
    """ "as fast" is even, "twice as fast" better, "as likely", "runs twice as often" and "twice as many trees" neither."""
    if graded.small in NEUTRAL_QUALITIES or is_frequency(graded):
        return OTHER
    before = _before_as(graded)
    if not before & (_MULTIPLES | _FRACTIONS):
        return EVEN
    is_more = bool(before & _MULTIPLES)
    if _amount_of(graded):
        merit = merit_of_more(graded, is_more=is_more)
        return merit[0] if merit is not None else OTHER
    return UP if is_more != _is_cost(graded) else DOWN


def _before_as(graded: Word) -> set[str]:
    """The words below what is compared, and the one before its first "as" wherever it hangs: "times" of "three times as many"."""
    whole = graded.head if graded.small == "well" and graded.head is not None else graded
    near = [word for word in whole.subtree() if word.index < graded.index]
    first = max((word for word in near if word.small == "as"), key=lambda word: word.index, default=None)
    beside = {word.small for word in verb_above(graded).subtree() if first and word.following is first}
    return {word.small for word in near} | beside


def _is_cost(graded: Word) -> bool:
    """ "Takes as long", "as slow": less of it is better."""
    is_lasting = graded.small == "long" and graded.head is not None and graded.head.small in _TAKING_TIME
    return is_lasting or is_bad(graded.small)


def _well(word: Word) -> Word | None:
    """ "performs as well as Y", where "as" hangs on the verb: "well"."""
    well = word.child("advmod")
    return next((child for child in word.children if child.small in {"well", "good"}), None) if well else None


def _behind(word: Word) -> Word | None:
    """The name right behind a word, with its article or without, that the parser hung elsewhere."""
    following = word.following
    if following is not None and following.small == "the":
        following = following.following
    is_elsewhere = following is not None and following.mention is not None and following.head is word.head
    return following if is_elsewhere else None


@pattern()
def unrivalled(word: Word) -> Iterator[Finding]:
    """ "X is more capable", "X runs 25% faster": better than what is not said."""
    if word.tag not in {"JJR", "RBR"} or _has_than(word) or _is_scaled(word):
        return
    relation, aspect = degree(word)
    graded = word.head if word.small in {"more", "less"} and word.head is not None else word
    subject = subject_of(graded)
    is_said = _is_measured(word) or (subject is not None and name_in(subject) and _is_predicate(graded))
    if is_said and relation is not OTHER and subject is not None:
        yield Finding(relation, word, subject, (), aspect)


def _is_scaled(word: Word) -> bool:
    """ "The stronger the rope is, the more it holds"."""
    return any(child.small == "the" and child.index == word.index - 1 for child in word.children)


def _is_measured(word: Word) -> bool:
    """ "25% faster", "up to 15x faster"."""
    measure = word.child("npadvmod")
    if measure is not None and measure.small not in _SOME:
        return True
    near = word.head.subtree() if word.head else ()
    return any(other.index == word.index - 1 and _TIMES.match(other.text) for other in near)


def _has_than(comparative: Word) -> bool:
    """ "faster than Y", "faster at maths than Y"."""
    return any(below.small == "than" for below in (comparative.head or comparative).subtree())


def _is_predicate(graded: Word) -> bool:
    """ "X is faster", "X achieves higher speed"; not "a faster chip sells"."""
    if graded.dep in {"acomp", "attr"}:
        verb = graded.head
        is_bare = verb is not None and verb.tag == "VB" and not any(c.tag == "MD" for c in verb.all("aux"))
        return not is_bare
    if graded.dep == "conj" and graded.head is not None and graded.head.dep == "acomp":
        return True
    noun = graded.head
    if graded.dep != "amod" or noun is None or noun.dep != "dobj":
        return False
    return noun.head is not None and noun.head.small in ACHIEVING_VERBS
