"""Link reasons: why a link has its state after a check, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from claims.pipeline.watching.link_state import (
    DEAD_AFTER,
    DEAD_STRIKES,
    FALLEN_LINKS,
    REFUSAL_STATES,
    SUCCESSES,
    LinkHistory,
    LinkResult,
)
from claims.pipeline.watching.page_classifier import Signal
from claims.vocabulary import LinkState

_WHAT = {
    LinkResult.NOT_FOUND: "No such name or URL",
    LinkResult.GONE: "Gone",
    LinkResult.FAILING: "No usable answer",
    LinkResult.NAME_FAILING: "The name cannot be looked up just now",
    LinkResult.BLOCKED: "A challenge stands in front of the page",
    LinkResult.PAYWALLED: "The page asks for payment",
    LinkResult.ROBOTS_DENIED: "robots.txt forbids the request or cannot be read",
    LinkResult.SOFT_404: "Not the page",
}
_FOUND = {
    Signal.REDIRECTED_UP: "a redirect to the front page or a parent",
    Signal.ERROR_PATH: "the address of an error page",
    Signal.NOT_FOUND_TITLE: "a title that says that it is not there",
    Signal.NOT_FOUND_WORDS: "words that say that it is not there",
    Signal.MOVED_WORDS: "words that say that it has moved",
    Signal.PARKED_DOMAIN: "a domain without a site",
    Signal.SHARED_LANDING: "the address where other sources of the host end too",
    Signal.UNLIKE_BEFORE: "hardly anything of the earlier text",
    Signal.HARDLY_ANY_TEXT: "hardly any text",
}
_NOT_ASKED = "Its address may not be reached from here"
_REFUSED = {LinkResult.BLOCKED: ": the page refuses us", LinkResult.PAYWALLED: ": the page asks for payment"}
_FALLEN_WORD = {LinkState.DEAD: "dead", LinkState.GONE: "gone", LinkState.SOFT_404: "a soft 404"}


def explain(
    before: LinkHistory,
    after: LinkHistory,
    result: LinkResult,
    now: datetime,
    *,
    is_frozen: bool = False,
    signals: Sequence[Signal] = (),
) -> str:
    """Why the link has its state after a check, in a sentence for operators. Times are UTC; `signals` tell a soft 404."""
    if result in SUCCESSES:
        name = "Moved for good" if result is LinkResult.MOVED else "Live"
        return f"{name}; {_number(before.strikes)} strikes are forgiven." if before.strikes else f"{name}."
    what = _what(result, after.last_status)
    if found := [_FOUND[signal] for signal in signals if signal in _FOUND]:
        what = f"{what}: {', '.join(found)}"
    if is_frozen:
        return f"{what}; the host has an incident: the link's state waits for its end."
    if result in REFUSAL_STATES:
        return f"{what}; neither a strike nor forgiveness."
    if after.state in FALLEN_LINKS:
        word = "still" if before.state == after.state else "now"
        return f"{what}; {word} {_FALLEN_WORD[after.state]}, with {_count(after)}."
    return f"{what}; {_count(after)}; {_outlook(after, now)}."


def _what(result: LinkResult, status: int | None) -> str:
    if status is None:
        return _NOT_ASKED if result is LinkResult.BLOCKED else _WHAT[result]
    # A success or a redirect does not say by its number what was wrong.
    return f"{status}{_REFUSED.get(result, '')}" if status >= 400 else _WHAT[result]


def _count(history: LinkHistory) -> str:
    return f"{_number(history.strikes)} of {DEAD_STRIKES} strikes since {_minute(history.first_failed_at)}"


def _number(strikes: Decimal) -> str:
    return f"{strikes.normalize():f}"


def _outlook(history: LinkHistory, now: datetime) -> str:
    earliest = (history.first_failed_at or now) + DEAD_AFTER
    return f"dead at the earliest on {_minute(earliest)}" if now < earliest else "dead once they are enough"


def _minute(time: datetime | None) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M}" if time else "an unknown time"
