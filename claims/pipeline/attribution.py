"""Attribution: who a sentence says said it, how directly, and with what reservation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claims.pipeline.clauses import bare
from claims.pipeline.subjects import SentenceView, trim

_STRONG = re.compile(
    r"\b(?:says?|said|claims?|claimed|reports?|reported|announced|announces|states?|stated|estimates?|estimated|projects|projected|predicts?|forecasts?|argues?|argued|notes?|noted|reveals?|revealed|"
    r"confirms?|confirmed|expects|believes?|warns?|warned|told|tells|wrote|writes|describes?|described|(?:identified|found)(?= that\b)|positions?|acknowledged|alleges?|alleging)\b",
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    r"\b(?:according to|per|as reported by|as (?:noted|described|claimed|stated) by|summarized by|cited by|in the words of)\s+(?P<who>[^,;:.()]{2,100}?)(?=[,;:.()]|$| that\b)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"][^”\"]{12,}[”\"]")
_HEDGES = re.compile(
    r"\b(?:reportedly|allegedly|supposedly|purportedly|apparently|seemingly|presumably|arguably|possibly|probably|perhaps|likely|unlikely|potentially|potential|virtually|"
    r"(?-i:may|might|could|would)|can be|in some (?:cases|aspects|metrics|ways|respects|instances)|in (?:many|certain|several) (?:cases|scenarios|respects)|some of the|"
    r"(?:is|are|was|were) (?:expected|predicted|projected|believed|said|thought|likely|estimated|reported|rumou?red) to|expected to|projected to|has been shown to|have been shown to|"
    r"appears? to|seems? to|suggests? that|tends? to|claims?|claiming|claimed|alleging|alleged|up to|about|around|approximately|roughly|nearly|almost|generally|mostly|mainly|largely|typically|often|"
    r"one of the|few|projections indicat\w+|aims? to|plans? to)\b",
    re.IGNORECASE,
)
_PERSON_OR_ORGANISATION = re.compile(
    r"[A-Z@]|analysts?|researchers?|officials?|experts?|scientists?|executives?|critics?|report|study|research|lawsuit|company|firm",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """`attributed_to` says it, `hedge` are the reserving words, `speech` is "direct", "indirect" or ""."""

    attributed_to: str = ""
    hedge: str = ""
    speech: str = ""


def attribute(view: SentenceView) -> Attribution:
    """Who says it and how surely, as far as the sentence itself tells."""
    text = view.text[:3000]
    speaker = _speaker(view, text)
    hedges = "; ".join(dict.fromkeys(match[0] for match in _HEDGES.finditer(text)))
    speech = ("direct" if _QUOTED.search(text) else "indirect") if speaker else ""
    return Attribution(speaker, hedges[:200], speech)


def _speaker(view: SentenceView, text: str) -> str:
    if source := _ACCORDING.search(text):
        return bare(source["who"])
    for clause in view.clauses()[:4]:
        verb = _STRONG.match(text, clause.verb)
        words = text[clause.start : clause.end]
        if verb and _PERSON_OR_ORGANISATION.search(words):
            named = view.named_in(clause)
            if named:
                return named.text
            subject = view.subject_of(clause)
            return subject or trim(words)
    return ""
