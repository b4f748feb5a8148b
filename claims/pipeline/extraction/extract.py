"""Extract: the claims of a document, by rules."""

from __future__ import annotations

from claims.pipeline.extraction.candidates import find_candidates
from claims.pipeline.extraction.reviewed_claims import apply_reviews
from claims.values import ClaimCandidate, Document


def extract(document: Document) -> tuple[ClaimCandidate, ...]:
    """The claims of `document` in reading order. Deterministic; looks at nothing but the document; raises nothing."""
    return apply_reviews(document, tuple(find_candidates(document)))
