"""Negation: whether a sentence denies what a word of it says."""

from __future__ import annotations

from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import OPINIONS

_NEVER = frozenset({"never", "hardly", "scarcely", "barely", "nowhere", "neither"})
_FAILING = frozenset(
    [
        "fail",
        "fails",
        "failed",
        "failing",
        "unable",
        "refuse",
        "refused",
        "refuses",
        "unlikely",
        "cease",
        "ceased",
        "ceases",
        "stop",
        "stopped",
        "stops",
        "yet",
    ]
)
_MAX_STEPS = 4


def is_negated(word: Word) -> bool:
    """ "does not beat", "never beat", "fails to beat", "no model beats", "is no better": True of the word that says how."""
    if word.small == "match" and word.is_noun:  # "no match for"
        return False
    for _ in range(_MAX_STEPS):
        if any(
            _negates(child) for child in word.children if child.index != word.index + 1 or child.dep != "prep"
        ):
            return True
        head = word.head
        if head is None or not _passes_on(word, head):
            return False
        if head.small in _FAILING:
            return True
        word = head
    return False


def _negates(child: Word) -> bool:
    if child.dep == "neg" or child.small in _NEVER:
        return not _is_only(child)
    if child.dep == "det" and child.small == "no":
        return True
    return child.dep in {"nsubj", "nsubjpass"} and is_none(child)


def is_none(noun: Word) -> bool:
    """ "no model", "none of them", "nothing"."""
    return noun.small in {"none", "nobody", "nothing", "neither"} or any(
        child.dep in {"det", "neg"} and child.small in {"no", "neither"} for child in noun.children
    )


def _is_only(word: Word) -> bool:
    """ "not only": negates nothing."""
    head = word.head
    return head is not None and any(
        child.small in {"only", "just", "merely"} and child.index == word.index + 1 for child in head.children
    )


def _passes_on(word: Word, head: Word) -> bool:
    """True if what negates the head negates the word, too."""
    if word.dep == "ccomp" and head.small in OPINIONS:  # "I don't think that it is"
        return True
    if word.dep in {"xcomp", "acomp", "attr", "oprd", "aux"} or (
        word.dep == "ccomp" and word.child("nsubj") is None
    ):
        return True
    if word.dep in {"advmod", "amod", "dobj", "pobj", "prep", "npadvmod", "pcomp"}:
        return not (word.dep == "pcomp" and head.small != "without") and word.index > head.index - 3
    return False
