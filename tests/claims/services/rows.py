"""The smallest valid rows that these tests start from."""

from __future__ import annotations

from datetime import UTC, datetime

from claims.models import Citation, Claim
from claims.services.articles import capture, ingest
from claims.values import Actor

ACTOR = Actor("user", "alice")
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ARTICLE = """A paper

Kestrel-2 outperforms Heron-1 on MMLU.[1][2] Kestrel-2 has 9 billion parameters.[1]
"""


def claim_of(text: str = "Kestrel flies.") -> Claim:
    return Claim.objects.create(
        text=text, kind="attribute", identity_key=text, first_seen_at=NOW, last_seen_at=NOW
    )


def captured_citations() -> list[Citation]:
    """Three unresolved citations of two claims: [1] and [2] of the first, [1] of the second."""
    ingest.submit_article(content=ARTICLE, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    return list(Citation.objects.order_by("appearance__start", "position"))
