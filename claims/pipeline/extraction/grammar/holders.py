"""Holders: whose an amount may be, read off the words above it."""

from __future__ import annotations

from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import own_subject, subject_of
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import HOLDING_VERBS

_HOLDING = frozenset({"with", "at", "of", "has", "having"})
_SHARES = frozenset(["percent", "%", "share", "emissions"])
_REACHING = frozenset({"at", "for", "from", "to"})
_MAX_STEPS = 10


def holders_of(word: Word) -> Iterator[Word]:
    """Whose an amount may be, the nearest first: "X at 51%", "X, a model with 16 experts", "X (32 layers)", "X has 3 parts": X."""
    amount = word
    for _ in range(_MAX_STEPS):
        if word is not amount and _is_told(word):
            return
        yield from _holders_at(word, amount)
        if word.head is None or (word.is_verb and _is_told(word)):
            return
        word = word.head


def _is_told(verb: Word) -> bool:
    """ "The agency expects demand to rise", "it rose, the agency said", "a myth that it rose": True of what is told, which has a subject of its own."""
    is_content = verb.dep == "ccomp" or (verb.dep == "acl" and verb.child("mark") is not None)
    subject = verb.child("nsubj", "nsubjpass", "expl") if is_content else None
    return subject is not None and subject.tag not in {"WDT", "WP"} and subject.small not in {"i", "we"}


def _holders_at(word: Word, amount: Word) -> Iterator[Word]:
    """The holders that stand at one of the words above an amount, or at the amount itself."""
    if owner := word.child("poss"):
        yield owner
    if word.small in _SHARES and (having := _having_share(word)) is not None:
        yield having
    if is_subject(word) or word.small in _SHARES:
        yield from _whole_of(word, amount)
    if word is amount and word.is_verb and (doubled := subject_of(word)) is not None:
        yield doubled
        if _is_told(word):
            return
    head = word.head
    if head is None:
        return
    if _is_added_to(word, head):
        yield head
    if head.is_verb and (subject := subject_of(head)) is not None:
        yield subject


def _having_share(share: Word) -> Word | None:
    """ "X accounts for 40% of Y", "X stands at 40% of Y", "X owns 40% of Y": X."""
    prep = share.head if share.dep == "pobj" else None
    verb = prep.head if prep is not None and prep.small in _REACHING else share.head
    is_had = (
        verb is not None and verb.is_verb and (share.dep in {"attr", "pobj"} or verb.small in HOLDING_VERBS)
    )
    return own_subject(verb) if verb is not None and is_had else None


def is_subject(word: Word) -> bool:
    """True for the subject of a verb, and for what "and" joins to it."""
    for _ in range(_MAX_STEPS):
        if word.dep != "conj" or word.head is None:
            break
        word = word.head
    return word.dep in {"nsubj", "nsubjpass"}


def _whole_of(part: Word, amount: Word) -> Iterator[Word]:
    """ "The price of X is 3 dollars", "51% of X", "one in five X": X."""
    for first in part.all("prep"):
        prep = (first.child("prep") or first) if first.small == "out" else first
        is_of = prep.small in {"of", "for"} or (prep.small == "in" and part is amount)
        if is_of and (noun := prep.child("pobj")) and noun is not amount:
            yield noun


def _is_added_to(word: Word, head: Word) -> bool:
    """ "X, a model", "X that has 3 parts", "X with 3 parts"."""
    return (
        word.dep in {"relcl", "acl"}
        or (word.dep == "appos" and head.is_noun)
        or (word.dep == "prep" and word.small in _HOLDING and head.is_noun)
    )
