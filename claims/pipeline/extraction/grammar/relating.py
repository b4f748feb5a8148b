"""Relating: the nouns, adjectives and prepositions by which a sentence sets two things above or beside each other."""

from __future__ import annotations

from collections.abc import Iterator

from claims.pipeline.extraction.grammar.alternatives import appraised
from claims.pipeline.extraction.grammar.clauses import placed_at, subject_of, verb_above
from claims.pipeline.extraction.grammar.comparing import is_rival
from claims.pipeline.extraction.grammar.findings import DOWN, EVEN, OTHER, UP, Finding, pattern
from claims.pipeline.extraction.grammar.gradings import degree
from claims.pipeline.extraction.grammar.negation import is_negated
from claims.pipeline.extraction.grammar.phrases import behind, below, listed, owner_named, preps
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    BEATING_VERBS,
    BETTERED_WORDS,
    COST_NOUNS,
    EVEN_WORDS,
    LAGGING_VERBS,
    PLACING_VERBS,
    REDUCING_VERBS,
    RESULT_NOUNS,
    RIVAL_NOUNS,
    SCORE_NOUNS,
    STANDING_VERBS,
)
from claims.vocabulary import Relation

_OPENING = 3
_JUDGING = ("rank", "rate")
_PRONOUNS = frozenset({"it", "them"})
_MAX_BETWEEN = 4
_STANDARDS = frozenset({"performance", "baseline"})
_HEIGHTS = (
    RESULT_NOUNS
    | SCORE_NOUNS
    | {"%", "level", "levels", "notch", "percent", "place", "places", "points", "step"}
)
_BADLY = frozenset({"poorly", "badly", "unfavorably", "unfavourably"})
# Words that set two things apart or side by side with a preposition.
_TO_RIVALS: dict[str, tuple[tuple[str, Relation], ...]] = {
    "superior": (("to", UP),),
    "preferable": (("to", UP),),
    "inferior": (("to", DOWN),),
    "close": (("to", OTHER),),
    "closer": (("to", OTHER),),
    "match": (("for", EVEN),),
    "own": (("against", EVEN), ("with", EVEN)),
    "differs": (("from", OTHER),),
    "differ": (("from", OTHER),),
    "different": (("from", OTHER),),
    "similar": (("to", OTHER),),
    "performance": (("against", OTHER),),
    "benchmarked": (("against", OTHER),),
    "measured": (("against", OTHER),),
    "tested": (("against", OTHER),),
    "win": (("over", UP), ("against", UP)),
    "wins": (("over", UP), ("against", UP)),
    "won": (("over", UP), ("against", UP)),
    "improves": (("upon", UP), ("over", UP), ("on", UP)),
    "improved": (("upon", UP), ("over", UP)),
    "improving": (("upon", UP), ("over", UP)),
    "stacks": (("against", EVEN),),
    "holds": (("against", EVEN),),
    "hold": (("against", EVEN),),
    "held": (("against", EVEN),),
}


@pattern("behind", "ahead", "short", "above", "below")
def standing(word: Word) -> Iterator[Finding]:
    """ "X lags behind Y", "X at 51%, behind Y at 59%", "X falls short of Y", "X is ahead of Y", "a score above Y's"."""
    if word.head is None:
        return
    prep = word if word.small in {"behind", "above", "below"} else next(preps(word, "of"), None)
    rival = prep.child("pobj") if prep else None
    if rival and is_rival(rival) and _is_standing(word, rival):
        relation = UP if word.small in {"ahead", "above"} else DOWN
        yield Finding(relation, word, _holder(word), tuple(listed(rival)))


