"""Comparing: the verbs and nouns by which a sentence sets one thing above, beside or below another."""

from __future__ import annotations

from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import subject_of, verb_above
from claims.pipeline.extraction.grammar.findings import DOWN, EVEN, FIRST, UP, Finding, pattern
from claims.pipeline.extraction.grammar.phrases import behind, listed, named_owner, numbered, preps
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    BEATING_VERBS,
    BOARD_NOUNS,
    INTENDING_WORDS,
    LAGGING_VERBS,
    LOSING_VERBS,
    MATCHING_VERBS,
    NO_RIVALS,
    RESULT_NOUNS,
    RIVAL_NOUNS,
    TIMES,
)

# "Dominated by fears", "overshadowed by the war" set nothing above or below.
_OF_NAMES = ("dominat", "overshadow")
_LACKING = frozenset({"lack", "lacked", "lacks"})


@pattern(*BEATING_VERBS)
def beating(word: Word) -> Iterator[Finding]:
    """ "X beats Y", "X, surpassing Y", "X is outperformed by Y", "X matches or exceeds Y"."""
    if not word.is_verb:
        return
    if (agent := word.child("agent")) and word.child("dobj") is None:
        yield from _beaten(word, agent.child("pobj"))
        return
    rival = _object(word)
    rival = _whose_amount(rival) or rival if rival else None
    if rival and is_rival(rival) and not _is_intended(word) and not _is_no_other(word, rival):
        relation = EVEN if _is_alternative(word, MATCHING_VERBS) else UP
        yield Finding(relation, word, subject_of(word), tuple(listed(rival)))


def _whose_amount(noun: Word) -> Word | None:
    """ "Exceeding the $1.35 trillion of Y", "beating Y's 51%": Y; None of what is no amount of a name."""
    if noun.mention or not (noun.tag in {"CD", "$"} or noun.small in {"%", "percent"}):
        return None
    owners = [noun.child("poss"), *(prep.child("pobj") for prep in preps(noun, "of", "by", "from", "for"))]
    return next((owner for owner in owners if owner is not None and owner.mention), None)


def _beaten(word: Word, rival: Word | None) -> Iterator[Finding]:
    """ "X is outperformed by Y"; "the leaderboard is topped by Y": Y is first."""
    patient = _patient(word)
    if rival and patient and patient.small in BOARD_NOUNS:
        yield Finding(FIRST, word, rival)
    elif rival and is_rival(rival) and not (word.small.startswith(_OF_NAMES) and rival.mention is None):
        yield Finding(DOWN, word, patient, tuple(listed(rival)))


def _is_no_other(verb: Word, noun: Word) -> bool:
    """ "beat cancer", "tops the list", "tops up the fund"; "outpaces supply" has another side in a bare noun."""
    is_filled = verb.small.startswith("topp") and any(
        child.small in {"off", "up"} for child in verb.all("prt")
    )
    return (
        is_filled
        or (verb.small.startswith("overshadow") and noun.mention is None)
        or noun.small.split()[-1] in BOARD_NOUNS
        or (_is_mass(noun) and not verb.small.startswith("out"))
    )


@pattern(*MATCHING_VERBS)
def matching(word: Word) -> Iterator[Finding]:
    """ "X matches Y", "X rivals Y", "X is matched by Y", "X is tied with Y"."""
    if not word.is_verb or _is_alternative(word, BEATING_VERBS):
        return
    rival = _object(word)
    for prep in preps(word, "by", "with"):
        rival = rival or (prep.child("pobj") if word.tag in {"VBN", "VBD"} or prep.small == "with" else None)
    if rival and is_rival(rival) and _is_comparable(rival):
        yield Finding(EVEN, word, subject_of(word), tuple(listed(rival)))


def _is_comparable(noun: Word) -> bool:
    """True for names and what belongs to them, and for rivals in any number; not for "the direction", "the colour"."""
    is_named = any(word.mention for word in noun.subtree(("relcl", "acl")))
    return is_named or (
        (noun.small != "ones" and noun.tag in {"NNS", "PRP", "CD"})
        or noun.small in RIVAL_NOUNS | RESULT_NOUNS
    )


@pattern(*_LACKING, *LAGGING_VERBS, *LOSING_VERBS)
def lagging(word: Word) -> Iterator[Finding]:
    """ "X trails Y", "X underperforms Y", "X lost to Y", "X lacks the range of Y"."""
    if not word.is_verb:
        return
    rival = None
    if word.small in _LACKING:
        rival = named_owner(word.child("dobj"))
    elif word.small in LAGGING_VERBS:
        rival = next((prep.child("pobj") for prep in preps(word, "behind")), None) or _object(word)
        rival = None if rival is None or _is_drawn(rival) else rival
    elif word.small in LOSING_VERBS:
        rival = next((prep.child("pobj") for prep in preps(word, "to", "against")), None)
        rival = rival if rival and (rival.mention or rival.small in {"it", "them"}) else None
    if rival and is_rival(rival):
        yield Finding(DOWN, word, subject_of(word), tuple(listed(rival)))


