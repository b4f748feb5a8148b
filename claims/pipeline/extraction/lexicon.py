"""Lexicon: the English words that the extractor reads grammar from, out of lexicon.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

_LISTS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("lexicon.toml").read_text(encoding="utf-8"))


def _words(name: str) -> frozenset[str]:
    return frozenset(_LISTS[name].split())


def _forms(verb: str) -> tuple[str, str]:
    """The third person and the past of a regular verb."""
    if verb.endswith("e"):
        return verb + "s", verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies", verb[:-1] + "ied"
    if verb.endswith(("s", "ch", "sh", "x")):
        return verb + "es", verb + "ed"
    return verb + "s", verb + "ed"


FINITE_VERBS = (
    _words("forms") | _words("auxiliaries") | {form for verb in _words("verbs") for form in _forms(verb)}
)
ABBREVIATIONS = _words("abbreviations")
FINAL_ABBREVIATIONS = _words("final_abbreviations")
GOOD_COMPARATIVES = _words("good_comparatives")
BAD_COMPARATIVES = _words("bad_comparatives")
GOOD_QUALITIES = _words("good_qualities")
BAD_QUALITIES = _words("bad_qualities")
COUNTED = _words("counted")
IMPERATIVES = _words("imperatives")
AUXILIARIES = _words("auxiliaries")
PRAISING_WORDS = _words("praising_words")
BLAMING_WORDS = _words("blaming_words")
NEGATIONS = _words("negations")
CONTRASTS = _words("contrasts")
OPINIONS = _words("opinions")
SAYINGS = _words("sayings")
PREFERENCES = _words("preferences")
DEPARTURES = _words("departures")
DROPPING_VERBS = _words("dropping_verbs")
DECAYING_VERBS = _words("decaying_verbs")
ADVANTAGES = _words("advantages")
BEATING_VERBS = _words("beating_verbs")
MATCHING_VERBS = _words("matching_verbs")
LAGGING_VERBS = _words("lagging_verbs")
LOSING_VERBS = _words("losing_verbs")
CAUSING_VERBS = _words("causing_verbs")
ADVANTAGE_NOUNS = _words("advantage_nouns")
EVEN_WORDS = _words("even_words")
BETTERED_WORDS = _words("bettered_words")
TELLING_VERBS = _words("telling_verbs")
REPORTING_VERBS = _words("reporting_verbs")
DENYING_WORDS = _words("denying_words")
FALSE_WORDS = _words("false_words")
INTENDING_WORDS = _words("intending_words")
NO_RIVALS = _words("no_rivals")
TIMES = _words("times")
ACHIEVING_VERBS = _words("achieving_verbs")
RIVAL_NOUNS = _words("rival_nouns")
BOARD_NOUNS = _words("board_nouns")
COST_NOUNS = _words("cost_nouns")
PRICE_NOUNS = _words("price_nouns")
SCORE_NOUNS = _words("score_nouns")
RESULT_NOUNS = _words("result_nouns")
TITLE_NOUNS = _words("title_nouns")
NEEDING_VERBS = _words("needing_verbs")
NEUTRAL_QUALITIES = _words("neutral_qualities")
NAMING_VERBS = _words("naming_verbs")
PLACING_VERBS = _words("placing_verbs")
STANDING_VERBS = _words("standing_verbs")
SEEKING_VERBS = _words("seeking_verbs")
RELEASING_VERBS = _words("releasing_verbs")
MATERIALS = _words("materials")
MAKER_NOUNS = _words("maker_nouns")
HOLDING_VERBS = _words("holding_verbs")
CHANGING_VERBS = _words("changing_verbs") | _words("reducing_verbs")
REDUCING_VERBS = _words("reducing_verbs")
IMPROVING_VERBS = _words("improving_verbs")
SCORING_VERBS = _words("scoring_verbs")
DIMENSIONS: dict[str, str] = _LISTS["dimensions"]
# Behind a bullet or a full stop they have a capital and a name follows: "Surpasses Kestrel-2".
COMMON_WORDS = _words("common") | BEATING_VERBS | MATCHING_VERBS | LAGGING_VERBS
IDIOMS: dict[str, tuple[tuple[frozenset[str], ...], ...]] = {
    place: tuple(
        tuple(frozenset(word.split("/")) for word in line.split()) for line in lines.split("\n") if line
    )
    for place, lines in _LISTS["idioms"].items()
}
"""Each idiom of a place ("above", "even", "below") as the words that it may have one after the other."""
IDIOM_WORDS = frozenset(
    word for phrases in IDIOMS.values() for _, *rest in phrases for words in rest for word in words
)
"""What is no setting: "dust" of "leaves Y in the dust"."""
