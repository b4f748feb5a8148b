"""Context match: whether the text beside a stretch is the one that stood beside a passage."""

from __future__ import annotations

from rapidfuzz import fuzz

from claims.pipeline.watching.folding import Folded, letters_of
from claims.values import Passage

CONTEXT_LETTERS = 32
"""How many letters beside a passage are compared."""

_CONTEXT_FLOOR = 70.0
_NEAR_FLOOR = 85.0
_NEAR_SIDE = 0.4
_REACH_LETTERS = 1000
_NEAREST_LETTERS = 12


def matching_sides(page: Folded, at: int, end: int, passage: Passage) -> float:
    """How many sides of a stretch (offsets into the letters) look as the passage's context did: 0 to 2.

    A side counts for less if it is only near: an advertisement may stand between them now.
    """
    prefix = letters_of(passage.prefix)[-CONTEXT_LETTERS:]
    suffix = letters_of(passage.suffix)[:CONTEXT_LETTERS]
    before = page.letters[max(at - _REACH_LETTERS, 0) : at]
    after = page.letters[end : end + _REACH_LETTERS]
    # Read away from the passage, both sides are one case.
    return _match(prefix[::-1], before[::-1]) + _match(suffix, after)


def _match(context: str, now: str) -> float:
    if not context:
        return 0.0
    if now.startswith(context) or fuzz.ratio(context, now[: len(context)]) >= _CONTEXT_FLOOR:
        return 1.0
    if len(context) < CONTEXT_LETTERS // 2:
        return 0.0
    is_near = now.startswith(context[:_NEAREST_LETTERS]) or fuzz.partial_ratio(context, now) >= _NEAR_FLOOR
    return _NEAR_SIDE if is_near else 0.0
