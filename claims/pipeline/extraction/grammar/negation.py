"""Negation: whether a sentence denies what a word of it says."""

from __future__ import annotations

from itertools import islice

from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import OPINIONS

_NEVER = frozenset({"never", "hardly", "scarcely", "barely", "nowhere", "neither"})
# "No longer the best", "nowhere near as fast", "not nearly as fast".
_LONGER = frozenset({"longer", "near", "nearly", "close", "remotely"})
_FAILING = frozenset([
    "fail", "fails", "failed", "failing", "unable", "impossible", "refuse", "refused", "refuses",
    "unlikely", "cease", "ceased", "ceases", "stop", "stopped", "stops", "struggle", "struggled",
    "struggles", "struggling", "yet",
])  # fmt: skip
_DECLINING = frozenset(
    {"avoid", "avoided", "avoiding", "avoids", "decline", "declined", "declines", "neglected"}
)
_OUSTED = frozenset([
    "dethroned", "deposed", "displaced", "eclipsed", "ousted", "overtaken", "replaced", "succeeded",
    "supplanted", "surpassed", "toppled", "unseated", "usurped",
])  # fmt: skip
_LOSING = frozenset([
    "abdicate", "abdicated", "cede", "ceded", "cedes", "concede", "conceded", "forfeit", "forfeited",
    "gave", "give", "gives", "lose", "loses", "losing", "lost", "relinquish", "relinquished",
    "surrender", "surrendered", "yield", "yielded",
])  # fmt: skip
_HAVING = frozenset({"has", "have", "had"})
_NOTHING = frozenset({("det", "no"), ("dobj", "none")})
_WAYS = frozenset({"case", "circumstances", "means", "point", "stage", "time", "way"})
_RULED_OUT = frozenset({("from", "far"), ("of", "instead"), ("than", "rather")})
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
        if head is None:
            return False
        if _is_behind_nor(word, head):
            return True
        if word.small == "as" and _is_lost(head):
            return True
        if not _passes_on(word, head):
            return False
        if _is_not_done(word, head):
            return True
        word = head
    return False


def _is_behind_nor(word: Word, head: Word) -> bool:
    """ "Neither faster nor more reliable": True of "reliable"."""
    joint = [child.small for child in head.all("cc") if child.index < word.index]
    return word.dep == "conj" and joint[-1:] == ["nor"]


def is_ruled_out(word: Word) -> bool:
    """ "Far from doubling, it grew by 2%", "3% instead of 5%", "3% rather than 5%": True of what is not so."""
    for step in (word, *islice(word.ancestors(), _MAX_STEPS)):
        if any(
            (than.small, child.small) in _RULED_OUT
            for than in step.all("quantmod")
            for child in than.children
        ):
            return True
        prep = step.head if step.dep in {"pobj", "pcomp"} else None
        if prep is not None:
            above = prep.head.small if prep.head is not None else ""
            return (prep.small, above) in _RULED_OUT or any(
                (prep.small, child.small) in _RULED_OUT for child in prep.children
            )
        if step.is_verb and step is not word:
            return False
    return False


def _is_at_no_time(prep: Word) -> bool:
    """ "At no time was X better", "in no way", "by no means"."""
    noun = prep.child("pobj") if prep.dep == "prep" else None
    return noun is not None and noun.small in _WAYS and any(child.small == "no" for child in noun.children)


def _is_lost(head: Word) -> bool:
    """ "Was dethroned as the fastest", "lost its place as the fastest": it is not the fastest any more."""
    if head.small in _OUSTED:
        return head.dep == "acl" or head.child("auxpass", "nsubjpass") is not None
    verb = head.head if head.dep == "dobj" else head if head.child("dobj") else None
    return verb is not None and verb.small in _LOSING


def _is_not_done(word: Word, head: Word) -> bool:
    """ "Fails to beat", "declined to sell", "has yet to beat"."""
    is_declined = word.dep == "xcomp" and head.small in _DECLINING
    return head.small in _FAILING or is_declined or _is_still_to_come(word, head)


def _is_still_to_come(word: Word, head: Word) -> bool:
    """ "Has yet to beat Y"."""
    return (
        word.dep == "xcomp" and head.small in _HAVING and any(child.small == "yet" for child in head.children)
    )


def _negates(child: Word) -> bool:
    if child.dep == "neg" or child.small in _NEVER:
        return not _is_only(child) and not _bounds(child)
    if child.small in _LONGER and any(below.small in {"no", "not", "nowhere"} for below in child.children):
        return True
    if (child.dep, child.small) in _NOTHING:
        return True
    head = child.head
    if child.small == "nor" and head is not None and head.is_verb and child.index < head.index:
        return True  # "Nor did X grow"
    is_subject = child.dep in {"nsubj", "nsubjpass"}
    return (is_subject and (is_none(child) or _is_neither(child))) or _is_at_no_time(child)


def _bounds(no: Word) -> bool:
    """ "No fewer than 300", "not more than 30": True of what says how many there are."""
    is_of_number = no.head is not None and no.head.tag == "CD"
    return is_of_number and no.following is not None and no.following.small in {"fewer", "less", "more"}


def is_none(noun: Word) -> bool:
    """ "no model", "none of them", "nothing"."""
    if noun.mention is not None:  # "neither X nor Y" is both of them
        return any(child.dep in {"det", "neg"} and child.small == "no" for child in noun.children)
    is_not_one = noun.small == "one" and any(child.small == "not" for child in noun.children)
    return (
        is_not_one
        or noun.small in {"none", "nobody", "nothing", "neither"}
        or any(child.dep in {"det", "neg"} and child.small in {"no", "neither"} for child in noun.children)
    )


def _is_neither(noun: Word) -> bool:
    """ "Neither X nor Y"."""
    return noun.mention is not None and any(child.small == "neither" for child in noun.children)


def _is_only(word: Word) -> bool:
    """ "not only", "if not better": negates nothing."""
    head = word.head
    near = (
        (*head.children, *(head.head.children if head.head is not None else ())) if head is not None else ()
    )
    return any(
        (child.small in {"only", "just", "merely"} and child.index == word.index + 1)
        or (child.small == "if" and child.index == word.index - 1)
        for child in near
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
