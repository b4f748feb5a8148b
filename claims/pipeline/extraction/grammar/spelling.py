"""Spelling: how the tagger is given the words of a sentence, that it takes for something else as they are written."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from claims.pipeline.extraction.grammar.sayings import spelled_saying
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
_PLURAL_BASES = frozenset({"lag", "outnumber", "outpace", "outweigh", "trail"})
_BASES = _PLURAL_BASES | {"lags", "outnumbers", "outpaces", "outweighs", "trails"}
_RARE_PASTS = frozenset({"outdid", "outgrew", "outgrown", "outshone", "outsold"})
_NO_ACTORS = frozenset(
    {"and", "any", "arch", "but", "for", "from", "its", "main", "nor", "old", "than", "that", "the", "their", "three", "two", "with"}
)  # fmt: skip
_BEFORE_LEVELS = frozenset(
    {"a", "an", "any", "each", "every", "high", "low", "its", "one", "same", "that", "the", "their", "this", "top"}
)  # fmt: skip
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
        if rare := spelled_saying(words, word) or _spelled_rare(words, word):
            return rare
        is_verb = _is_acting_verb(words, word)
        unmistakable = (form for ending, form in _UNMISTAKABLE if word.small.endswith(ending))
        return next(unmistakable, word.text) if is_verb else unligated(word.text)
    return _STAND_INS.get(word.mention.kind, "Google")


def _spelled_rare(words: Sequence[Word], word: Word) -> str:
    """What the tagger knows for a verb or a comparative that it takes for a name or a noun; "" for every other word."""
    if _is_opening_participle(words, word):
        return "exceeding"
    if word.small in _RARE_PASTS:
        return "exceeded"
    if word.small in _BASES and _is_between_plural(words, word):
        return "exceed" if word.small in _PLURAL_BASES else "exceeds"
    if is_level_with(words, word):
        return "equal"
    return "faster" if _is_comparative(words, word) else ""


def _is_opening_participle(words: Sequence[Word], word: Word) -> bool:
    """ "Overtaking Corvid, Lanthorn grew": True of "Overtaking"; with a capital it is taken for a name."""
    if word.index or word.small not in _VERBS or not word.small.endswith("ing") or len(words) <= _SHORT:
        return False
    return words[1].mention is not None and any(other.small == "," for other in words[2:])


def is_level_with(words: Sequence[Word], word: Word) -> bool:
    """ "Finished level with Corvid", "level on points with Corvid": True of "level", which is taken for a noun; not of "a level with"."""
    if word.small != "level" or not word.index or words[word.index - 1].small in _BEFORE_LEVELS:
        return False
    behind = [other.small for other in words[word.index + 1 : word.index + 4]]
    return behind[:1] == ["with"] or (behind[:1] == ["on"] and behind[2:] == ["with"])


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


def _is_between_plural(words: Sequence[Word], word: Word) -> bool:
    """ "Exports trail Norway's", "its rate lags the average": True of a verb between a noun and what begins an object."""
    if not word.index or word.index + 1 >= len(words) or not _may_be_object(words[word.index + 1]):
        return False
    before = words[word.index - 1]
    is_plural = before.small.endswith("s") and not before.small.endswith(("'s", "’s", "ss"))
    return before.mention is not None or (
        before.text.isalpha() and is_plural == (word.small in _PLURAL_BASES)
    )


def _may_be_object(word: Word) -> bool:
    """True for what begins an object: a name, a number, an article or a pronoun."""
    return word.mention is not None or word.text[0].isdigit() or word.small in _OBJECT_STARTS


def unligated(written: str) -> str:
    """A word as it is spelt: "efficiency" of one that is set with a ligature."""
    return written if written.isascii() else unicodedata.normalize("NFKC", written)
