"""Hedges: the words by which a sentence reserves what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.pipeline.extraction.cues import cues, in_small, words_of

_HEDGES = re.compile(
    r"\b(?:reportedly|allegedly|supposedly|purportedly|apparently|seemingly|presumably|arguably|possibly|probably|perhaps|likely|unlikely|potentially|potential|virtually|"
    r"may|might|could|would|can be|in some (?:cases|aspects|metrics|ways|respects|instances)|in (?:many|certain|several) (?:cases|scenarios|respects)|some of the|"
    r"(?:is|are|was|were) (?:expected|predicted|projected|believed|said|thought|likely|estimated|reported|rumou?red) to|expected to|projected to|has been shown to|have been shown to|"
    r"appears? to|seems? to|suggests? that|tends? to|claims?|claiming|claimed|alleging|alleged?|up to|about|around|approximately|roughly|nearly|almost|generally|mostly|mainly|largely|typically|often|"
    r"one of the|few|projections indicat\w+|aims? to|plans? to)\b",
)
# A text that holds none of these words is not searched for the pattern.
_HEDGE_CUES = cues(
    "reportedly allegedly supposedly purportedly apparently seemingly presumably arguably possibly probably perhaps likely unlikely "
    "potentially potential virtually may might could would can some cases aspects metrics ways respects instances scenarios expected "
    "predicted projected believed said thought estimated reported rumored rumoured shown appear appears seem seems suggest suggests "
    "tend tends claim claims claiming claimed allege alleging alleged up about around approximately roughly nearly almost generally mostly "
    "mainly largely typically often one few projections aim aims plan plans"
)
_NO_HEDGES = frozenset({"May", "Might", "Could", "Would", "MAY", "MIGHT", "COULD", "WOULD"})


def hedges(text: str) -> Iterator[str]:
    """The reserving words as written; "May" is a month."""
    if _HEDGE_CUES.isdisjoint(words_of(text)):
        return
    for match in _HEDGES.finditer(in_small(text)):
        words = text[match.start() : match.end()]
        if words not in _NO_HEDGES:
            yield words
