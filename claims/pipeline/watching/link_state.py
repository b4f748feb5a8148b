"""Link state: what one more look says of a source's URL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from claims.errors import FetchError
from claims.pipeline.watching.moves import moved_to
from claims.values import FetchFailure, LinkState, Page

DEAD_STRIKES = Decimal(3)
DEAD_AFTER = timedelta(hours=72)
"""Dead needs both: that many strikes, and that long since the first of them. No look weighs more than one strike."""

_MOST_STRIKES = Decimal(99)


class Seen(StrEnum):
    """What one look saw of the link, whatever the page says."""

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


@dataclass(frozen=True, slots=True)
class LinkHistory:
    """What a source remembers of its link. `last_status` is the HTTP status of the look before, None if none came."""

    state: LinkState = LinkState.UNKNOWN
    strikes: Decimal = Decimal(0)
    first_failed_at: datetime | None = None
    last_status: int | None = None


# A temporary failure weighs less than an answer that says "no such page".
_STRIKE = {
    Seen.NOT_FOUND: Decimal(1),
    Seen.GONE: Decimal(1),
    Seen.SOFT_404: Decimal(1),
    Seen.FAILING: Decimal("0.5"),
    Seen.NAME_FAILING: Decimal("0.25"),
}
_PLAIN_STATE = {
    Seen.BLOCKED: LinkState.BLOCKED,
    Seen.PAYWALLED: LinkState.PAYWALLED,
    Seen.ROBOTS_DENIED: LinkState.ROBOTS_DENIED,
}
_STATUS = {
    401: Seen.BLOCKED,
    402: Seen.PAYWALLED,
    403: Seen.BLOCKED,
    404: Seen.NOT_FOUND,
    407: Seen.BLOCKED,
    410: Seen.GONE,
    412: Seen.BLOCKED,
    428: Seen.BLOCKED,
    429: Seen.BLOCKED,
    451: Seen.BLOCKED,
}
_FAILURE = {
    FetchFailure.BAD_URL: Seen.NOT_FOUND,
    # Our own rule kept us from asking. What answers from here is no witness of what others reach: never a strike.
    FetchFailure.ADDRESS_REFUSED: Seen.BLOCKED,
    FetchFailure.NAME_NOT_FOUND: Seen.NOT_FOUND,
    FetchFailure.DNS_FAILED: Seen.NAME_FAILING,
    FetchFailure.ROBOTS_DENIED: Seen.ROBOTS_DENIED,
    FetchFailure.ROBOTS_UNREACHABLE: Seen.ROBOTS_DENIED,
    # Something answered with success; that we cannot take it says nothing against the link.
    FetchFailure.TOO_LARGE: Seen.ALIVE,
    FetchFailure.BAD_ENCODING: Seen.ALIVE,
}
_SUCCESS = frozenset({Seen.ALIVE, Seen.MOVED})
_SETTLED = frozenset({LinkState.DEAD, LinkState.GONE, LinkState.SOFT_404})
_FAILED = _SETTLED | {LinkState.SUSPECT}
_WHAT = {
    Seen.NOT_FOUND: "No such name or URL",
    Seen.GONE: "Gone",
    Seen.FAILING: "No usable answer",
    Seen.NAME_FAILING: "The name cannot be looked up just now",
    Seen.BLOCKED: "A challenge stands in front of the page",
    Seen.PAYWALLED: "The page asks for payment",
    Seen.ROBOTS_DENIED: "robots.txt forbids the look or cannot be read",
    Seen.SOFT_404: "The page says that it is not there",
}
_NOT_ASKED = "Its address may not be reached from here"
_REFUSED = {Seen.BLOCKED: ": the page refuses us", Seen.PAYWALLED: ": the page asks for payment"}
_SETTLED_WORD = {LinkState.DEAD: "dead", LinkState.GONE: "gone", LinkState.SOFT_404: "a soft 404"}


def seen_in_error(error: FetchError) -> Seen:
    """What a failed look says of the link. A look that was put off (`host_busy`) was none: do not ask."""
    if error.code == FetchFailure.HTTP_STATUS and error.status is not None:
        return _STATUS.get(error.status, Seen.FAILING)
    return _FAILURE.get(FetchFailure(error.code), Seen.FAILING)


def seen_in_page(page: Page) -> Seen:
    """ALIVE, or MOVED if permanent redirects led to another page. What the page says is not looked at."""
    return Seen.MOVED if moved_to(page) else Seen.ALIVE


def next_link_state(
    current: LinkHistory, seen: Seen, now: datetime, *, status: int | None = None, is_frozen: bool = False
) -> LinkHistory:
    """The link's history after one more look at `now`, which brought `status`.

    Success forgives everything. Refusals (blocked, paywalled, robots) neither strike nor forgive. Failures strike:
    the link is suspect, and dead after `DEAD_STRIKES` over `DEAD_AFTER`; 410 and soft 404 settle when they come twice
    in a row. While the link `is_frozen` by its host's incident, only a success counts.
    """
    if seen in _SUCCESS:
        state = LinkState.MOVED if seen is Seen.MOVED else LinkState.LIVE
        return LinkHistory(state=state, last_status=status)
    if is_frozen:
        return replace(current, last_status=status)
    if seen in _PLAIN_STATE:
        return replace(current, state=_PLAIN_STATE[seen], last_status=status)
    struck = LinkHistory(
        state=current.state,
        strikes=min(current.strikes + _STRIKE[seen], _MOST_STRIKES),
        first_failed_at=current.first_failed_at or now,
        last_status=status,
    )
    return replace(struck, state=_failed_state(current, struck, seen, now))


def explain(
    before: LinkHistory, after: LinkHistory, seen: Seen, now: datetime, *, is_frozen: bool = False
) -> str:
    """Why the link's state is what it is after a look, in a sentence for operators. Times are UTC."""
    if seen in _SUCCESS:
        name = "Moved for good" if seen is Seen.MOVED else "Live"
        return f"{name}; {_number(before.strikes)} strikes are forgiven." if before.strikes else f"{name}."
    what = _what(seen, after.last_status)
    if is_frozen:
        return f"{what}; the host has an incident: the link's state waits for its end."
    if seen in _PLAIN_STATE:
        return f"{what}; neither a strike nor forgiveness."
    if after.state in _SETTLED:
        word = "still" if before.state == after.state else "now"
        return f"{what}; {word} {_SETTLED_WORD[after.state]}, with {_count(after)}."
    return f"{what}; {_count(after)}; {_outlook(after, now)}."


