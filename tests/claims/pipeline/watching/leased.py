"""A leased source and the pages that a request brings, with values that a test can see."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from claims.pipeline.fingerprint import text_hash
from claims.pipeline.watching.response import READER_VERSION, Response
from claims.pipeline.watching.source_lease import SourceLease
from claims.values import Hop, Page, PageMetadata
from claims.vocabulary import LinkState

URL = "https://birds.example/report"
TEXT = "Kestrel-2 was trained on 12 trillion tokens. " + "It is a long report about birds and models. " * 120
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def lease_of(**values: Any) -> SourceLease:
    """A source that was checked once and had TEXT."""
    columns: dict[str, Any] = {
        "id": UUID(int=1),
        "host_id": UUID(int=2),
        "lease_token": UUID(int=3),
        "cited_url": URL,
        "adopted_url": "",
        "final_url": URL,
        "etag": '"1"',
        "last_modified": "",
        "body_hash": "b" * 64,
        "text_hash": text_hash(TEXT),
        "extractor_version": READER_VERSION,
        "link_state": LinkState.LIVE,
        "strikes": Decimal(0),
        "interval_seconds": 3600,
        "check_count": 1,
        "changes": 0,
        "exposure_seconds": 3600,
        "checked_at": datetime(2026, 3, 1, 11, 0, tzinfo=UTC),
        "read_at": datetime(2026, 3, 1, 11, 0, tzinfo=UTC),
        "read_attempts": 0,
        "unconfirmed_at": None,
        "unconfirmed_snapshot_id": None,
        "failing_since": None,
        "first_failed_at": None,
        "last_status": 200,
        "last_error": "",
        "move_target": "",
        "move_since": None,
        "move_checks": 0,
        "is_article": False,
        "is_article_waiting": False,
    }
    return SourceLease(**{**columns, **values})


def page_of(url: str = URL, *, status: int = 200, body: bytes = b"", hops: tuple[Hop, ...] = ()) -> Page:
    """What a request for this URL brought; the last hop is where it ended."""
    return Page(
        url=url,
        final_url=hops[-1].url if hops else url,
        status=status,
        body=body,
        content_type="text/html",
        charset="utf-8",
        etag="",
        last_modified="",
        hops=hops,
        elapsed_ms=7,
    )


def read_page(text: str, source: SourceLease | None = None, page: Page | None = None) -> Response:
    """A response whose page was read, and had this text."""
    return Response(
        source or lease_of(), page or page_of(), "c" * 64, len(text), text=text, metadata=PageMetadata()
    )
