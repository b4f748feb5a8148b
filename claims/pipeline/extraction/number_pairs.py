"""Number pairs: which two numbers of a text belong together, as a range, as two ends of a change, as a value with its error."""

from __future__ import annotations

import re

from claims.pipeline.extraction.changes import speaks_of_change
from claims.pipeline.extraction.cues import in_small
from claims.pipeline.extraction.digit_numbers import DigitNumber
from claims.pipeline.extraction.measures import is_year

_BEFORE = 32
_COUNTED_NEXT = re.compile(r"[ \u00a0][a-z]+s\b")
_FAR = 3  # what a value is of its change at least
_MAX_GAP = 20
_DASH = re.compile(r"[–—‑-]|[ \u00a0][–-][ \u00a0]|[ ]?[~～〜∼][ ]?")
_ARROW = re.compile(r"[ \u00a0]?(?:→|->|⟶|=>)[ \u00a0]?")
_WORD_BETWEEN = re.compile(r"[ \u00a0](?P<word>to|and|or|through)[ \u00a0](?:an?[ ][a-z]{3,12}[ ])?")
_ERROR = re.compile(r"[ \u00a0]?(?:±|\+/-|\+/−|\\pm)[ \u00a0]?")
_BETWEEN = re.compile(r"\bbetween (?:\w+ )?$")
_OF = re.compile(r"[ \u00a0](?:out )?of (?:the |its |all )?")
_RELATIVE = frozenset({"%", "percentage points", "basis points"})
_ENDS = re.compile(r"\b(?:by|from|of) (?:\w+ )?$")
_IN_YEAR = re.compile(r"\b(?:[Aa]fter|[Bb]efore|[Bb]y|[Ii]n|[Oo]f|[Ss]ince|[Uu]ntil) $")
_NO_NOUN = r"to|of|in|on|at|and|or|for|by|the|a|an|with|from|as|is|are|was|were|it|has|have|had|per|but|than|after|before|when|while|if|that|which|compared|according|versus|up|down|this|last|since|during|over|each|every|not|its|their|already|altogether|claimed|expected|instead|now|overall|then|there|today|together|yesterday|vs|becomes|brings|comes|gets|gives|goes|includes|keeps|leaves|makes|means|puts|remains|requires|says|seems|shows|takes"
NOUN = re.compile(
    rf"[ \u00a0\u202f-]?((?:(?!(?:{_NO_NOUN})[ ])[a-zA-Z][\w/-]*[ \u00a0-]){{0,3}}?"
    rf"(?!(?:{_NO_NOUN})\b)(?:(?:people|women|men|children|staff|kroner|kronor|ringgit|baht|rupiah|forint)\b|[a-z][\w/-]*(?:(?<!s)(?<!u)(?<!i)(?<!les)s\b|(?= (?:of|in|on|at|for|by|with|from|to|and|or|that|which|is|are|was|were)\b)|(?=[.,;:)]|$))))"
)


def is_total(text: str, part: DigitNumber, number: DigitNumber) -> bool:
    """ "41 of 120 seats": 120 is that of which 41 are a part."""
    is_of = _OF.fullmatch(text, part.end, number.start) is not None
    return is_of and not (part.unit or number.unit) and part.value <= number.value


def joint_of(text: str, first: DigitNumber, second: DigitNumber) -> str:
    """How two numbers belong together: "range", "pair", "error"; "" if they do not."""
    gap = text[first.end : second.start]
    if _ERROR.fullmatch(gap):
        return "error"
    if len(gap) > _MAX_GAP or not _may_share_unit(text, first, second):
        return ""
    if _ARROW.fullmatch(gap):
        return "pair"
    word = _WORD_BETWEEN.fullmatch(gap)
    before = in_small(text)[max(0, first.start - _BEFORE) : first.start]
    if word and word["word"] == "and":
        return "range" if _BETWEEN.search(before) else "pair"
    if word and word["word"] == "to" and (change := _of_change(text, before, first, second)):
        return change
    if word or _DASH.fullmatch(gap):
        return "range" if first.scaled(second.size) < second.scaled(first.size) else "pair"
    return ""


def _of_change(text: str, before: str, first: DigitNumber, second: DigitNumber) -> str:
    """ "grew from 5% to 7%" is a pair, "grew by 40 to 512" a change, "growth of 19% to 27%" and "grew by 3 to 5%" neither."""
    if before.endswith(" of ") or not speaks_of_change(text, first.start):
        return ""
    if before.endswith(" by "):
        return "change" if _is_far(text, first, second) else ""
    return "pair"


def _is_far(text: str, change: DigitNumber, value: DigitNumber) -> bool:
    """True for "by 40 to 512" and "by 300 to 480.", where the second number is the value; "by 3 to 5 per cent" is a range."""
    is_bare = not (change.unit or value.unit or value.size or NOUN.match(text, value.end))
    return is_bare or value.value >= _FAR * change.value > 0


def _may_share_unit(text: str, first: DigitNumber, second: DigitNumber) -> bool:
    """False for "since 1976 and 2.3 tonnes", "7.5% to $41.20", "7 per cent to 61.2 million", "1.2% or 66 points" and "in 2025 to $1.4 million"."""
    if first.unit and second.unit:
        return first.unit == second.unit
    if first.unit and _COUNTED_NEXT.match(text, second.end):
        return False
    if first.unit == "%" and _ERROR.match(text, second.end):
        return False
    if first.unit in _RELATIVE and (second.size or _is_goal(text, first, second)):
        return False
    is_after_year = is_year(text[first.start : first.end]) and not is_year(text[second.start : second.end])
    return not (
        is_after_year and (second.unit or _IN_YEAR.search(text, max(0, first.start - _BEFORE), first.start))
    )


def _is_goal(text: str, change: DigitNumber, value: DigitNumber) -> bool:
    """ "Complaints fell 26% to 140": 140 is no per cent; "from 26% to 14" and "by 3% to 5" may be."""
    is_to = text[change.end : value.start].strip() == "to" and not value.unit
    return is_to and not _ENDS.search(text, 0, change.start) and speaks_of_change(text, change.start)
