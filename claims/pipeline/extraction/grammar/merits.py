"""Merits: whether a comparative sets what it is said of above or below something else."""

from __future__ import annotations

from collections.abc import Sequence

from claims.pipeline.extraction.grammar.clauses import subject_of
from claims.pipeline.extraction.grammar.negation import is_negated
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    BAD_COMPARATIVES,
    BAD_QUALITIES,
    BLAMING_WORDS,
    COST_NOUNS,
    COUNTED,
    DECAYING_VERBS,
    GOOD_COMPARATIVES,
    GOOD_QUALITIES,
    MATERIALS,
    NEEDING_VERBS,
    NEGATIONS,
    NEUTRAL_QUALITIES,
    SCORE_NOUNS,
)

_MORE = {"more": 1, "less": -1, "fewer": -1}
_AMOUNTS = {"higher": 1, "greater": 1, "lower": -1}
# "works harder" says how much is done, not how well.
_EFFORTS = frozenset(
    [
        "fight",
        "fought",
        "hit",
        "push",
        "strive",
        "train",
        "tries",
        "try",
        "trying",
        "work",
        "working",
        "works",
    ]
)
_USING = frozenset(
    ["burn", "burned", "burns", "eat", "eats", "gets", "go", "goes", "gone", "ran", "run", "runs", "went"]
)
_DOING = frozenset(
    ["deliver", "delivers", "did", "do", "does", "give", "gives", "offer", "offers", "provide", "provides"]
)
_COSTING = frozenset({"complain", "complains", "complained", "cost", "costs"})
_ENDURING = frozenset(
    [
        "endure",
        "endures",
        "last",
        "lasted",
        "lasts",
        "live",
        "lived",
        "lives",
        "survive",
        "survived",
        "survives",
    ]
)
_WAITING = frozenset(["take", "takes", "taking", "took"])
_EASILY = frozenset({"easily", "fast", "frequently", "often", "quickly", "rapidly"})
_SOON = frozenset({"easier", "faster", "quicker", "sooner"})
_SLOW = frozenset({"later", "slower"})
_NONE_THE = frozenset({"none"})
_MAX_BETWEEN = 3
_BEFORE = 4
# "not only better", "if not better", "no doubt better".
_NO_DENIAL = frozenset(["only", "just", "merely", "doubt", "question", "wonder"])


def merit_of(word: Word) -> int:
    """1 for a comparative that praises, -1 for one that blames, 0 for every other word.

    "better", "more reliable", "fewer errors", "lower cost": 1. "worse", "less reliable", "more errors", "harder", "rusts faster": -1.
    """
    if decay := decay_of(word):
        return decay
    if word.small in _MORE:
        return _MORE[word.small] * _graded(word)
    if word.small in _AMOUNTS:
        return _AMOUNTS[word.small] * _counted(word)
    if is_effort(word):
        return 0
    if is_of_material(word):
        return 1
    if word.small == "longer":
        return _lasting(word)
    if word.small in GOOD_COMPARATIVES:
        return 1
    return -1 if word.small in BAD_COMPARATIVES else 0


def is_denied(word: Word, before: Sequence[Word]) -> bool:
    """ "X is not better", "X doesn't look any better", "X is no better". `before` are the words before it, in order.

    "if not better", "not only better" and "no doubt better" deny nothing.
    """
    for i in range(len(before) - 1, max(-1, len(before) - 1 - _BEFORE), -1):
        if before[i].small in {",", "but", ";", "."}:
            break
        if before[i].small in NEGATIONS | _NONE_THE or before[i].dep == "neg":
            after = before[i + 1].small if i + 1 < len(before) else ""
            return not (after in _NO_DENIAL or (i and before[i - 1].small == "if"))
    return is_negated(word)


def _graded(more: Word) -> int:
    """What "more" makes more of: 1 for a good quality or a score, -1 for a bad quality or a cost."""
    head = more.head
    if is_of_trouble(more):
        return -1
    if head is None:
        return 0
    if (
        head.is_noun and head.small not in BAD_QUALITIES | GOOD_QUALITIES
    ):  # "verbose" that is taken for a noun
        return _counted(more)
    if head.is_verb and 0 < more.index - head.index <= _MAX_BETWEEN:  # "crashes less", "does more"
        return (head.small in _DOING) - (head.small in DECAYING_VERBS | _COSTING)
    if not 0 < head.index - more.index <= _MAX_BETWEEN or head.small in COUNTED | NEUTRAL_QUALITIES:
        return 0
    if head.small in BAD_QUALITIES:
        return -1
    return 1 if head.small in GOOD_QUALITIES or head.tag[:2] in {"JJ", "RB", "VB"} else 0


def is_of_trouble(more: Word) -> bool:
    """ "More of a pain", "less of a hassle"."""
    of = next((prep for prep in more.all("prep") if prep.small == "of"), None)
    thing = of.child("pobj") if of is not None else None
    return thing is not None and thing.small in BAD_QUALITIES | BLAMING_WORDS | COST_NOUNS


def _lasting(longer: Word) -> int:
    """1 for "lasts longer", -1 for "takes longer", 0 for what is only longer."""
    verb = longer.head.small if longer.head is not None else ""
    return (verb in _ENDURING) - (verb in _WAITING)


def _counted(degree: Word) -> int:
    """1 for a noun that one has more of when one is better, -1 for one of which one has less, 0 for every other."""
    noun = degree.head
    if noun is None or noun.index < degree.index:
        return 0
    verb = noun.head if noun.dep == "dobj" else None
    if verb is not None and verb.small in NEEDING_VERBS:  # "needs more care"
        return -1
    return (noun.small in SCORE_NOUNS) - (noun.small in COST_NOUNS)


def is_of_material(word: Word) -> bool:
    """ "Steel is harder than brass": strength, not trouble."""
    if word.small != "harder" or word.child("xcomp"):  # "harder to cut"
        return False
    than = word.child("prep")
    near = (word.head, subject_of(word), than.child("pobj") if than is not None else None)
    return any(noun is not None and noun.small in MATERIALS for noun in near)


def decay_of(word: Word) -> int:
    """-1 for "rusts faster", "fails sooner", "crashes more often"; 1 for "rusts more slowly", "crashes less often"; 0 for every other word."""
    way = word.head if word.small in _MORE and word.head is not None else word
    verb = way.head
    if way.dep == "amod" or verb is None or not (verb.small in DECAYING_VERBS or _is_using_up(verb)):
        return 0  # "faster crashes"
    return (
        (way.small in _SLOW) - (way.small in _SOON)
        if way is word
        else _MORE[word.small] * ((way.small == "slowly") - (way.small in _EASILY))
    )


def _is_using_up(verb: Word) -> bool:
    """ "Goes through batteries", "burns through money"."""
    return verb.small in _USING and any(
        child.small == "through" and child.child("pobj") for child in verb.children
    )


def is_effort(word: Word) -> bool:
    return word.small == "harder" and word.head is not None and word.head.small in _EFFORTS
