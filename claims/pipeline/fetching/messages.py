"""News: what visits are asked to do, and what they tell: plain values between the loop and whoever started it."""

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
    """One URL to look at. The validators make it conditional; they are shown to `validators_url` alone."""

    key: uuid.UUID
    url: str
    etag: str = ""
    last_modified: str = ""
    validators_url: str = ""


@dataclass(slots=True)
class HostSession:
    """A host that we alone may ask for now, and how. `spacing_seconds` lie between two requests, `crawl_delay` if longer.

    An operator's own spacing goes before what robots.txt asks for. `refusal` is the answer (429, 503) with which the host
    asked to be left alone; `has_answered` says that another one came.
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
        """When it may be asked again, monotonic: a robots.txt that was just read lengthens the pause after itself."""
        return self.answered_at + self.pause


@dataclass(frozen=True, slots=True)
class FetchDone:
    """What one look brought."""

    turn: HostSession
    ask: FetchRequest
    result: Page | FetchError


@dataclass(frozen=True, slots=True)
class NotStarted:
    """What was not asked for in this visit: the time was over, or the host asked us to wait."""

    turn: HostSession
    ask: FetchRequest


@dataclass(frozen=True, slots=True)
class HostDone:
    """A visit is over: nothing more lands of it, and its host may be given back."""

    turn: HostSession


@dataclass(frozen=True, slots=True)
class RobotsRead:
    """A robots.txt was read, of an origin on this host."""

    host: str
    origin: str
    copy: RobotsCopy


@dataclass(frozen=True, slots=True)
class HostRequested:
    """A redirect leads to this host: answer with its turn, or None if it cannot be had now."""

    host: str
    answer: Callable[[HostSession | None], None]


@dataclass(frozen=True, slots=True)
class HostReleased:
    """A host that a redirect led to is not needed any more."""

    turn: HostSession
