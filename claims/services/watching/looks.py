"""Look: what a request brought is read, as far as it has to be. Touches no row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.metadata import version

from claims.errors import FetchError, ReadError
from claims.pipeline.extraction.extract import EXTRACTOR, EXTRACTOR_VERSION
from claims.pipeline.fingerprint import body_hash
from claims.services.leasing.leases import SourceLease
from claims.services.runtime import sandbox
from claims.values import Capture, Page, PageMetadata

READER_VERSION = f"{EXTRACTOR}-{EXTRACTOR_VERSION}/resiliparse-{version('resiliparse')}"[:40]
"""Which reader made a text: texts of different readers are not compared."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a source brought, before it is written.

    `text` is None if none was read: the look failed, or nothing can have changed. `result` has lost its body.
    """

    source: SourceLease
    result: Page | FetchError
    body_hash: str = ""
    body_bytes: int = 0
    text: str | None = None
    metadata: PageMetadata | None = None
    capture: Capture | None = None
    error: ReadError | None = None

    @property
    def page(self) -> Page | None:
        """What came, if something did."""
        return None if isinstance(self.result, FetchError) else self.result

    @property
    def failure(self) -> FetchError | ReadError | None:
        """Why there is nothing to compare, if there is nothing."""
        return self.result if isinstance(self.result, FetchError) else self.error


def at_first_glance(source: SourceLease, result: Page | FetchError) -> Look | None:
    """The look, if it can be told without reading: it failed, 304, or the same bytes. Else None."""
    if isinstance(result, FetchError) or result.is_not_modified:
        return Look(source, result)
    digest = body_hash(result.body)
    if digest == source.body_hash and is_known(source):
        return Look(source, replace(result, body=b""), digest, len(result.body))
    return None


def read(source: SourceLease, page: Page) -> Look:
    """Read a page in the sandbox: its full visible text, and the article if it is one."""
    look = Look(source, replace(page, body=b""), body_hash(page.body), len(page.body))
    given = (page.body, page.content_type, page.charset, page.final_url)
    try:
        if source.is_article:
            capture = sandbox().read_capture(*given)
            return replace(look, text=capture.full_text, metadata=capture.metadata, capture=capture)
        reading = sandbox().read_page(*given)
        return replace(look, text=reading.text, metadata=reading.metadata)
    except ReadError as error:
        return replace(look, error=error)


def is_known(source: SourceLease) -> bool:
    """Whether an unchanged page has nothing new for us: this reader has read it, and no article waits for it."""
    return source.text_hash != "" and source.extractor_version == READER_VERSION and not source.article_waits
