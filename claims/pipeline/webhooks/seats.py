"""Seats: how many requests a sender may have under way, by the standing of their endpoints."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from claims.vocabulary import Standing

SEATS = 1000
"""Requests that one sender has under way."""

UNPROVEN_SEATS, FAILING_SEATS = SEATS * 4 // 10, SEATS // 10
"""Seats for endpoints without a fast success, and for those whose last request failed."""

FAILING_PER_SECOND = 40.0
"""How many requests to failing endpoints begin in a second: a small part of a sender's time."""

EXTRA_PER_SECOND, EXTRA_SEATS = 6.0, SEATS // 5
"""How many requests to unproven endpoints begin in a second while all of their seats are held by slow ones."""

MAX_STARTS = {Standing.TRUSTED: 600, Standing.UNPROVEN: 200, Standing.FAILING: 40}
"""How many requests begin at once, so that those of the others follow soon. With 400 to trusted endpoints, a sender is a sixth slower."""


MAX_LAG_SECONDS, LEAST_TRUSTED_SEATS = 0.025, 50
"""If the event loop of the requests is later than this, trusted endpoints hold fewer seats: each request waits for all others."""


@dataclass(slots=True)
class Seats:
    """The seats of one sender. Trusted endpoints may take all that are free; the others have a limited share.

    So endpoints that do not respond hold their share only, and a new one gets a seat within a second even then.
    `now` is monotonic time.
    """

    now: float
    _taken: Counter[Standing] = field(default_factory=Counter)
    _trusted_seats: int = SEATS
    _failing_starts: float = FAILING_PER_SECOND
    _extra_starts: float = EXTRA_PER_SECOND

    def pass_time(self, now: float, lag_seconds: float = 0.0) -> None:
        """Let time pass: requests that are limited by the second may begin again.

        `lag_seconds` says how late the event loop of the requests is.
        """
        is_late = lag_seconds > MAX_LAG_SECONDS
        self._trusted_seats = int(SEATS * MAX_LAG_SECONDS / lag_seconds) if is_late else SEATS
        seconds, self.now = now - self.now, now
        self._failing_starts = min(self._failing_starts + seconds * FAILING_PER_SECOND, FAILING_PER_SECOND)
        self._extra_starts = min(self._extra_starts + seconds * EXTRA_PER_SECOND, EXTRA_PER_SECOND)

    def free(self, standing: Standing) -> int:
        """How many requests to endpoints of this standing may begin now."""
        free, taken = SEATS - self._taken.total(), self._taken[standing]
        if standing is Standing.TRUSTED:
            free = min(free, max(self._trusted_seats, LEAST_TRUSTED_SEATS) - taken)
        elif standing is Standing.UNPROVEN:
            extra = min(int(self._extra_starts), UNPROVEN_SEATS + EXTRA_SEATS - taken)
            free = min(free, max(UNPROVEN_SEATS - taken, extra))
        elif standing is Standing.FAILING:
            free = min(free, FAILING_SEATS - taken, int(self._failing_starts))
        return max(min(free, MAX_STARTS[standing]), 0)

    def take(self, standing: Standing) -> None:
        """A request to an endpoint of this standing begins."""
        self._taken[standing] += 1
        if standing is Standing.FAILING:
            self._failing_starts -= 1
        elif standing is Standing.UNPROVEN and self._taken[standing] > UNPROVEN_SEATS:
            self._extra_starts -= 1

    def give(self, standing: Standing) -> None:
        """A request that began with this standing has ended."""
        self._taken[standing] -= 1


def share(free_seats: int, endpoints: int, room: int) -> int:
    """How many deliveries one of several endpoints gets: as many as it has room for while seats are plentiful; else one.

    Half of the free seats remain, so that a few endpoints never take them all.
    """
    return max(min(room, free_seats // (2 * endpoints)), 1)
