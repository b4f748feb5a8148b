"""Extract: the claims of a document, by rules."""

from __future__ import annotations

from claims.pipeline.extraction.candidates import find_candidates
from claims.pipeline.extraction.mentions import learned_names
from claims.values import ClaimCandidate, Document

EXTRACTOR = "rules"
EXTRACTOR_VERSION = "1"


def extract(document: Document) -> tuple[ClaimCandidate, ...]:
    """The claims of `document` in reading order. Deterministic; looks at nothing but the document; raises nothing."""
    return tuple(find_candidates(document))


def extractor_version() -> str:
    """The extractor's name and version; with the digest of the names that were added to ours, if there are any."""
    return "+".join(filter(None, [f"{EXTRACTOR}-{EXTRACTOR_VERSION}", learned_names()]))
