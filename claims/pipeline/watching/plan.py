"""Plan: when a source is checked next, and which change waits for confirmation until then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from claims.pipeline.watching import schedule
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.schedule import ChangePrior, CheckHistory, Limits, Signals
from claims.pipeline.watching.source_lease import SourceLease
from claims.pipeline.watching.verdict import Verdict
from claims.vocabulary import CheckOutcome

_OUTCOMES = {
    CheckOutcome.FIRST: schedule.Outcome.NEW,
    CheckOutcome.CHANGED: schedule.Outcome.CHANGED,
    CheckOutcome.FAILED: schedule.Outcome.FAILED,
}


@dataclass(frozen=True, slots=True)
class Policy:
    """How the sources of one host are scheduled. `confirm_after` lies between a check and one that confirms it."""

    limits: Limits
    prior: ChangePrior
    confirm_after: timedelta


@dataclass(frozen=True, slots=True)
class Plan:
    """When the source is checked next, its history, and since when a change waits (None: none does).

    `reason` says what the confirmation came to, "" if there is nothing to say.
    """

    next_check_at: datetime
    history: CheckHistory
    unconfirmed_at: datetime | None
    reason: str


def may_confirm(source: SourceLease, policy: Policy, now: datetime) -> bool:
    """Whether a check at `now` is late enough to confirm a change that waits."""
    since = source.unconfirmed_at
    return since is not None and now >= since + policy.confirm_after


def plan(
    verdict: Verdict,
    response: Response,
    policy: Policy,
    *,
    severity: int,
    is_held: bool,
    is_frozen: bool,
    importance: int,
    now: datetime,
    rng: Random,
) -> Plan:
    """The plan after a check at `now`.

    `severity` is the one that the check reports, `is_held` says that a change is held back for confirmation, `is_frozen`
    that the host has an incident; `importance` counts the source's citations.
    """
    unchanged = schedule.Outcome.UNCHANGED
    following = schedule.next_check(
        response.source.check_history,
        unchanged if is_held else _OUTCOMES.get(verdict.outcome, unchanged),
        importance=importance,
        prior=policy.prior,
        signals=_signals(verdict, response, is_frozen=is_frozen),
        limits=policy.limits,
        now=now,
        rng=rng,
    )
    next_check_at = now + timedelta(seconds=following.wait_seconds)
    since = response.source.unconfirmed_at
    if is_held:
        begun_at = now if since is None or may_confirm(response.source, policy, now) else since
        next_check_at = begun_at + policy.confirm_after
        reason = f" A change waits for a second check at {next_check_at:%Y-%m-%d %H:%M:%S}."
        return Plan(next_check_at, following.history, begun_at, reason)
    if since is None:
        return Plan(next_check_at, following.history, None, "")
    if verdict.failure:
        return Plan(next_check_at, following.history, since, " A change still waits for a second check.")
    reason = " A second check confirms the change." if severity else " The change that waited did not last."
    return Plan(next_check_at, following.history, None, reason)


def _signals(verdict: Verdict, response: Response, *, is_frozen: bool) -> Signals:
    page, metadata = response.page, response.metadata
    return Signals(
        getattr(verdict.failure, "retry_after_seconds", None),
        schedule.max_age_seconds(page.headers) if page else None,
        metadata.modified_at if metadata else None,
        is_frozen,
    )
