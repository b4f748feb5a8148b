"""SourceLease: a source as a check finds it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from claims.pipeline.fetching.adapters import address_of, page_of
from claims.pipeline.watching.link_state import LinkHistory, LinkResult
from claims.pipeline.watching.moves import Move
from claims.pipeline.watching.schedule import CheckHistory
from claims.vocabulary import LinkState


@dataclass(frozen=True, slots=True)
class SourceLease:
    """The row of a source at the time of its lease. A result counts only while the row still holds `lease_token`.

    Its fields are columns of the source, but for the last two: whether an article is read from the page, and whether that
    article has no text yet.
    """

    id: uuid.UUID
    host_id: uuid.UUID
    lease_token: uuid.UUID
    cited_url: str
    adopted_url: str
    final_url: str
    etag: str
    last_modified: str
    body_hash: str
    text_hash: str
    extractor_version: str
    link_state: LinkState
    strikes: Decimal
    interval_seconds: int
    check_count: int
    changes: int
    exposure_seconds: int
    checked_at: datetime | None
    read_at: datetime | None
    read_attempts: int
    unconfirmed_at: datetime | None
    unconfirmed_snapshot_id: uuid.UUID | None
    failing_since: datetime | None
    first_failed_at: datetime | None
    last_status: int | None
    last_error: str
    move_target: str
    move_since: datetime | None
    move_checks: int
    is_article: bool
    is_article_waiting: bool

    @property
    def url(self) -> str:
        """The URL to request: the adopted address, or else the one that has the text of the cited page."""
        return self.adopted_url or address_of(self.cited_url)

    @property
    def cited_page(self) -> str:
        """The cited page itself, if another address has its text; otherwise ""."""
        return page_of(self.cited_url)

    @property
    def is_at_cited_page(self) -> bool:
        """Whether the cited page itself is requested, because the address that had its text is not there."""
        return self.adopted_url != "" and self.adopted_url == self.cited_page

    @property
    def link_history(self) -> LinkHistory:
        """What the row says of the link."""
        was_soft_404 = self.last_error == LinkResult.SOFT_404
        return LinkHistory(
            self.link_state, self.strikes, self.first_failed_at, self.last_status, was_soft_404
        )

    @property
    def move(self) -> Move:
        """The move that is being watched."""
        return Move(self.move_target, self.move_since, self.move_checks)

    @property
    def check_history(self) -> CheckHistory:
        """What the row says of earlier checks."""
        return CheckHistory(
            self.interval_seconds,
            self.check_count,
            self.changes,
            self.exposure_seconds,
            self.failing_since,
            self.checked_at,
        )


@dataclass(frozen=True, slots=True)
class SourceContext:
    """What other rows say of a source, read once before its check is judged.

    `confirmed_text` is the text of its last confirmed snapshot, "" without one. `unconfirmed_text` is the text in which a
    change waits for confirmation. `shared_landings` counts the host's other sources whose redirects ended at the same URL.
    `citation_count` counts its citations, of which one `is_awaited` if it has not been looked for yet. `notice_kind` and
    `notice` are what its row has of a notice about itself. `passages` are the pinned ones, if it has hardly any text now.
    """

    confirmed_text: str = ""
    unconfirmed_text: str | None = None
    shared_landings: int = 0
    citation_count: int = 0
    is_awaited: bool = False
    notice_kind: str = ""
    notice: str = ""
    passages: tuple[str, ...] = ()
