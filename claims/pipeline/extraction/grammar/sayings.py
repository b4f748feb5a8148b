"""Sayings: verbs of saying that look like nouns, "critics allege that", "economists forecast growth", "IDC estimates", told by their place."""

from __future__ import annotations

from collections.abc import Sequence

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
