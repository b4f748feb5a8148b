"""Robots: which copy of an origin's robots.txt counts, and for how long (RFC 9309)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from claims.errors import FetchError
from claims.pipeline.fetching.robots_rules import NO_RULES, NOTHING_ALLOWED, RobotsRules, rules_in
from claims.pipeline.urls import FetchURL, parse_url
from claims.values import FetchFailure, Page

MAX_ROBOTS_BYTES = 512_000
"""How much of a robots.txt is read (RFC 9309, 2.5: at least 500 KiB)."""

_LONGEST, _SHORTEST = timedelta(hours=24), timedelta(hours=1)
_PATIENCE = timedelta(days=30)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s{0,9}=\s{0,9}\"?(\d{1,9})", re.IGNORECASE)
_NO_STORE = re.compile(r"(?:^|[\s,])no-(?:store|cache)\b", re.IGNORECASE)
_MARKUP = re.compile(r"\s{0,1000}<")


class Access(StrEnum):
    """What an origin's robots.txt lets everybody do: what it says, anything (there is none), or nothing."""

    FILE = "file"
    NONE = "none"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class RobotsCopy:
    """An origin's robots.txt as it was last seen. `text` is empty unless `access` is FILE.

    From `expires_at` on it is to be looked at again. `unreachable_since` is when the looks began to fail, None if the last one did not.
    """

    text: str
    access: Access
    fetched_at: datetime
    expires_at: datetime
    unreachable_since: datetime | None = None


def origin_of(target: FetchURL) -> str:
    """Scheme, host and port ("https://example.com:443"): each has a robots.txt of its own (RFC 9309, 2.3)."""
    host = f"[{target.host}]" if ":" in target.host else target.host
    return f"{target.scheme}://{host}:{target.port}"


def robots_url(origin: str) -> str:
    """Where an origin keeps its robots.txt. Raises InputError for what is no origin."""
    return parse_url(f"{origin}/robots.txt").href


def rules_of(copy: RobotsCopy, user_agent: str) -> RobotsRules:
    """What this copy says to the crawler with this User-Agent."""
    if copy.access is Access.FILE:
        return rules_in(copy.text, user_agent)
    return NO_RULES if copy.access is Access.NONE else NOTHING_ALLOWED


def next_copy(previous: RobotsCopy | None, seen: Page | FetchError, now: datetime) -> RobotsCopy:
    """The copy that counts after a look at `now` brought `seen`, whatever redirects led there (RFC 9309, 2.3.1).

    2xx is obeyed; 4xx but 429, and redirects that lead nowhere, mean that there is none. Anything else says nothing: the copy before
    counts on, without one nothing is allowed. After 30 days of that there is none, which 2.3.1.4 leaves to us: nobody keeps rules there.
    """
    if isinstance(seen, FetchError):
        if _is_absent(seen):
            return RobotsCopy("", Access.NONE, now, now + _LONGEST)
        return _unreachable(previous, now)
    return RobotsCopy(_text_of(seen.body), Access.FILE, now, now + _lifetime(seen))


def _is_absent(error: FetchError) -> bool:
    if error.code in (FetchFailure.TOO_MANY_REDIRECTS, FetchFailure.BAD_REDIRECT):
        return True
    status = error.status if error.code == FetchFailure.HTTP_STATUS else None
    return status is not None and 300 <= status < 500 and status != 429


def _unreachable(previous: RobotsCopy | None, now: datetime) -> RobotsCopy:
    since = (previous and previous.unreachable_since) or now
    again = now + _SHORTEST
    if now - since >= _PATIENCE:
        return RobotsCopy("", Access.NONE, now, again, since)
    if previous:
        return replace(previous, expires_at=again, unreachable_since=since)
    return RobotsCopy("", Access.UNREACHABLE, now, again, since)


def _text_of(body: bytes) -> str:
    """The lines that count, whole ones only; "" if it is a page in HTML. PostgreSQL holds no NUL."""
    if len(body) > MAX_ROBOTS_BYTES:
        body = body[: max(body.rfind(end, 0, MAX_ROBOTS_BYTES) for end in (b"\n", b"\r")) + 1]
    text = body.decode("utf-8-sig", "replace").replace("\0", "")
    return "" if _MARKUP.match(text) else text


def _lifetime(page: Page) -> timedelta:
    """As long as Cache-Control says, between one hour and the 24 of RFC 9309, 2.4; 24 if it says nothing."""
    said = ",".join(value for name, value in page.headers if name == "cache-control")
    if age := _MAX_AGE.search(said):
        return min(max(timedelta(seconds=int(age[1])), _SHORTEST), _LONGEST)
    return _SHORTEST if _NO_STORE.search(said) else _LONGEST
