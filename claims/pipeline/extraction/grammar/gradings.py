"""Gradings: whether a comparative praises or blames, or only orders along a dimension."""

from __future__ import annotations

from claims.pipeline.extraction.grammar.clauses import subject_of, verb_above
from claims.pipeline.extraction.grammar.findings import DOWN, OTHER, UP
from claims.pipeline.extraction.grammar.merits import decay_of, is_effort, is_of_material, is_of_trouble
from claims.pipeline.extraction.grammar.phrases import preps
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    BAD_COMPARATIVES,
    BAD_QUALITIES,
    COST_NOUNS,
    DIMENSIONS,
    GOOD_COMPARATIVES,
    NEEDING_VERBS,
    NEUTRAL_QUALITIES,
    PREFERENCES,
    PRICE_NOUNS,
    SCORE_NOUNS,
)
from claims.vocabulary import Relation

_COSTING = frozenset({"cost", "costs", "costing"})
_SPEED = "speed"
_LOSING = frozenset(
    ["concede", "conceded", "concedes", "conceding", "drop", "dropped", "drops", "lose", "loses", "losing", "lost", "miss", "missed", "misses", "waste",
     "wasted", "wastes"]
)  # fmt: skip
_CONSUMING = frozenset(
    ["consume", "consumed", "consumes", "draw", "drawing", "draws", "use", "used", "uses", "using"]
)
_WINNING = frozenset(["win", "winning", "wins", "won"])
_FREQUENCIES = frozenset({"often", "frequently"})
_CHOSEN = frozenset({"chosen", "picks", "chooses", "wins", "won", "win"})
_NO_MERIT = frozenset({"farther", "further", "sooner"})
_DEGREES = frozenset({"amount", "chance", "degree", "level", "number", "rate", "share"})


def degree(word: Word) -> tuple[Relation, str]:
    """Whether a comparative praises or blames, or the dimension along which it only orders; and on what, if it says so."""
    if decay := decay_of(word):
        return (UP if decay > 0 else DOWN), ""
    if is_of_trouble(word):
        return (DOWN if word.small == "more" else UP), ""
    if word.small in {"more", "less", "fewer"}:
        return _more(word, word.head)
    if is_effort(word):
        return OTHER, "effort"
    if word.small in DIMENSIONS:
        return OTHER, DIMENSIONS[word.small]
    if word.small in {"higher", "greater", "lower"}:
        return _amount(word, word.head)
    aspect = _SPEED if word.small in {"faster", "slower", "quicker"} else ""
    if is_of_material(word):
        return UP, "hardness"
    if word.small in BAD_COMPARATIVES:
        return DOWN, aspect
    is_good = word.small in GOOD_COMPARATIVES or (word.small.endswith("er") and word.small not in _NO_MERIT)
    return (UP, aspect) if is_good else (OTHER, "")


def _amount(word: Word, head: Word | None) -> tuple[Relation, str]:
    """ "higher accuracy", "lower latency", "errors are lower" praise; a price is a dimension of its own."""
    measured = subject_of(word) if word.dep == "acomp" else head
    if measured is not None and measured.small in PRICE_NOUNS:
        return OTHER, f"{'lower' if word.small == 'lower' else 'higher'} {measured.small}"
    of = next(preps(measured, "of"), None) if measured is not None and measured.small in _DEGREES else None
    what = (of.child("pobj") if of is not None else None) or measured
    is_said = word.dep in {"acomp", "amod", "conj"}
    is_cost = what is not None and what.mention is None and is_said and what.small in COST_NOUNS
    return (UP if (word.small == "lower") == is_cost else DOWN), ""


def _more(word: Word, head: Word | None) -> tuple[Relation, str]:
    """ "more reliable", "2 points more" praise, "more verbose" blames, "less" turns all round; more of something is a number."""
    is_more = word.small == "more"
    if any(child.small in {"point", "points"} for child in word.all("npadvmod")):
        return (UP if is_more else DOWN), ""
    if head is None or _is_neutral(head):
        return OTHER, _more_spent(head, is_more=is_more) or _how_often(word, head) or word.small
    if head.small in DIMENSIONS and word.dep == "advmod":
        dimension = DIMENSIONS[head.small]
        return OTHER, dimension if is_more else _turned(dimension)
    if head.is_noun and head.small not in BAD_QUALITIES:
        return merit_of_more(head, is_more=is_more) or (OTHER, f"{word.small} {head.small}")
    return (DOWN if is_bad(head.small) == is_more else UP), ""


def _is_neutral(graded: Word) -> bool:
    """ "Runs more", "more likely", "runs more often"."""
    return graded.is_verb or graded.small in NEUTRAL_QUALITIES or is_frequency(graded)


def _how_often(more: Word, graded: Word | None) -> str:
    """ "More often"; "" of everything else."""
    return f"{more.small} {graded.small}" if graded is not None and graded.small in _FREQUENCIES else ""


def is_bad(quality: str) -> bool:
    """ "slow", "slowly"."""
    return quality in BAD_QUALITIES or quality.removesuffix("ly") in BAD_QUALITIES


def _more_spent(verb: Word | None, *, is_more: bool) -> str:
    """ "Costs less": "lower price"; "" of every other verb."""
    dimension = DIMENSIONS["cheaper"] if verb is not None and verb.small in _COSTING else ""
    return _turned(dimension) if dimension and is_more else dimension


def merit_of_more(noun: Word, *, is_more: bool) -> tuple[Relation, str] | None:
    """ "more accuracy", "less memory", "won more matches" praise; None of a noun that is neither good nor bad to have."""
    if noun.small in SCORE_NOUNS:
        return (UP if is_more != is_spent(noun) else DOWN), noun.small
    if noun.small in COST_NOUNS:
        return (DOWN if is_more else UP), noun.small
    if noun.dep == "dobj" and noun.head is not None and noun.head.small in _WINNING:
        return (UP if is_more else DOWN), noun.small
    return None


def is_spent(noun: Word) -> bool:
    """ "Concedes fewer points", "draws more power": True of what is lost or used up, of which less is better."""
    verb = noun.head.small if noun.dep == "dobj" and noun.head is not None else ""
    return verb in NEEDING_VERBS | _LOSING or (noun.small == "power" and verb in _CONSUMING)


def _turned(dimension: str) -> str:
    low, _, what = dimension.partition(" ")
    return f"{ {'lower': 'higher', 'higher': 'lower'}.get(low, low) } {what}"


def is_frequency(graded: Word) -> bool:
    """ "Splits more often": how often something happens is neither good nor bad; "is chosen more often" is."""
    return graded.small in _FREQUENCIES and verb_above(graded).small not in PREFERENCES | _CHOSEN
