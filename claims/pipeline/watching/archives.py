"""Archives: where the Internet Archive keeps a copy of a page (its Wayback Availability API)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode, urljoin

import orjson

from claims.errors import InputError
from claims.pipeline.urls import parse_url, registrable_domain

MAX_ANSWER_BYTES = 65_536
"""How long an answer of the API may be; honest ones stay under 5 KB."""

_STAMP = "%Y%m%d%H%M%S"
_COPY = re.compile(r"(https?://[^/]+/web/)(\d{14})(?:[a-z]{2}_)?(/https?:.+)")
_UNENCRYPTED = "http://web.archive.org/"


@dataclass(frozen=True, slots=True)
class ArchivedCopy:
    """A copy that can be looked at: where, of when (UTC), and the HTTP status that the page answered with then."""

    url: str
    captured_at: datetime
    status: int


def availability_url(base: str, url: str, at: datetime | None = None) -> str:
    """Where to ask for the copy of `url` that is nearest to `at`, the latest if None. `base` is the API's own URL."""
    asked = {"url": url}
    if at:
        asked["timestamp"] = at.astimezone(UTC).strftime(_STAMP)
    return f"{base}?{urlencode(asked)}"


def archived_copy(body: bytes) -> ArchivedCopy | None:
    """The copy that an answer of the API names; None if it names none, or none of a page that answered 200.

    The archive writes http:// where it serves https://; the URLs of another archive that speaks this API are left as they are.
    """
    try:
        closest = orjson.loads(body[: MAX_ANSWER_BYTES + 1])["archived_snapshots"]["closest"]
        found = _COPY.fullmatch(parse_url(closest["url"]).href)
        if not found or closest["available"] is not True or str(closest["status"]) != "200":
            return None
        captured_at = datetime.strptime(found[2], _STAMP).replace(tzinfo=UTC)
    except (ValueError, TypeError, LookupError, AttributeError, InputError):
        return None
    url = found[0]
    if url.startswith(_UNENCRYPTED):
        url = "https://" + url.removeprefix("http://")
    return ArchivedCopy(url, captured_at, 200)


def saved_copy(final_url: str, location: str = "") -> ArchivedCopy | None:
    """The copy that a save service has made: where its response ended, or what it says (`Content-Location`); None if neither is one."""
    for url in (urljoin(final_url, location), final_url):
        if match := _COPY.fullmatch(url):
            captured_at = datetime.strptime(match[2], _STAMP).replace(tzinfo=UTC)
            return ArchivedCopy(url, captured_at, 200)
    return None


def is_of(copy: ArchivedCopy, archive_url: str) -> bool:
    """Whether a copy is on an archive's own domain: its services lead nowhere else."""
    return registrable_domain(copy.url) == registrable_domain(archive_url)


def raw_copy_url(copy_url: str) -> str:
    """The copy as the page was sent (".../web/20200101000000id_/http…"): without the archive's toolbar and its own links."""
    return _COPY.sub(r"\1\2id_\3", copy_url, count=1)
