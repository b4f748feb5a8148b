"""Spelling: how the tagger is given the words of a sentence, that it takes for something else as they are written."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    BAD_COMPARATIVES,
    BEATING_VERBS,
    FINITE_VERBS,
    GOOD_COMPARATIVES,
    LAGGING_VERBS,
    MATCHING_VERBS,
    REPORTING_VERBS,
)
from claims.vocabulary import EntityKind

# What the tagger knows as names: it reads "Qwen2.5-Max" as a number or an adjective as often as not.
_STAND_INS = {
    EntityKind.MODEL: "Google",
    EntityKind.ORGANISATION: "Google",
    EntityKind.PRODUCT: "Google",
    EntityKind.BENCHMARK: "Google",
    EntityKind.DATASET: "Google",
    EntityKind.PERSON: "John",
}


_VERBS = BEATING_VERBS | MATCHING_VERBS | LAGGING_VERBS
# Comparing verbs that are never nouns: "it matches or outperforms Y".
_NEVER_NOUNS = frozenset(
    verb
    for verb in _VERBS
    if verb.endswith("s")
    and verb.startswith(("out", "over", "surpass", "exceed", "underperform", "trounce", "eclipse"))
)
_NO_ACTORS = frozenset(
    {
        "and",
        "any",
        "arch",
        "but",
        "for",
        "from",
        "its",
        "main",
        "nor",
        "old",
        "than",
        "that",
        "the",
        "their",
        "three",
        "two",
        "with",
    }
)
_SHORT = 2
_OTHER_VERBS = FINITE_VERBS - REPORTING_VERBS - {"is", "was", "has", "does"}
_UNMISTAKABLE = (("s", "exceeds"), ("ed", "exceeded"))
_OBJECT_STARTS = frozenset(
    [
        "a",
        "an",
        "the",
        "its",
        "their",
        "this",
        "these",
        "all",
        "every",
        "both",
        "more",
        "most",
        "first",
        "over",
        "about",
        "last",
    ]
)
# Behind these "leading" describes a noun; the tagger takes it for a verb: "on par with leading models".
_BEFORE_NOUNS = frozenset(
    ["against", "among", "and", "like", "of", "other", "over", "some", "than", "to", "with"]
)
# Verbs of saying that look like nouns: "critics allege that", "economists forecast growth".
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
_COMPARATIVES = GOOD_COMPARATIVES | BAD_COMPARATIVES
_PERFORMING = frozenset({"competes", "excels", "pales"})  # seldom seen by the tagger
_ACTING = frozenset(
    [
        "it",
        "which",
        "that",
        "also",
        "even",
        "now",
        "still",
        "version",
        "model",
        "models",
        "family",
        "series",
        "performance",
        "team",
        "company",
    ]
)


def spelling(words: Sequence[Word], word: Word) -> str:
    """What the tagger is given for a word. It takes "rivals" and "matches" for nouns behind a name."""
    if word.small[0] == "#" and len(word.small) > 1:
        return "first"
    if word.mention is None:
        if word.small == "leading" and word.index and words[word.index - 1].small in _BEFORE_NOUNS:
            return "major"
        if word.small in _PERFORMING and word.index and words[word.index - 1].mention is not None:
            return "performs"
        if _is_opening_participle(words, word):
            return "exceeding"
        if word.small in _SAYING and (_is_said_by_many(words, word) or _is_said_by_polled(words, word)):
            return "say"
        if word.small.removesuffix("s") in _SAYING and _is_parenthetical(words, word):
            return "says" if word.small.endswith("s") else "say"
        if _is_comparative(words, word):
            return "faster"
        is_verb = _is_acting_verb(words, word)
        unmistakable = (form for ending, form in _UNMISTAKABLE if word.small.endswith(ending))
        return next(unmistakable, word.text) if is_verb else unligated(word.text)
    return _STAND_INS.get(word.mention.kind, "Google")


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
    start = next(
        (i for i in range(verb.index - 1, max(-1, verb.index - _FAR), -1) if words[i].small == ","), None
    )
    if following not in {",", ".", ";"} or start is None or start == verb.index - 1:
        return False
    between = words[start + 1 : verb.index]
    first, last = between[0], between[-1]
    is_spoken = all(
        word.mention or (word.text.isalpha() and word.small not in _NO_SPEAKERS) for word in between
    )
    is_many = first.mention is None and first.small.endswith("s") and not verb.small.endswith("s")
    is_one = verb.small.endswith("s") and (first.mention is not None or first.small in {"the", "its"})
    agrees = is_many or (is_one and (last.mention is not None or not last.small.endswith("s")))
    return (
        is_spoken
        and agrees
        and not any(word.small.endswith(("ed", "est", "ing")) for word in between if not word.mention)
    )


def _is_opening_participle(words: Sequence[Word], word: Word) -> bool:
    """ "Overtaking Corvid, Lanthorn grew": True of "Overtaking"; with a capital it is taken for a name."""
    if word.index or word.small not in _VERBS or not word.small.endswith("ing") or len(words) <= _SHORT:
        return False
    return words[1].mention is not None and any(other.small == "," for other in words[2:])


def _is_comparative(words: Sequence[Word], word: Word) -> bool:
    """ "Crisper than", "much peppier than": True of a word that praises or blames, before "than"; rare ones are taken for nouns."""
    is_before_than = word.index + 1 < len(words) and words[word.index + 1].small == "than"
    return is_before_than and word.small in _COMPARATIVES and word.small.endswith("er")


def _is_acting_verb(words: Sequence[Word], word: Word) -> bool:
    """True for "rivals" and "matches" behind what acts, and for a verb like "scores" between a name and what it governs."""
    before = words[word.index - 1] if word.index else None
    if word.small in _VERBS:
        is_behind_actor = before is None or before.mention is not None or before.small in _ACTING
        return is_behind_actor or word.small in _NEVER_NOUNS or _is_between(words, word)
    is_between = before is not None and before.mention is not None and word.index + 1 < len(words)
    if not is_between or word.small not in _OTHER_VERBS:
        return False
    return word.small.endswith("s") and _may_be_object(words[word.index + 1])


def _is_between(words: Sequence[Word], word: Word) -> bool:
    """ "The smallest version beats last year's": True of a verb between a noun in small letters and what begins an object."""
    if word.index + 1 >= len(words) or not word.small.endswith("s"):
        return False
    before = words[word.index - 1].text
    is_noun = (
        before.isalpha()
        and before.islower()
        and len(before) > _SHORT
        and not before.endswith(("s", "ing", "ed"))
    )
    return is_noun and before not in _NO_ACTORS and _may_be_object(words[word.index + 1])


def _may_be_object(word: Word) -> bool:
    """True for what begins an object: a name, a number, an article or a pronoun."""
    return word.mention is not None or word.text[0].isdigit() or word.small in _OBJECT_STARTS


def unligated(written: str) -> str:
    """A word as it is spelt: "efficiency" of one that is set with a ligature."""
    return written if written.isascii() else unicodedata.normalize("NFKC", written)
