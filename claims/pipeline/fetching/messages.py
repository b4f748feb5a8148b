"""Messages: plain values between the crawler's event loop and the thread that started it."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from claims.errors import FetchError
from claims.pipeline.fetching.robots import RobotsCopy
from claims.values import Page


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One URL to fetch. The validators make the request conditional; they are sent to `validators_url` alone."""

    key: uuid.UUID
    url: str
    etag: str = ""
    last_modified: str = ""
    validators_url: str = ""


@dataclass(slots=True)
class HostSession:
    """A leased host while requests are made to it. `spacing_seconds` lie between two of them, `crawl_delay` if longer.

    An operator's own spacing takes precedence over robots.txt. `refusal` is the response (429, 503) with which the host
    asked for a pause; `has_answered` says that it gave another one.
    """

    id: uuid.UUID
    host: str
    token: uuid.UUID
    spacing_seconds: float
    has_own_spacing: bool = False
    ignores_robots: bool = False
    robots: dict[str, RobotsCopy] = field(default_factory=dict)
    crawl_delay: float = 0.0
    answered_at: float = -math.inf
    has_answered: bool = False
    refusal: FetchError | None = None

    @property
    def pause(self) -> float:
        """Seconds between two requests."""
        return self.spacing_seconds if self.has_own_spacing else max(self.spacing_seconds, self.crawl_delay)

    @property
    def free_at(self) -> float:
        """When the next request may be made (monotonic). A robots.txt that was just read lengthens the pause after itself."""
        return self.answered_at + self.pause


@dataclass(frozen=True, slots=True)
class FetchDone:
    """The result of one request."""

    session: HostSession
    request: FetchRequest
    result: Page | FetchError


@dataclass(frozen=True, slots=True)
class NotStarted:
    """A request that was not made: the time was over, or the host asked for a pause."""

    session: HostSession
    request: FetchRequest


@dataclass(frozen=True, slots=True)
class HostDone:
    """A session is over: no further message belongs to it, and its host's lease may be released."""

    session: HostSession


@dataclass(frozen=True, slots=True)
class RobotsRead:
    """A robots.txt was read, of an origin on this host."""

    host: str
    origin: str
    copy: RobotsCopy


@dataclass(frozen=True, slots=True)
class HostRequested:
    """A redirect leads to this host. Call `reply` with its session, or with None if it cannot be leased now."""

    host: str
    reply: Callable[[HostSession | None], None]


@dataclass(frozen=True, slots=True)
class HostReleased:
    """The host that a redirect led to is not needed any more."""

    session: HostSession