def _is_drawn(noun: Word) -> bool:
    """ "Trailed a banner": True of the banner."""
    return noun.mention is None and any(child.small in {"a", "an"} for child in noun.all("det"))


@pattern("leads", "led", "lead", "leading")
def leading(word: Word) -> Iterator[Finding]:
    """ "X leads Y by three points"."""
    if word.is_verb:
        rival = word.child("dobj")
        if rival and rival.mention and any(prep.small in {"by", "on"} for prep in word.all("prep")):
            yield Finding(UP, word, subject_of(word), tuple(listed(rival)))


@pattern("followed")
def followed(word: Word) -> Iterator[Finding]:
    """ "X leads with 59%, followed by Y", "the leader is X, followed by Y"."""
    if word.head is None or word.dep not in {"advcl", "acl", "dep", "prep"}:
        return
    agent = word.child("agent", "prep")
    rival = agent.child("pobj") if agent and agent.small == "by" else None
    if rival and rival.mention:
        verb = verb_above(word.head)
        named = verb.child("attr")
        subject = named if named and named.mention else subject_of(verb)
        yield Finding(UP, word, subject, tuple(listed(rival)))


@pattern("prefer", "prefers", "preferred", "favor", "favored", "favour", "favoured")
def preferring(word: Word) -> Iterator[Finding]:
    """ "They prefer X over Y", "X is preferred to Y"."""
    if word.small in {"prefer", "prefers", "preferred", "favor", "favored", "favour", "favoured"}:
        raters = [agent.child("pobj") for agent in word.all("agent")]  # "preferred by raters to Y"
        near = (prep for noun in (word, *filter(None, raters)) for prep in behind(noun, "over", "to"))
        rival = next((prep.child("pobj") for prep in near), None)
        subject = word.child("dobj") or word.child("nsubjpass")
        if rival and subject and is_rival(rival):
            yield Finding(UP, word, subject, tuple(listed(rival)))


def _is_intended(verb: Word) -> bool:
    """ "to beat Y, X needs …", "X wants to beat Y": nothing that happened."""
    if not any(child.small == "to" and child.dep == "aux" for child in verb.children):
        return False
    return verb.dep in {"advcl", "acl"} or (verb.head is not None and verb.head.small in INTENDING_WORDS)


def _is_mass(noun: Word) -> bool:
    """ "beat cancer": a bare noun that names no rival."""
    return noun.mention is None and noun.tag == "NN" and not noun.children


def is_rival(noun: Word) -> bool:
    """True for what one can be better than: no amount, no time, no expectation."""
    if noun.mention or (noun.tag == "CD" and numbered(noun)):
        return True
    if noun.tag[:1] == "W":
        return False
    if (
        (noun.tag in {"JJS", "RBS"} and not noun.child("prep"))
        or noun.small in NO_RIVALS | TIMES
        or noun.tag in {"CD", "$"}
        or noun.small in {"%", "percent"}
    ):
        return False
    if noun.tag == "PRP" or noun.small in {"that", "this", "all", "what", "which"}:
        return noun.small in {"it", "them", "all"} or noun.child("prep") is not None
    number = noun.child("nummod")
    return noun.small in RIVAL_NOUNS or number is None or _is_size(number)


def _is_size(number: Word) -> bool:
    """ "the 72B version": no amount."""
    return number.text[:1].isdigit() and number.text[-1:] in {"B", "M", "b", "m"}


def _object(verb: Word) -> Word | None:
    """The verb's object, or that of the verb that is joined to it: "matches or exceeds Y"; a name may hang on it otherwise."""
    if rival := verb.child("dobj"):
        return rival
    if name := next(
        (c for c in verb.all("npadvmod", "attr", "oprd") if c.mention and c.index > verb.index), None
    ):
        return name
    shared = (
        verb.head.child("dobj")
        if verb.dep == "conj" and verb.head is not None and verb.head.is_verb
        else None
    )
    if shared is not None and shared.index > verb.index:
        return shared
    joined = verb.child("conj")
    return joined.child("dobj") if joined and joined.is_verb and joined.child("nsubj") is None else None


def _is_alternative(verb: Word, others: frozenset[str]) -> bool:
    """True of a verb that "or" joins to one of the others."""
    for head, joined in ((verb.head, verb), (verb, verb.child("conj"))):
        if head and joined and joined.dep == "conj" and {head.small, joined.small} & others:
            cc = head.child("cc")
            return cc is not None and cc.small == "or" and joined.index - head.index < 5
    return False


def _patient(verb: Word) -> Word | None:
    """Whom a passive verb is about: its subject, or the noun that it describes."""
    if verb.dep == "acl" and verb.head:
        return verb.head
    return subject_of(verb)
