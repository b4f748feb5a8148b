"""Response: what one request for a source brought."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.metadata import version

from claims.errors import FetchError, ReadError
from claims.pipeline.extraction.version import EXTRACTOR, EXTRACTOR_VERSION
from claims.pipeline.fingerprint import body_hash
from claims.pipeline.watching.source_lease import SourceLease
from claims.values import Capture, Original, Page, PageMetadata

MAX_VERSION = 40
"""Characters of a version in a row."""

_TEXT_VERSION = 4  # of the full text, where the extractor is the same
_DIGEST = 8


def reader_version(extractor: str, html: str, pdf: str) -> str:
    """The version of a reader by those of its parts; as far as it is too long, a digest of all of it."""
    whole = f"{extractor}/resiliparse-{html}/pdf-{pdf}"
    digest = sha256(whole.encode()).hexdigest()[:_DIGEST]
    return whole if len(whole) <= MAX_VERSION else f"{whole[: MAX_VERSION - _DIGEST - 1]}+{digest}"


READER_VERSION = reader_version(
    f"{EXTRACTOR}-{EXTRACTOR_VERSION}.{_TEXT_VERSION}", version("resiliparse"), version("pypdfium2")
)
"""Which reader made a text: texts of different readers are not compared."""


@dataclass(frozen=True, slots=True)
class Response:
    """What a request brought. `result` is without its body, which is read before.

    `text` is None if none was read: the request failed, the page is unchanged, or it cannot be read (`error`).
    `capture` is of an article's page, and `original` what it was read from.
    """

    source: SourceLease
    result: Page | FetchError
    body_hash: str = ""
    body_bytes: int = 0
    text: str | None = None
    metadata: PageMetadata | None = None
    capture: Capture | None = None
    original: Original | None = None
    error: ReadError | None = None

    @property
    def page(self) -> Page | None:
        """The page, if one came."""
        return None if isinstance(self.result, FetchError) else self.result

    @property
    def is_first_of_reader(self) -> bool:
        """Whether the source's text was made by another reader: what differs may be the reading alone."""
        return self.source.text_hash != "" and self.source.extractor_version != READER_VERSION

    @property
    def failure(self) -> FetchError | ReadError | None:
        """Why there is no text to compare, None if nothing failed."""
        return self.result if isinstance(self.result, FetchError) else self.error


def response_without_reading(source: SourceLease, result: Page | FetchError) -> Response | None:
    """The response, if it is complete without reading the page: an error, a 304, the same bytes. Otherwise None."""
    if isinstance(result, FetchError) or result.is_not_modified:
        return Response(source, result)
    digest = body_hash(result.body)
    if digest == source.body_hash and is_up_to_date(source):
        return Response(source, replace(result, body=b""), digest, len(result.body))
    return None


def is_up_to_date(source: SourceLease) -> bool:
    """Whether an unchanged page needs no reading: this reader made the text, and no article waits for one."""
    return (
        source.text_hash != ""
        and source.extractor_version == READER_VERSION
        and not source.is_article_waiting
    )
