"""Archive lookup: request the archive's copy of a page, and read its text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from claims.errors import FetchError, ReadError
from claims.pipeline import urls
from claims.pipeline.fetching.addresses import AddressRule
from claims.pipeline.watching import archives
from claims.pipeline.watching.archives import ArchivedCopy
from claims.services.runtime import sandbox
from claims.services.watching import polite_fetch
from claims.vocabulary import FetchFailure


@dataclass(frozen=True, slots=True)
class Found:
    """A copy in the archive, and its text: None if it cannot be read."""

    copy: ArchivedCopy
    text: str | None


def read_copy(copy: ArchivedCopy, *, until: float) -> Found | None:
    """A copy that is known, with its text; None if the archive has it no longer.

    Raises FetchError if the archive cannot say at the moment.
    """
    try:
        return Found(copy, _text_of(copy, until))
    except FetchError as error:
        if polite_fetch.is_trouble(error):
            raise
        return None


def find_copy(cited_url: str, last_seen: datetime | None, *, until: float) -> Found | None:
    """The archive's copy of a page nearest to `last_seen`, the latest if None.

    Raises FetchError if the archive cannot say at the moment whether it has one.

    The API is made for programs: its robots.txt, which is for crawlers, does not apply. For the copy, a page like any
    other, it does.
    """
    page_url = urls.target_url(cited_url)
    if AddressRule().refuses_host(urls.host_of(page_url)):
        return None  # private addresses are never sent to the archive
    url = archives.availability_url(settings.ARCHIVE_URL, page_url, last_seen)
    try:
        copy = archives.archived_copy(polite_fetch.fetch_politely(url, until=until, ignores_robots=True).body)
        return (
            Found(copy, _text_of(copy, until))
            if copy and archives.is_of(copy, settings.ARCHIVE_URL)
            else None
        )
    except FetchError as error:
        if polite_fetch.is_trouble(error):
            raise
        return None


def _text_of(copy: ArchivedCopy, until: float) -> str | None:
    """The text of a copy, None if it cannot be read. Raises FetchError if it is not there, or not available now."""
    raw = archives.raw_copy_url(copy.url)
    try:
        page = polite_fetch.fetch_politely(raw, until=until)
        if not page.final_url.startswith(raw.partition("id_/")[0]):
            return None  # it leads on to something that is not this copy
        return sandbox().read_text(page.body, page.content_type, page.charset, raw)
    except ReadError:
        return None
    except FetchError as error:
        if polite_fetch.is_trouble(error) or error.code == FetchFailure.HTTP_STATUS:
            raise
        return None
