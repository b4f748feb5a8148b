"""Link state: what one more look says of a source's URL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from claims.errors import FetchError, InputError
from claims.pipeline.canonical import FetchURL, parse_url
from claims.values import FetchFailure, LinkState, Page

DEAD_STRIKES = Decimal(3)
DEAD_AFTER = timedelta(hours=72)
"""Dead needs both: that many strikes, and that long since the first of them."""

_MOST_STRIKES = Decimal(99)
_PERMANENT_REDIRECTS = frozenset({301, 308})


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
    FetchFailure.ADDRESS_REFUSED: Seen.NOT_FOUND,
    FetchFailure.NAME_NOT_FOUND: Seen.NOT_FOUND,
    FetchFailure.DNS_FAILED: Seen.NAME_FAILING,
    # Something answered with success; that we cannot take it says nothing against the link.
    FetchFailure.TOO_LARGE: Seen.ALIVE,
    FetchFailure.BAD_ENCODING: Seen.ALIVE,
}
_SETTLED = frozenset({LinkState.DEAD, LinkState.GONE, LinkState.SOFT_404})


def seen_in_error(error: FetchError) -> Seen:
    """What a failed look says of the link."""
    if error.code == FetchFailure.HTTP_STATUS and error.status is not None:
        return _STATUS.get(error.status, Seen.FAILING)
    return _FAILURE.get(FetchFailure(error.code), Seen.FAILING)


def seen_in_page(page: Page) -> Seen:
    """ALIVE, or MOVED if only permanent redirects led to another page that is not the site's front page."""
    permanent = page.hops and all(hop.status in _PERMANENT_REDIRECTS for hop in page.hops)
    return Seen.MOVED if permanent and _is_elsewhere(page.url, page.final_url) else Seen.ALIVE


def next_link_state(
    current: LinkHistory, seen: Seen, now: datetime, *, status: int | None = None
) -> LinkHistory:
    """The link's history after one more look at `now`, which brought `status`.

    Success forgives everything. Refusals (blocked, paywalled, robots) neither strike nor forgive. Failures strike:
    the link is suspect, and dead after `DEAD_STRIKES` over `DEAD_AFTER`; 410 and soft 404 settle at the second sighting.
    """
    if seen in (Seen.ALIVE, Seen.MOVED):
        state = LinkState.MOVED if seen is Seen.MOVED else LinkState.LIVE
        return LinkHistory(state=state, last_status=status)
    if seen in _PLAIN_STATE:
        return replace(current, state=_PLAIN_STATE[seen], last_status=status)
    struck = LinkHistory(
        state=current.state,
        strikes=min(current.strikes + _STRIKE[seen], _MOST_STRIKES),
        first_failed_at=current.first_failed_at or now,
        last_status=status,
    )
    return replace(struck, state=_failed_state(current, struck, seen, now))


def _failed_state(before: LinkHistory, struck: LinkHistory, seen: Seen, now: datetime) -> LinkState:
    if seen is Seen.GONE and before.last_status == 410:
        return LinkState.GONE
    if seen is Seen.SOFT_404 and struck.strikes >= 2:
        return LinkState.SOFT_404
    if before.state in _SETTLED:
        return before.state
    failed_for = now - (struck.first_failed_at or now)
    return (
        LinkState.DEAD if struck.strikes >= DEAD_STRIKES and failed_for >= DEAD_AFTER else LinkState.SUSPECT
    )


def _is_elsewhere(url: str, final_url: str) -> bool:
    """True unless the pages differ in scheme, `www.` or a final slash alone, or the last one is a front page."""
    try:
        first, last = _place(parse_url(url)), _place(parse_url(final_url))
    except InputError:
        return False
    return first != last and last[1] not in ("", "?")


def _place(url: FetchURL) -> tuple[str, str]:
    rest = url.href.split("://", 1)[1].partition("/")[2]
    return url.host.removeprefix("www."), rest.rstrip("/")
