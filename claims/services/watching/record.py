"""Record: what requests for sources brought becomes rows, many checks in one transaction."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction

from claims.pipeline.watching.citation_watch import NOTHING_WATCHED, Watched
from claims.pipeline.watching.link_outcome import LinkOutcome, settle
from claims.pipeline.watching.notice_watch import NoticeOutcome, watch_notices
from claims.pipeline.watching.plan import Plan, may_confirm, plan
from claims.pipeline.watching.response import Response
from claims.services.row_updates import retry_on_deadlock
from claims.services.watching import citations, incidents
from claims.services.watching.article_results import keep_article
from claims.services.watching.check_rows import write_checks
from claims.services.watching.checks import Check, JudgedCheck
from claims.services.watching.judgement import Leases, judge_responses
from claims.services.watching.reports import report_sources
from claims.services.watching.same_pages import merge_same_pages
from claims.services.watching.snapshots import keep_snapshots
from claims.services.watching.source_rows import write_sources
from claims.vocabulary import CheckOutcome, LinkState

logger = structlog.get_logger(__name__)

MAX_BATCH = 500
MAX_READ_BATCH = 50
"""The most checks in one transaction: of pages that were not read, and of pages whose passages are looked for."""

_NOT_SHOWN = frozenset({CheckOutcome.FAILED, CheckOutcome.UNREADABLE})
_rng = random.Random()  # noqa: S311 spreads load, guards nothing


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a check came to: its outcome, its error, the link's state, the changes that count, and the exposure that it adds."""

    source_id: uuid.UUID
    outcome: CheckOutcome
    error: str
    link_state: LinkState
    changes: int
    exposure_seconds: int


def record_checks(responses: Iterable[Response], leases: Leases, *, now: datetime) -> list[Recorded]:
    """Write checks, snapshots, links, citations and articles, with their events. `leases` has the lease of each host.

    Leaves out a source that was leased to another worker meanwhile, and one that cannot be written even alone, whose error
    is logged. Sources that turn out to be one page are merged afterwards.
    """
    recorded: list[Recorded] = []
    for batch in _batches(responses):
        checks = _record_or_halve(batch, leases, now)
        shown = {check.source_id for check in checks if check.outcome not in _NOT_SHOWN}
        merge_same_pages((response for response in batch if response.source.id in shown), now=now)
        recorded += checks
    return recorded


def _batches(responses: Iterable[Response]) -> Iterator[list[Response]]:
    """Articles alone, for they take long; pages that were read in smaller batches than the others."""
    unread: list[Response] = []
    read: list[Response] = []
    for response in responses:
        if response.source.is_article and (response.capture or response.failure):
            yield [response]
        else:
            (unread if response.text is None else read).append(response)
    for group, size in ((unread, MAX_BATCH), (read, MAX_READ_BATCH)):
        for start in range(0, len(group), size):
            yield group[start : start + size]


def _record_or_halve(batch: Sequence[Response], leases: Leases, now: datetime) -> list[Recorded]:
    """A batch that cannot be written is halved until the one response is alone that cannot."""
    try:
        return retry_on_deadlock(lambda: _record(batch, leases, now))
    except Exception:
        if len(batch) == 1:
            source = batch[0].source
            logger.exception("check not written", source=str(source.id), url=source.cited_url)
            return []
    half = len(batch) // 2
    return _record_or_halve(batch[:half], leases, now) + _record_or_halve(batch[half:], leases, now)


def _record(responses: Sequence[Response], leases: Leases, now: datetime) -> list[Recorded]:
    with transaction.atomic():
        judged = judge_responses(responses, leases)
        frozen = incidents.note_checks(judged, now=now)
        links = {check.source.id: _settle(check, frozen, now) for check in judged}
        snapshots = keep_snapshots(judged, now=now)
        watched, claims = citations.watch_citations(judged, links, now=now)
        notices = {check.source.id: _watch_notices(check, now) for check in judged}
        plans = {
            check.source.id: _plan(
                check, watched.get(check.source.id, NOTHING_WATCHED), notices[check.source.id], frozen, now
            )
            for check in judged
        }
        homes = incidents.hosts_of_moved(judged, links, plans, now=now)
        checks = _checks(judged, links, watched, notices, plans, snapshots, homes, now)
        versions = write_sources(checks)
        checks = [check for check in checks if check.source.id in versions]
        write_checks(checks)
        claims |= citations.claims_citing(report_sources(checks, versions, now=now))
        citations.weigh(claims, now=now)
        for check in checks:
            keep_article(check.judged, now=now)
    return [_recorded(check) for check in checks]


def _settle(check: JudgedCheck, frozen: set[uuid.UUID], now: datetime) -> LinkOutcome:
    is_frozen = check.source.host_id in frozen
    return settle(check.verdict, check.response, check.context, is_frozen=is_frozen, now=now)


def _watch_notices(check: JudgedCheck, now: datetime) -> NoticeOutcome:
    is_late = may_confirm(check.source, check.policy, now)
    return watch_notices(check.verdict, check.response, check.context, may_confirm=is_late)


def _plan(
    check: JudgedCheck, watched: Watched, notices: NoticeOutcome, frozen: set[uuid.UUID], now: datetime
) -> Plan:
    return plan(
        check.verdict,
        check.response,
        check.policy,
        severity=max(watched.severity, notices.severity),
        is_held=watched.is_held or notices.is_held,
        is_frozen=check.source.host_id in frozen,
        importance=check.context.citation_count,
        now=now,
        rng=_rng,
    )


def _checks(
    judged: Iterable[JudgedCheck],
    links: Mapping[uuid.UUID, LinkOutcome],
    watched: Mapping[uuid.UUID, Watched],
    notices: Mapping[uuid.UUID, NoticeOutcome],
    plans: Mapping[uuid.UUID, Plan],
    snapshots: Mapping[uuid.UUID, uuid.UUID],
    homes: Mapping[uuid.UUID, uuid.UUID],
    now: datetime,
) -> list[Check]:
    checks = []
    for check in judged:
        source = check.source
        key = source.id
        checks.append(
            Check(
                judged=check,
                source=source,
                link=links[key],
                watched=watched.get(key, NOTHING_WATCHED),
                notices=notices[key],
                plan=plans[key],
                snapshot_id=snapshots.get(key),
                host_id=homes.get(key, source.host_id),
                checked_at=now,
            )
        )
    return checks


def _recorded(check: Check) -> Recorded:
    outcome, failure = check.judged.verdict.outcome, check.judged.verdict.failure
    return Recorded(
        source_id=check.source.id,
        outcome=outcome,
        error=failure.code if failure else "",
        link_state=check.link.after,
        changes=int(outcome is CheckOutcome.CHANGED and not check.is_held),
        exposure_seconds=max(check.plan.history.exposure_seconds - check.source.exposure_seconds, 0),
    )
