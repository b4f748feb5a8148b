"""Governing: what a verb or noun says of the clause that it governs: that it is supposed, hindered, or so in any case."""

from __future__ import annotations

from claims.pipeline.extraction.grammar.negation import is_negated
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import FALSE_WORDS

# What is said to follow "if" in other words: "provided that it sells", "in the event that it sells"
_SUPPOSING = frozenset({"provided", "providing"})
_CASES = frozenset({"assumption", "case", "condition", "event"})
_PRETENDING = frozenset({"pretend", "pretended", "pretends"})
# What one may not do although it is so: "does not regret that it sold"
_FACTIVE = frozenset(
    {"forget", "forgot", "ignore", "ignored", "know", "knew", "mention", "mentioned", "mind", "notice", "noticed", "realise", "realize", "regret",
     "regretted", "reveal", "revealed", "specify", "explain", "explained", "disclose", "disclosed"}
)  # fmt: skip
_QUESTIONS = frozenset({"how", "when", "where", "why"})
_TIMES = frozenset({"after", "although", "before", "since", "though", "until", "while"})
_HINDERING = frozenset(
    {"deter", "deterred", "deters", "hinder", "hindered", "keep", "keeps", "kept", "prevent", "prevented", "preventing", "prevents", "stop", "stopped", "stopping", "stops"}
)  # fmt: skip


def is_only_supposed(verb: Word, head: Word) -> bool:
    """ "Provided that it sells", "in the event that it sells", "it pretended to have sold", "a false report that it sold"."""
    if verb.dep in {"ccomp", "xcomp"} and head.small in _SUPPOSING | _PRETENDING:
        return head.small in _PRETENDING or head.dep in {"advcl", "prep"}
    if verb.dep not in {"acl", "relcl"}:
        return False
    is_case = head.small in _CASES and head.head is not None and head.head.small in {"in", "on"}
    return is_case or (
        verb.child("mark") is not None and any(child.small in FALSE_WORDS for child in head.all("amod"))
    )


def is_hindered(verb: Word) -> bool:
    """ "It kept the firm from selling"."""
    prep = verb.head if verb.dep == "pcomp" else None
    return (
        prep is not None and prep.small == "from" and prep.head is not None and prep.head.small in _HINDERING
    )


def is_told_apart(verb: Word, head: Word) -> bool:
    """ "It did not rest until it sold", "did not say why it sold", "does not regret that it sold": sold, whatever the head denies."""
    openings = {child.small for child in verb.all("mark", "advmod") if child.index < verb.index}
    if verb.dep == "advcl":
        return not openings.isdisjoint(_TIMES)
    is_known = head.small in _FACTIVE or not openings.isdisjoint(_QUESTIONS)
    return verb.dep == "ccomp" and is_known and is_negated(head)
