"""Link state: what one more check says of a source's URL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from claims.errors import FetchError
from claims.pipeline.watching.moves import moved_to
from claims.values import Page
from claims.vocabulary import FetchFailure, LinkState

DEAD_STRIKES = Decimal(3)
DEAD_AFTER = timedelta(hours=72)
"""A link is dead after that many strikes over that time. No check adds more than one strike."""

FALLEN_LINKS = frozenset({LinkState.DEAD, LinkState.GONE, LinkState.SOFT_404})
"""The states of a link that is down: no evidence rests on it."""

_MAX_STRIKES = Decimal(99)


class LinkResult(StrEnum):
    """What one check found out about the link, whatever the page says."""

    ALIVE = "alive"
    MOVED = "moved"
    NOT_FOUND = "not_found"
    GONE = "gone"
    FAILING = "failing"
    NAME_FAILING = "name_failing"
    BLOCKED = "blocked"
    PAYWALLED = "paywalled"
    ROBOTS_DENIED = "robots_denied"
    SOFT_404 = "soft_404"


SUCCESSES = frozenset({LinkResult.ALIVE, LinkResult.MOVED})
"""The results of a check that reached the page."""

REFUSAL_STATES = {
    LinkResult.BLOCKED: LinkState.BLOCKED,
    LinkResult.PAYWALLED: LinkState.PAYWALLED,
    LinkResult.ROBOTS_DENIED: LinkState.ROBOTS_DENIED,
}
"""The link states of refusals, which neither strike nor forgive."""


@dataclass(frozen=True, slots=True)
class LinkHistory:
    """The history of a source's link. `last_status` is the HTTP status of the check before, None if there was no answer;
    `was_soft_404` says that it found a soft 404."""

    state: LinkState = LinkState.UNKNOWN
    strikes: Decimal = Decimal(0)
    first_failed_at: datetime | None = None
    last_status: int | None = None
    was_soft_404: bool = False


# A temporary failure weighs less than an answer that says "no such page".
_STRIKE = {
    LinkResult.NOT_FOUND: Decimal(1),
    LinkResult.GONE: Decimal(1),
    LinkResult.SOFT_404: Decimal(1),
    LinkResult.FAILING: Decimal("0.5"),
    LinkResult.NAME_FAILING: Decimal("0.25"),
}
_STATUS = {
    401: LinkResult.BLOCKED,
    402: LinkResult.PAYWALLED,
    403: LinkResult.BLOCKED,
    404: LinkResult.NOT_FOUND,
    407: LinkResult.BLOCKED,
    410: LinkResult.GONE,
    412: LinkResult.BLOCKED,
    428: LinkResult.BLOCKED,
    429: LinkResult.BLOCKED,
    451: LinkResult.BLOCKED,
}
_FAILURE = {
    FetchFailure.BAD_URL: LinkResult.NOT_FOUND,
    # Our own rule forbids the request, to an address that a redirect names: never a strike.
    FetchFailure.ADDRESS_REFUSED: LinkResult.BLOCKED,
    FetchFailure.NAME_NOT_FOUND: LinkResult.NOT_FOUND,
    FetchFailure.DNS_FAILED: LinkResult.NAME_FAILING,
    FetchFailure.ROBOTS_DENIED: LinkResult.ROBOTS_DENIED,
    FetchFailure.ROBOTS_UNREACHABLE: LinkResult.ROBOTS_DENIED,
    # The server answered with success; that the page cannot be read here says nothing against the link.
    FetchFailure.TOO_LARGE: LinkResult.ALIVE,
    FetchFailure.BAD_ENCODING: LinkResult.ALIVE,
}
_FAILED = FALLEN_LINKS | {LinkState.SUSPECT}


def result_of_error(error: FetchError) -> LinkResult:
    """What a failed request says of the link. Not for `host_busy`: such a request was never made."""
    if error.code == FetchFailure.HTTP_STATUS and error.status is not None:
        return _STATUS.get(error.status, LinkResult.FAILING)
    return _FAILURE.get(FetchFailure(error.code), LinkResult.FAILING)


def result_of_page(page: Page) -> LinkResult:
    """ALIVE, or MOVED if permanent redirects led to another page. The text of the page does not matter."""
    return LinkResult.MOVED if moved_to(page) else LinkResult.ALIVE


def next_link_state(
    current: LinkHistory,
    result: LinkResult,
    now: datetime,
    *,
    status: int | None = None,
    is_frozen: bool = False,
) -> LinkHistory:
    """The link's history after one more check at `now`, which brought `status`.

    Success forgives everything. Refusals (blocked, paywalled, robots) neither strike nor forgive. Failures strike:
    the link is suspect, and dead after `DEAD_STRIKES` over `DEAD_AFTER`; 410 and soft 404 settle when they come twice
    in a row. While the link `is_frozen` by its host's incident, only a success counts.
    """
    if result in SUCCESSES:
        state = LinkState.MOVED if result is LinkResult.MOVED else LinkState.LIVE
        return LinkHistory(state=state, last_status=status)
    current, before = replace(current, last_status=status, was_soft_404=False), current
    if is_frozen:
        return current
    if result in REFUSAL_STATES:
        return replace(current, state=REFUSAL_STATES[result])
    struck = replace(
        current,
        strikes=min(current.strikes + _STRIKE[result], _MAX_STRIKES),
        first_failed_at=current.first_failed_at or now,
        was_soft_404=result is LinkResult.SOFT_404,
    )
    return replace(struck, state=_failed_state(before, struck, result, now))


def _failed_state(before: LinkHistory, struck: LinkHistory, result: LinkResult, now: datetime) -> LinkState:
    if result is LinkResult.GONE and before.last_status == 410:
        return LinkState.GONE
    if result is LinkResult.SOFT_404 and before.was_soft_404 and before.state in _FAILED:
        return LinkState.SOFT_404
    if before.state in FALLEN_LINKS:
        return before.state
    failed_for = now - (struck.first_failed_at or now)
    is_enough = struck.strikes >= DEAD_STRIKES and failed_for >= DEAD_AFTER
    # A page that answers is not dead, whatever failed before: a classification may not be the last strike.
    return LinkState.DEAD if is_enough and result is not LinkResult.SOFT_404 else LinkState.SUSPECT
