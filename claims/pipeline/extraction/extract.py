"""Extract: the claims of a document, by rules."""

from __future__ import annotations

from collections.abc import Sequence

from claims.pipeline.extraction.candidates import find_candidates, find_candidates_in_each
from claims.pipeline.extraction.reviewed_claims import apply_reviews
from claims.values import ClaimCandidate, Document


def extract(document: Document) -> tuple[ClaimCandidate, ...]:
    """The claims of `document` in reading order. Deterministic; looks at nothing but the document; raises nothing."""
    return apply_reviews(document, tuple(find_candidates(document)))


def extract_each(documents: Sequence[Document]) -> tuple[tuple[ClaimCandidate, ...], ...]:
    """The claims of each document, as `extract` finds them. Faster than one call for each if they are short."""
    return tuple(
        apply_reviews(document, tuple(candidates))
        for document, candidates in zip(documents, find_candidates_in_each(documents), strict=True)
    )
