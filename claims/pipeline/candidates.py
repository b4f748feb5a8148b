"""Candidates: which statements claim something, and of what kind."""

from __future__ import annotations

from claims.pipeline.statements import find_statements
from claims.values import ClaimCandidate, ClaimKind, Document

_CONTEXT = 64


def find_candidates(document: Document) -> tuple[ClaimCandidate, ...]:
    return tuple(
        ClaimCandidate(
            s.text,
            s.start,
            s.end,
            ClaimKind.ATTRIBUTE,
            document.text[max(0, s.start - _CONTEXT) : s.start],
            document.text[s.end : s.end + _CONTEXT],
            s.markers,
            s.links,
            rule="cited",
        )
        for s in find_statements(document)
        if s.labels or s.reached or s.links
    )
