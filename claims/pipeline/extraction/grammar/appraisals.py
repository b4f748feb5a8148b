"""Appraisals: which of two names a sentence sets above the other by how it describes each of them.

Each rule gives the words that decide with 1 where the first name stands above, -1 where it stands below. In its examples X
stands above.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from claims.pipeline.extraction.grammar.clauses import own_subject, subject_of
from claims.pipeline.extraction.grammar.merits import merit_of
from claims.pipeline.extraction.grammar.negation import is_negated
from claims.pipeline.extraction.grammar.sides import Cue, Sides, Verdict
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import BLAMING_WORDS, CONTRASTS, PRAISING_WORDS

_STRONGLY = frozenset({"far", "much", "significantly", "vastly", "way"})
_BOTH = frozenset({"both", "either", "those", "them", "it", "others", "all", "any"})
_BEFORE_ALTERNATIVES = frozenset({",", "a", "an", "still", "the", "yet", "your"})
_NEAR = 7
_WINNING = frozenset({"excels", "prevails", "shines", "triumphs", "win", "wins", "won"})
_TAKING = frozenset({"rule", "ruled", "rules", "take", "takes", "took"})
_PRIZES = frozenset({"biscuit", "cake", "crown", "prize", "roost"})


def or_better(sides: Sides) -> Iterator[Verdict]:
    """ "Use Y or, even better, X", "Y or better yet X", "X or even worse, Y"."""
    for cue in sides.cues:
        if (
            cue.word.small not in {"better", "worse"}
            or (cue.word.dep == "amod" and sides.sides[cue.index + 1 : cue.index + 2] in ([], [0]))
            or not _is_alternative(sides, cue)
        ):
            continue
        named = sides.first(cue.index, cue.index + _NEAR)
        if (
            named is not None
            and sides.last(-sides.sides[named], sides.start(cue.index), cue.index) is not None
        ):
            yield cue.word, sides.sides[named] * cue.merit


def _is_alternative(sides: Sides, cue: Cue) -> bool:
    """ "or better", "or, even better", "or worse yet"; not "better or worse" or "or better than Y"."""
    before = [word.small for word in sides.words[max(0, cue.index - 3) : cue.index]]
    near = [word.small for word in sides.words[cue.index + 1 : cue.index + _NEAR]]
    is_behind_or = before[-1:] == ["or"] or before[-2:] in (["or", "even"], [",", "even"], ["or", ","])
    is_open = bool(near) and (near[0] in _BEFORE_ALTERNATIVES or sides.sides[cue.index + 1] != 0)
    return (
        (is_behind_or or before == ["or", ",", "even"])
        and is_open
        and "better" not in before
        and "than" not in near
    )


def between(sides: Sides) -> Iterator[Verdict]:
    """ "It is faster than Y but slower than X", "both are a bit faster than X and way faster than Y"."""
    measured = [
        (cue, sides.sides[named[0]])
        for word in sides.words
        if word.small == "than"
        and (cue := sides.cue_before(word.index))
        and (named := sides.phrase(word.index)[0])
    ]
    for (one, first), (other, second) in pairwise(measured):
        if first == second or one is other or other.merit != merit_of(other.word):
            continue
        if one.merit == -other.merit:
            yield other.word, first * -one.merit
        elif one.merit == other.merit and _is_strong(sides, other) and not _is_strong(sides, one):
            yield other.word, first * one.merit


def _is_strong(sides: Sides, cue: Cue) -> bool:
    return any(word.small in _STRONGLY for word in sides.words[max(0, cue.index - 2) : cue.index])


def better_than_both(sides: Sides) -> Iterator[Verdict]:
    """ "I have Y and Z, but X is faster than either", "there is no reason to use Y when X is better than both"."""
    for word in sides.words:
        if word.small != "than" or word.following is None or word.following.small not in _BOTH:
            continue
        cue = sides.cue_before(word.index)
        subject = subject_of(cue.word) if cue else None
        side = sides.sides[subject.index] if subject is not None else 0
        if cue and side and subject and sides.last(-side, sides.start(word.index), subject.index) is not None:
            yield cue.word, side * cue.merit


def praised_and_blamed(sides: Sides) -> Iterator[Verdict]:
    """ "X did pretty well and Y did poorly", "Y is decent but X is awesome", "X works, Y feels cheap"."""
    merits: dict[int, set[int]] = {1: set(), -1: set()}
    last: Word | None = None
    for word in sides.words:
        merit = (word.small in PRAISING_WORDS) - (word.small in BLAMING_WORDS)
        side = _appraised(sides, word) if merit else 0
        if side:
            merits[side].add(-merit if is_negated(word) else merit)
            last = word
    if last is not None and {tuple(m) for m in merits.values()} == {(1,), (-1,)}:
        yield last, 1 if merits[1] == {1} else -1


def beside(sides: Sides) -> Iterator[Verdict]:
    """ "Compared to X, Y has a poor range", "Y feels cheap next to X": praise or blame beside the other one."""
    for word in sides.words:
        if word.small not in {"compared", "next", "beside", "alongside"} or sides.cues:
            continue
        named = sides.first(word.index, word.index + _NEAR)
        merits = [w for w in sides.words if (w.small in PRAISING_WORDS) != (w.small in BLAMING_WORDS)]
        for praise in merits if named is not None else ():
            side = _appraised(sides, praise)
            if named is not None and side == -sides.sides[named]:
                merit = 1 if praise.small in PRAISING_WORDS else -1
                yield praise, side * (-merit if is_negated(praise) else merit)


def winning(sides: Sides) -> Iterator[Verdict]:
    """ "Y looks nice, but X wins", "Y is smaller, but X still rules the roost", "while Y works, X takes the cake"."""
    for verb in sides.words:
        subject = own_subject(verb) if _is_win(verb) else None
        side = sides.sides[subject.index] if subject is not None else 0
        if subject is None or not side or sides.last(-side, 0, subject.index) is None:
            continue
        if any(word.small in CONTRASTS for word in sides.words[: subject.index]):
            yield verb, side


def _is_win(verb: Word) -> bool:
    """ "wins", "takes the cake"; not "does not win", "wants it to win", "takes pictures"."""
    thing = verb.child("dobj")
    is_win = verb.small in _WINNING if thing is None else verb.small in _TAKING and thing.small in _PRIZES
    return is_win and not is_negated(verb) and not any(word.small == "to" for word in verb.all("aux"))


def _appraised(sides: Sides, word: Word) -> int:
    """The side that an adjective or adverb is said of; 0 for none or both."""
    subject = subject_of(word)
    if subject is None or subject.index > word.index:
        return 0
    return sides.only(
        [below.index for below in subject.subtree(("relcl", "advcl", "acl")) if sides.sides[below.index]]
    )
