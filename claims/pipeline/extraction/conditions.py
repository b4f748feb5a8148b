"""Conditions: under which circumstances a sentence says that something holds: dates, settings of a test, forms of a model."""

from __future__ import annotations

import re

_MONTHS = "january|february|(?:march|may)(?= \\d)|april|june|july|august|september|october|november|december"
_PATTERNS = {
    "date": rf"\b(?:{_MONTHS})\b(?: \d{{1,2}}\b)?|\b(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?|\b(?:fy ?|q[1-4]|h[12])\d{{0,4}}|"
    r"\b(?:first|second|third|fourth|last|previous|next) (?:quarter|half|year|month|week)\b|\b(?:today|yesterday|now|currently|recently|so far|by then)\b",
    "shots": r"\b(?:\d{1,3}|zero|one|few|five)[- ]shots?\b",
    "samples": r"\b(?:pass|maj|avg|cons|best|rm|acc|mean|prompt)@\d{0,4}|\bbest[- ]of[- ]\w+|\bmajority\b|\bself-consistency\b",
    "split": r"\b(?:dev|val|validation|test|training|train|public|private|held-out)[- ](?:sets?|splits?)\b|\b(?:mini|lite|hard|diamond|verified|extended|full)\b",
    "method": r"\b(?:cot|tir|chain[- ]of[- ]thought|(?:non-)?thinking|reasoning|tools?|search|agentic|scaffold(?:ing)?|prompt(?:ing|s)?|internal(?:ly)?)\b",
    "form": r"\b(?:base|instruct|chat|preview|turbo|distill(?:ed)?|quanti[sz]ed|fp8|bf16|fp16|int[48]|4-bit|8-bit|active|activated|dense|moe|non-embedding|text-only|multimodal)\b",
}
_CONDITION = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS.items()), re.IGNORECASE
)
MAX_CHARACTERS = 4000


def conditions_of(text: str) -> frozenset[str]:
    """The words of a sentence that limit when, where or how it holds, in small letters: {"2024", "5-shot"}.

    Sentences with different conditions can both be true. Only the first `MAX_CHARACTERS` are read.
    """
    return frozenset(
        " ".join(match[0].casefold().split()) for match in _CONDITION.finditer(text[:MAX_CHARACTERS])
    )
