"""Sayings: verbs of saying that look like nouns, "critics allege that", "IDC estimates", told by their place; and who speaks by them."""

from __future__ import annotations

from collections.abc import Sequence

from claims.pipeline.extraction.grammar.clauses import own_subject
from claims.pipeline.extraction.grammar.tree import Word

_SAYING = frozenset(
    {
        "allege",
        "caution",
        "claim",
        "complain",
        "contend",
        "estimate",
        "forecast",
        "predict",
        "project",
        "report",
        "warn",
    }
)
_SAID = frozenset({"a", "an", "he", "it", "no", "she", "that", "the", "their", "there", "they", "this", "we"})
POLLED = frozenset({"asked", "interviewed", "polled", "questioned", "surveyed"})
_BEHIND_NOUNS = frozenset({"and", "at", "by", "for", "from", "in", "of", "on", "or", "to", "with"})
_NO_SPEAKERS = frozenset(
    {
        "and",
        "but",
        "nor",
        "or",
        "that",
        "to",
        "which",
        "who",
        "is",
        "are",
        "was",
        "were",
        "has",
        "had",
        "have",
        "of",
        "in",
        "than",
        "all",
    }
)
_FAR = 9
# Verbs of saying only where they say a clause: "conceded a goal", "told a story".
_WITH_CLAUSES = frozenset({"concede", "conceded", "concedes", "tell", "tells", "told"})
_NAMING = frozenset({"call", "called", "calls", "dubbed", "labeled", "labelled"})
_CONTRARY = frozenset({"contrary", "despite", "unlike"})


def spelled_saying(words: Sequence[Word], word: Word) -> str:
    """ "say" or "says" for a verb of saying that the tagger takes for a noun; "" for every other word."""
    if word.small in _SAYING and (_is_said_by_many(words, word) or _is_said_by_polled(words, word)):
        return "say"
    if word.small.removesuffix("s") in _SAYING and _is_parenthetical(words, word):
        return "says" if word.small.endswith("s") else "say"
    return ""


def _is_said_by_many(words: Sequence[Word], verb: Word) -> bool:
    """ "Critics allege that", "residents claim Norland": True of the verb behind a plural that opens its sentence, before what is said."""
    before = words[verb.index - 1] if verb.index else None
    after = words[verb.index + 1] if verb.index + 1 < len(words) else None
    if before is None or after is None or before.mention is not None or not before.small.endswith("s"):
        return False
    return after.mention is not None or after.small in _SAID


def _is_said_by_polled(words: Sequence[Word], verb: Word) -> bool:
    """ "Economists polled by Reuters forecast growth": True of "forecast"."""
    after = words[verb.index + 1] if verb.index + 1 < len(words) else None
    if after is None or not words[0].small.endswith("s") or not 3 < verb.index < _FAR:
        return False
    opening = [word.small for word in words[1 : verb.index]]
    is_polled = opening[0] in POLLED and opening[1] == "by" and words[verb.index - 1].mention is not None
    return is_polled and after.text.isalnum() and after.small not in _BEHIND_NOUNS


def _is_parenthetical(words: Sequence[Word], verb: Word) -> bool:
    """ "…, IDC estimates.", "…, analysts at Gartner estimate, …": True of a verb between a comma with who speaks and a sign."""
    following = words[verb.index + 1].small if verb.index + 1 < len(words) else "."
    near = range(verb.index - 1, max(-1, verb.index - _FAR), -1)
    start = next((i for i in near if words[i].small == ","), None)
    if following not in {",", ".", ";"} or start is None or start == verb.index - 1:
        return False
    speakers = words[start + 1 : verb.index]
    return all(map(_may_be_of_speaker, speakers)) and _agrees(speakers, is_one=verb.small.endswith("s"))


def _may_be_of_speaker(word: Word) -> bool:
    """False for signs, participles and words that join other things than a speaker's."""
    is_plain = word.text.isalpha() and word.small not in _NO_SPEAKERS
    return word.mention is not None or (is_plain and not word.small.endswith(("ed", "est", "ing")))


def _agrees(speakers: Sequence[Word], *, is_one: bool) -> bool:
    """ "IDC", "the agency" is one, "analysts at Gartner" are many."""
    first, last = speakers[0], speakers[-1]
    if not is_one:
        return first.mention is None and first.small.endswith("s")
    is_single = last.mention is not None or not last.small.endswith("s")
    return is_single and (first.mention is not None or first.small in {"the", "its"})


def speaking(verb: Word) -> Word | None:
    """The subject of a verb, the nearer of two: "X is bought, Y said" where the parser gives it both; None where it asserts nothing."""
    subject = next(reversed(verb.all("nsubj")[1:]), None) or own_subject(verb)
    is_passive = subject is not None and subject.dep == "nsubjpass"
    is_aside = verb.dep == "relcl" or _is_standard(verb) or _is_contradicted(verb)
    return None if is_passive or is_aside else subject


def _is_standard(verb: Word) -> bool:
    """ "Higher than the company had promised": True of "promised"."""
    return any(child.small == "than" for child in verb.children)


def _is_contradicted(verb: Word) -> bool:
    """ "Contrary to what its website said", "unlike what the firm claims": True of "said"."""
    before = [
        word.small
        for word in (verb.head, verb.head.head if verb.head is not None else None)
        if word is not None
    ]
    return verb.dep == "pcomp" and not _CONTRARY.isdisjoint(before)


def is_of_things(verb: Word) -> bool:
    """ "Told a story", "conceded two goals": True of a verb that has an object and no clause that is said."""
    said = verb.child("ccomp", "parataxis", "xcomp", "dative")
    is_inserted = verb.dep in {"parataxis", "advcl"}
    return verb.small in _WITH_CLAUSES and verb.child("dobj") is not None and said is None and not is_inserted


def is_naming(verb: Word) -> bool:
    """ "Called the plan a disaster": True of "called"."""
    return verb.small in _NAMING and verb.child("oprd") is not None


def is_polled(noun: Word) -> bool:
    """ "Economists polled by Reuters": True of the economists."""
    clause = noun.child("acl") if noun.tag == "NNS" else None
    return clause is not None and clause.small in POLLED and clause.child("agent") is not None
