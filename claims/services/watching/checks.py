"""Checks: what the stages of a check came to, each frozen: nothing is written into an earlier one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from claims.ids import type_id
from claims.pipeline.watching.citation_watch import Watched
from claims.pipeline.watching.evidence import READ_LINKS
from claims.pipeline.watching.link_outcome import LinkOutcome
from claims.pipeline.watching.notice_watch import NoticeOutcome
from claims.pipeline.watching.plan import Plan, Policy
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.source_lease import SourceContext, SourceLease
from claims.pipeline.watching.verdict import Verdict
from claims.services.leasing.leases import HostLease
from claims.values import Actor


@dataclass(frozen=True, slots=True)
class JudgedCheck:
    """A response with its verdict. `id` is the key of the row to come; `policy` is its host's."""

    id: uuid.UUID
    source: SourceLease
    host: HostLease
    policy: Policy
    response: Response
    context: SourceContext
    verdict: Verdict

    @property
    def actor(self) -> Actor:
        """The worker, with this check as the cause."""
        return Actor("worker", "refresh", "check", type_id("check", self.id))


@dataclass(frozen=True, slots=True)
class Check:
    """A check with all that follows from it. `host_id` is the host that the source belongs to from now on."""

    judged: JudgedCheck
    source: SourceLease
    link: LinkOutcome
    watched: Watched
    notices: NoticeOutcome
    plan: Plan
    snapshot_id: uuid.UUID | None
    host_id: uuid.UUID
    checked_at: datetime

    @property
    def is_held(self) -> bool:
        """Whether a change of a passage or a notice waits for a second check."""
        return self.watched.is_held or self.notices.is_held

    @property
    def is_unreadable(self) -> bool:
        """Whether the page came, and no text could be read from it."""
        return self.link.after in READ_LINKS and self.judged.verdict.failure is not None

    @property
    def reason(self) -> str:
        """Why the link has its state and what is waited for, in sentences."""
        unread = " The page cannot be read, so its evidence is unchecked." if self.is_unreadable else ""
        return (self.link.reason + unread + self.plan.reason).strip()
