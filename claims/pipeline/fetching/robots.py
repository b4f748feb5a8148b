"""Robots: which copy of an origin's robots.txt counts, and for how long (RFC 9309)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from claims.errors import FetchError
from claims.pipeline.fetching.robots_rules import NO_RULES, NOTHING_ALLOWED, RobotsRules, rules_in
from claims.pipeline.urls import FetchURL, parse_url
from claims.values import Page
from claims.vocabulary import FetchFailure

MAX_ROBOTS_BYTES = 512_000
"""How much of a robots.txt is read (RFC 9309, 2.5: at least 500 KiB)."""

_MAX_LIFETIME, _MIN_LIFETIME = timedelta(hours=24), timedelta(hours=1)
_MAX_UNREACHABLE = timedelta(days=30)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s{0,9}=\s{0,9}\"?(\d{1,9})", re.IGNORECASE)
_NO_STORE = re.compile(r"(?:^|[\s,])no-(?:store|cache)\b", re.IGNORECASE)
_MARKUP = re.compile(r"\s{0,1000}<")


class Access(StrEnum):
    """What an origin permits: what its robots.txt says, anything (it has none), or nothing (it cannot be read)."""

    FILE = "file"
    NONE = "none"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class RobotsCopy:
    """An origin's robots.txt as it was last read. `text` is empty unless `access` is FILE.

    It is read again from `expires_at` on. `unreachable_since` is when reading began to fail, None if the last time did not.
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
    """Where an origin keeps its robots.txt. Raises InputError for anything but an origin."""
    return parse_url(f"{origin}/robots.txt").href


def rules_of(copy: RobotsCopy, user_agent: str) -> RobotsRules:
    """The rules of this copy for the crawler with this User-Agent."""
    if copy.access is Access.FILE:
        return rules_in(copy.text, user_agent)
    return NO_RULES if copy.access is Access.NONE else NOTHING_ALLOWED


def next_copy(previous: RobotsCopy | None, result: Page | FetchError, now: datetime) -> RobotsCopy:
    """The copy that counts after a request at `now` had this result, over any redirects (RFC 9309, 2.3.1).

    2xx is obeyed; 4xx but 429, and redirects that lead nowhere, mean that there is none. With any other result the previous
    copy still counts; without one nothing is allowed. After 30 days of that there is none, which 2.3.1.4 leaves open.
    """
    if isinstance(result, FetchError):
        if _is_absent(result):
            return RobotsCopy("", Access.NONE, now, now + _MAX_LIFETIME)
        return _unreachable(previous, now)
    return RobotsCopy(_text_of(result.body), Access.FILE, now, now + _lifetime(result))


def _is_absent(error: FetchError) -> bool:
    if error.code in (FetchFailure.TOO_MANY_REDIRECTS, FetchFailure.BAD_REDIRECT):
        return True
    status = error.status if error.code == FetchFailure.HTTP_STATUS else None
    return status is not None and 300 <= status < 500 and status != 429


def _unreachable(previous: RobotsCopy | None, now: datetime) -> RobotsCopy:
    since = (previous and previous.unreachable_since) or now
    expires_at = now + _MIN_LIFETIME
    if now - since >= _MAX_UNREACHABLE:
        return RobotsCopy("", Access.NONE, now, expires_at, since)
    if previous:
        return replace(previous, expires_at=expires_at, unreachable_since=since)
    return RobotsCopy("", Access.UNREACHABLE, now, expires_at, since)


def _text_of(body: bytes) -> str:
    """The lines that count, whole ones only; "" if it is a page in HTML. PostgreSQL holds no NUL."""
    if len(body) > MAX_ROBOTS_BYTES:
        body = body[: max(body.rfind(end, 0, MAX_ROBOTS_BYTES) for end in (b"\n", b"\r")) + 1]
    text = body.decode("utf-8-sig", "replace").replace("\0", "")
    return "" if _MARKUP.match(text) else text


def _lifetime(page: Page) -> timedelta:
    """As long as Cache-Control says, between one hour and 24 (RFC 9309, 2.4); 24 if it is absent."""
    cache_control = ",".join(value for name, value in page.headers if name == "cache-control")
    if age := _MAX_AGE.search(cache_control):
        return min(max(timedelta(seconds=int(age[1])), _MIN_LIFETIME), _MAX_LIFETIME)
    return _MIN_LIFETIME if _NO_STORE.search(cache_control) else _MAX_LIFETIME