def _what(seen: Seen, status: int | None) -> str:
    if status is None:
        return _NOT_ASKED if seen is Seen.BLOCKED else _WHAT[seen]
    # A success or a redirect does not say by its number what was wrong.
    return f"{status}{_REFUSED.get(seen, '')}" if status >= 400 else _WHAT[seen]


def _count(history: LinkHistory) -> str:
    return f"{_number(history.strikes)} of {DEAD_STRIKES} strikes since {_minute(history.first_failed_at)}"


def _number(strikes: Decimal) -> str:
    return f"{strikes.normalize():f}"


def _outlook(history: LinkHistory, now: datetime) -> str:
    earliest = (history.first_failed_at or now) + DEAD_AFTER
    return f"dead at the earliest on {_minute(earliest)}" if now < earliest else "dead once they are enough"


def _minute(time: datetime | None) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M}" if time else "an unknown time"


def _failed_state(before: LinkHistory, struck: LinkHistory, seen: Seen, now: datetime) -> LinkState:
    if seen is Seen.GONE and before.last_status == 410:
        return LinkState.GONE
    if seen is Seen.SOFT_404 and _was_soft_404(before):
        return LinkState.SOFT_404
    if before.state in _SETTLED:
        return before.state
    failed_for = now - (struck.first_failed_at or now)
    is_enough = struck.strikes >= DEAD_STRIKES and failed_for >= DEAD_AFTER
    # A page that answers is not dead, whatever failed before it: a guess of ours may not be the last strike.
    return LinkState.DEAD if is_enough and seen is not Seen.SOFT_404 else LinkState.SUSPECT


def _was_soft_404(history: LinkHistory) -> bool:
    """True if the look before failed although its status was a success: only a soft 404 does that."""
    return history.state in _FAILED and history.last_status is not None and history.last_status < 300