def _is_standing(word: Word, rival: Word) -> bool:
    """ "Stands ahead of Y", "51%, behind Y", "a score above Y's"; not "the idea behind Y", "met ahead of the vote" or "hills above Y"."""
    head, verb = word.head, verb_above(word)
    if word.small == "short":
        return verb.small.startswith(("fall", "fell"))
    is_high = word.small in {"above", "below"}
    if is_high and not (_is_thing(rival) or rival.small in _STANDARDS or verb.small in PLACING_VERBS):
        return False
    if head is None or rival.small in _STANDARDS or _is_behind_comma(word, head):
        return True
    if head.is_noun or head.tag == "CD":
        return _is_figure(head) or (head.mention is not None and not is_high)
    is_placed = verb.small in STANDING_VERBS | PLACING_VERBS
    return is_placed and (word.small == "ahead" or _is_placed_beside(rival, verb))


def _is_thing(rival: Word) -> bool:
    """True for a name, and for "that of Y"."""
    return rival.mention is not None or (rival.small in {"that", "those"} and _is_named(rival))


def _is_placed_beside(rival: Word, verb: Word) -> bool:
    """ "Puts it above Y", "ranks X above every other car"; not "puts it above the door" or "ranks its cars above the rest"."""
    ranked = verb.child("dobj", "nsubjpass") if verb.small.startswith(_JUDGING) else None
    return _is_known(rival) or (ranked is not None and (ranked.mention is not None or ranked.small == "it"))


def _is_known(rival: Word) -> bool:
    """True for a name, and for "it" that stands for one."""
    return rival.small in _PRONOUNS or _is_named(rival)


def _is_figure(noun: Word) -> bool:
    """ "51%", "a score", "three points"."""
    return noun.tag == "CD" or noun.child("nummod") is not None or noun.small in _HEIGHTS


def _is_behind_comma(word: Word, head: Word) -> bool:
    return any(child.small == "," and child.index == word.index - 1 for child in head.children)


@pattern("compared", "relative", "versus", "vs", "vs.", "comparison", "contrast")
def compared(word: Word) -> Iterator[Finding]:
    """ "X improves compared to Y", "good results when compared with Y", "X vs. Y", "relative to Y"."""
    prep = word if word.small in {"versus", "vs", "vs."} else next(preps(word, "to", "with"), None)
    rival = prep.child("pobj") if prep else None
    if rival and is_rival(rival):
        relation = _tendency(word) if _is_named(rival) else OTHER
        above = word.head
        subject = subject_of(above) if above else None
        yield Finding(relation, word, subject, tuple(listed(rival)))


def _is_named(rival: Word) -> bool:
    """True for a name, what belongs to one, and rivals in any number; not for "results of the year before"."""
    return rival.small in RIVAL_NOUNS or any(word.mention for word in rival.subtree(("relcl", "acl")))


@pattern("compare", "compares", "comparing", "contrasts")
def contrasting(word: Word) -> Iterator[Finding]:
    """ "They compare X with Y": neither is said to be better."""
    if not word.is_verb:
        return
    one = word.child("dobj")
    prep = next((prep for near in (word, one) if near for prep in preps(near, "with", "to", "against")), None)
    other = prep.child("pobj") if prep else None
    if one and other and one.tag != "PRP" and is_rival(one) and is_rival(other):
        yield Finding(OTHER, word, one, tuple(listed(other)))


@pattern("unlike", "like", "similar")
def likening(word: Word) -> Iterator[Finding]:
    """ "Unlike Y, X …", "Like Y, X …", "Similar to Y, X …"."""
    if word.head is None or word.index > word.head.index:
        return
    if word.small == "like" and word.index > 1:
        return
    prep = next(preps(word, "to"), None) if word.small == "similar" else word
    rival = prep.child("pobj") if prep else None
    subject = subject_of(word.head)
    is_opening = subject is not None and word.index < subject.index
    if rival and is_opening and is_rival(rival):
        yield Finding(EVEN if word.small == "like" else OTHER, word, subject, tuple(listed(rival)))


