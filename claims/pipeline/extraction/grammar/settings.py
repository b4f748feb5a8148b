"""Settings: on what, and in what, a sentence says that something holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.pipeline.extraction.grammar.findings import Finding
from claims.pipeline.extraction.grammar.phrases import examples, listed, owner_of, phrase
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import IDIOM_WORDS
from claims.vocabulary import EntityKind

_PREPOSITIONS = frozenset({"on", "in", "across", "at", "for", "over"})
_TIME = re.compile(
    r"\b(?:time|years?|months?|weeks?|days?|decades?|seasons?|history|quarter|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|"
    r"april|may|june|july|august|september|october|november|december|(?:19|20)\d\d|order|instance|example|fact|addition|turn|cases|contrast|"
    r"least|all|part|comparison|record)$",
    re.IGNORECASE,
)
_MAX = 6


def settings_of(text: str, finding: Finding) -> tuple[str, ...]:
    """The benchmarks, else the tasks, that a comparison is made on."""
    nouns = list(_nouns(finding))
    named = [
        word.mention.text
        for noun in nouns
        for word in (*listed(noun), *(other for one in listed(noun) for other in examples(one)))
        if word.mention and word.mention.kind is EntityKind.BENCHMARK
    ]
    if named:
        return tuple(dict.fromkeys(named))[:_MAX]
    anchor = finding.anchor.index
    words = [phrase(text, noun) for noun in nouns if noun.index > anchor and not noun.mention]
    return tuple(dict.fromkeys(w for w in words if w and not _TIME.search(w) and not w[0].isdigit()))[:_MAX]


def _nouns(finding: Finding) -> Iterator[Word]:
    """What prepositions name at the word that compares, at the objects, and at the verb above."""
    places = [finding.anchor, *finding.objects]
    above: Word | None = finding.anchor
    for _ in range(3):
        if above is None or above.is_verb or above.head is None:
            break
        above = above.head
        places.append(above)
    for place in places:
        if (
            place.small in {"those", "that"} and owner_of(place) is None
        ):  # "those on Y" are no others than they
            continue
        for prep in place.all("prep"):
            noun = prep.child("pobj") if prep.small in _PREPOSITIONS else None
            if noun is not None and noun.tag != "JJR" and noun.small not in IDIOM_WORDS:
                yield noun
