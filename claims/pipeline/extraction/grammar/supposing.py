"""Supposing: clauses that say under which condition something would be so, and what they suppose."""

from __future__ import annotations

from claims.pipeline.extraction.grammar.tree import Word

_CONDITIONS = frozenset({"if", "unless", "whether"})
_INVERTED = frozenset({"had", "should", "were"})


def has_condition(verb: Word) -> bool:
    """ "if it sells", "whether it sells", "if approved", "were it sold"."""
    is_marked = any(child.small in _CONDITIONS and child.dep in {"mark", "advmod"} for child in verb.children)
    return is_marked or (verb.dep == "advcl" and _is_inverted(verb))


def _is_inverted(verb: Word) -> bool:
    """ "Were the merger blocked", "had it closed", "should it be approved": the verb stands before its subject."""
    subject = _subject_behind(verb)
    first = min((word for word in (verb, *verb.children) if word.dep != "punct"), key=lambda word: word.index)
    return subject is not None and first.small in _INVERTED and first in {verb, *verb.all("aux", "auxpass")}


def _subject_behind(verb: Word) -> Word | None:
    """The subject of "were the merger blocked", which the parser hangs on "were" or on "blocked"."""
    predicate = verb.child("acomp", "ccomp")
    subject = verb.child("nsubj", "nsubjpass", "expl")
    return subject or (predicate.child("nsubj", "nsubjpass") if predicate is not None else None)


def is_conditional(verb: Word, head: Word | None) -> bool:
    """ "If it sells, it would beat Y", "it would beat Y were it sold"."""
    is_before = (
        head is not None
        and verb.dep == "ccomp"
        and verb.index < head.index
        and _is_inverted_behind(verb, head)
    )
    return is_before or any(map(has_condition, verb.all("advcl"))) or any(map(_is_inverted, verb.all("dep")))


def _is_inverted_behind(verb: Word, condition: Word) -> bool:
    """ "It would lose were the merger blocked", where the parser takes "were" for the main verb."""
    auxiliary = next((aux for aux in condition.all("aux", "auxpass")), condition)
    predicates = [one for one in condition.all("ccomp", "acomp") if one.index > condition.index]
    subjects = [one.child("nsubj", "nsubjpass") for one in (condition, *predicates)]
    subject = next((one for one in subjects if one is not None), None)
    return (
        auxiliary.small in _INVERTED and subject is not None and verb.index < auxiliary.index < subject.index
    )


def is_supposed(verb: Word) -> bool:
    """ "It would beat Y": True of "beat"."""
    return any(child.dep == "aux" and child.small in {"would", "could", "might"} for child in verb.children)


def is_unreal(verb: Word) -> bool:
    """ "Without the dam, 900 would have drowned", "it could have saved 3 million", "it should have sold 40": True of what did not happen.

    "X would have been better" is a judgement of today, "they could not have found a better one" is praise.
    """
    auxiliaries = {child.small for child in verb.all("aux", "auxpass")}
    if verb.tag != "VBN" or "have" not in auxiliaries:
        return False
    if "should" in auxiliaries:
        return True
    if verb.child("neg") is not None or (verb.small == "been" and verb.child("acomp") is not None):
        return False
    return not auxiliaries.isdisjoint({"would", "could"})
