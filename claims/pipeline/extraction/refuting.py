"""Refuting: short sentences that call the one before them false."""

from __future__ import annotations

import re

_FALSE = r"(?:false|untrue|not true|incorrect|fake|baseless|unfounded|fabricated|nonsense|made up|a (?:lie|hoax|myth|fake|fabrication))"
_REFUTES = re.compile(
    rf"\W{{0,3}}(?:but |however, |in fact,? |actually,? )?(?:(?:(?:that|this|it|these|they|the (?:claims?|statements?|posts?|reports?|rumou?rs?|allegations?|stor(?:y|ies)|videos?|quotes?))"
    rf"(?:['’]s| is| are| was| were)(?: \w{{1,12}}ly| all| simply)? {_FALSE}|(?:that|this) (?:never happened|did not happen|isn['’]t true|is not so))|{_FALSE})\W{{0,3}}",
    re.IGNORECASE,
)
_LONGEST = 100


def refutes(text: str) -> bool:
    """True for a sentence that says of the one before it that it is not so: "That is false.", "Not true."."""
    return len(text) <= _LONGEST and _REFUTES.fullmatch(text) is not None