@pattern(*_TO_RIVALS)
def nearing(word: Word) -> Iterator[Finding]:
    """ "X comes close to Y", "X holds its own against Y", "X is superior to Y", "X is no match for Y", "X differs from Y"."""
    if word.small == "own" and word.is_verb:
        return
    for prep_name, relation in _TO_RIVALS[word.small]:
        won = word.child("dobj") if word.small == "won" else None
        for prep in (*behind(word, prep_name), *(below(won, prep_name) if won else ())):
            rival = prep.child("pobj")
            if rival and is_rival(rival) and (rival.mention or word.small != "closer"):
                subject = owner_named(word) or subject_of(word)
                yield Finding(_nearness(word, relation), word, subject, tuple(listed(rival)))
                return


@pattern("second")
def next_to(word: Word) -> Iterator[Finding]:
    """ "X is second only to Y", "second only to Y, X …", "X, next to Y the largest": X stands below Y."""
    to = word.following
    to = to.following if to is not None and to.small in {"only", "just"} else to
    rival = _noun_behind(to) if to is not None and to.small == "to" else None
    if rival is not None and is_rival(rival):
        is_apposed = word.head is not None and word.head.mention is not None and word.head.index < word.index
        yield Finding(DOWN, word, word.head if is_apposed else subject_of(word), tuple(listed(rival)))


@pattern("superior", "inferior")
def trying(word: Word) -> Iterator[Finding]:
    """ "X was superior to y", "X was non-inferior to y", where y has a small letter and is read as a verb."""
    to = word.following
    rival = to.following if to is not None and to.small == "to" else None
    if rival is not None and rival.tag == "VB" and rival.child("dobj") is None:
        yield Finding(
            UP if word.small == "superior" else _inferiority(word), word, subject_of(word), (rival,)
        )


def _inferiority(word: Word) -> Relation:
    """ "Non-inferior" is at least as good."""
    head = word.head.children if word.head is not None else ()
    near = {child.small for child in (*word.children, *head) if 0 < word.index - child.index <= _OPENING - 1}
    return EVEN if "non" in near else DOWN


def _noun_behind(word: Word) -> Word | None:
    """The noun that a preposition is followed by."""
    for _ in range(_MAX_BETWEEN):
        following = word.following
        if following is None or following.is_noun:
            return following
        word = following
    return None


def _nearness(word: Word, relation: Relation) -> Relation:
    """ "No match for Y" is below it, "not close to Y" denies that they are even; results "similar to Y's" are even with them."""
    if word.small == "inferior":
        return _inferiority(word)
    if word.small == "match":
        return DOWN if any(child.small == "no" for child in word.children) else relation
    if word.small == "close" and is_negated(word):
        return EVEN
    subject = subject_of(word)
    is_result = any(noun is not None and noun.small in RESULT_NOUNS for noun in (word.head, subject))
    return EVEN if word.small == "similar" and is_result else relation


def _holder(word: Word) -> Word | None:
    """What stands somewhere: "X at 51%, behind Y": X; else the subject of the clause."""
    head = word.head
    if head and head.mention and head.dep not in {"pobj"}:
        return head
    return placed_at(word)


def _tendency(word: Word) -> Relation:
    """What the words around "compared to" say of the two: "X is faster", "X lags", "X cuts latency"."""
    above = verb_above(word.head) if word.head else word
    near = [other for other in above.subtree() if other.index < word.index or word.index < _OPENING]
    words = {other.small for other in near}
    if words & EVEN_WORDS:
        return EVEN
    if words & (LAGGING_VERBS | _BADLY):
        return DOWN
    degrees = {degree(other)[0] for other in near if other.tag in {"JJR", "RBR"}} & {UP, DOWN}
    if degrees:
        return UP if UP in degrees else DOWN
    if judged := appraised(above):  # "compared with Y, X feels sluggish"
        return judged
    is_reduced = bool(words & REDUCING_VERBS)
    return UP if words & (COST_NOUNS if is_reduced else BETTERED_WORDS | BEATING_VERBS) else OTHER
