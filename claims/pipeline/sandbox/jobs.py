"""Jobs: what the sandbox's child does with a body. Run as a program, it serves these jobs."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace

from claims.errors import ReadError
from claims.pipeline.documents.binary import is_binary, read_binary
from claims.pipeline.documents.documents import finish_document, hidden_article, read_document, shown_text
from claims.pipeline.documents.encoding import decode
from claims.pipeline.documents.markup_notices import markup_notices
from claims.pipeline.documents.page_metadata import (
    MAX_TITLE_CHARACTERS,
    control_words,
    needs_scripts,
    page_metadata,
)
from claims.pipeline.documents.records import RECORD_TYPES, is_cut_short, records_text
from claims.pipeline.extraction.extract import extract, extract_each
from claims.pipeline.extraction.grammar.language_model import use_language_model
from claims.pipeline.extraction.mentions import learn_names
from claims.pipeline.extraction.version import extractor_version
from claims.pipeline.sandbox.framing import load
from claims.pipeline.sandbox.memory import limited_memory
from claims.pipeline.sandbox.worker import Job, serve
from claims.values import Block, Capture, ClaimCandidate, Document, PageMetadata, PageReading
from claims.vocabulary import ContentType

_TYPES = {
    "text/html": ContentType.HTML,
    "application/xhtml+xml": ContentType.HTML,
    "application/xml": ContentType.HTML,
    "text/xml": ContentType.HTML,
    "text/markdown": ContentType.MARKDOWN,
    "text/x-markdown": ContentType.MARKDOWN,
    "text/plain": ContentType.PLAIN,
}
_UNKNOWN_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream", "unknown/unknown"})
_HTML_BEGIN = re.compile(rb"\s{0,100}<(?:!doctype html|html|head|body|\?xml)", re.IGNORECASE)
_BINARY_BEGINS = (
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image, sound or film"),
    (b"PK\x03\x04", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
)
_READ = "HTML, Markdown, plain text, JSON, CSV, PDF and Word documents"
_SHORT_CHARACTERS = 8000
"""Characters of a text beside which the words of buttons count."""

_FRAME_CHARACTERS = 200
_CODES = {"empty": "empty_page", "not_text": "unsupported_type"}


def read_capture(body: bytes, content_type: str, charset: str | None, url: str) -> Capture:
    """The document, the claims in it, its page's full visible text and metadata. Raises ReadError as `read_text` does."""
    binary = _read_binary(body, url)
    page = _binary_page(binary) if binary else read_page(body, content_type, charset, url)
    _refuse_empty(page.text)
    if binary:
        document = finish_document(binary)
    else:
        document = read_document(body, document_type(body, content_type, url), url=url, charset=charset)
    return Capture(
        document=document,
        candidates=extract(document),
        full_text=page.text,
        extractor_version=extractor_version(),
        metadata=page.metadata,
    )


def read_page(body: bytes, content_type: str, charset: str | None, url: str) -> PageReading:
    """The full visible text and, if it is HTML, the page's metadata. Raises ReadError as `read_text` does.

    The text of a bot check may be empty: its words are often there for scripts alone.
    """
    if binary := _read_binary(body, url):
        return _binary_page(binary)
    kind = document_type(body, content_type, url)
    source, text = _source_and_text(body, kind, charset, content_type, url)
    metadata = PageMetadata()
    if kind is ContentType.HTML:
        metadata = page_metadata(source)
        if len(text) < _SHORT_CHARACTERS:
            metadata = replace(metadata, controls=control_words(source))
            _refuse_frame(source, text, metadata)
        text = "\n".join([*markup_notices(source), text])
    elif kind is ContentType.PLAIN and text[:1] in ("{", "["):  # it was not read as records
        metadata = PageMetadata(is_cut_short=is_cut_short(source, content_type, url))
    if not metadata.challenge:
        _refuse_empty(text)
    return PageReading(text, metadata)


def read_text(body: bytes, content_type: str, charset: str | None, url: str = "") -> str:
    """The full visible text. Raises ReadError: `unsupported_type`, `empty_page`, or what the readers say."""
    if binary := _read_binary(body, url):
        text = binary.text
    else:
        kind = document_type(body, content_type, url)
        text = _source_and_text(body, kind, charset, content_type, url)[1]
    _refuse_empty(text)
    return text


def document_type(body: bytes, content_type: str, url: str = "") -> ContentType:
    """How to read a body, by its first bytes, what the server calls it, and its name. Raises ReadError `unsupported_type`."""
    for begin, name in _BINARY_BEGINS:
        if body.startswith(begin):
            raise ReadError(
                f"The document is {name}; only {_READ} are read.",
                code="unsupported_type",
            )
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in _UNKNOWN_TYPES:
        kind = ContentType.HTML if _HTML_BEGIN.match(body) else ContentType.PLAIN
    elif media_type in _TYPES or media_type.endswith("+xml") or media_type.startswith("text/"):
        kind = _TYPES.get(media_type, ContentType.HTML if media_type.endswith("+xml") else ContentType.PLAIN)
    elif media_type in RECORD_TYPES or media_type.endswith("+json"):
        kind = ContentType.PLAIN
    else:
        detail = f"The document is of type {media_type[:60]!r}; only {_READ} are read."
        raise ReadError(detail, code="unsupported_type")
    path = url.partition("?")[0].partition("#")[0].lower()
    is_markdown = kind is ContentType.PLAIN and path.endswith((".md", ".markdown"))
    return ContentType.MARKDOWN if is_markdown else kind


def _read_binary(body: bytes, url: str) -> Document | None:
    if not is_binary(body):
        return None
    with limited_memory():
        return read_binary(body, url=url)


def _binary_page(document: Document) -> PageReading:
    _refuse_empty(document.text)
    return PageReading(document.text, PageMetadata(title=document.title[:MAX_TITLE_CHARACTERS]))


def _source_and_text(
    body: bytes, kind: ContentType, charset: str | None, content_type: str, url: str
) -> tuple[str, str]:
    try:
        source = decode(body, charset=charset, is_html=kind is ContentType.HTML)
        records = records_text(source, content_type, url) if kind is ContentType.PLAIN else None
        return source, shown_text(source, kind) if records is None else records
    except ReadError as error:
        raise ReadError(error.detail, code=_CODES.get(error.code, error.code)) from error


def _refuse_frame(source: str, text: str, metadata: PageMetadata) -> None:
    is_frame = len(text) < _FRAME_CHARACTERS and not metadata.challenge and needs_scripts(source)
    if is_frame and not hidden_article(source):
        raise ReadError("The page shows its text by scripts, which are not run.", code="needs_scripts")


def _refuse_empty(text: str) -> None:
    if not any(character.isalnum() for character in text):
        raise ReadError("The page shows no text.", code="empty_page")


def _text_job(body: bytes, job: Job) -> str:
    return read_text(body, job.content_type, job.charset, job.url)


def _capture_job(body: bytes, job: Job) -> Capture:
    return read_capture(body, job.content_type, job.charset, job.url)


def _page_job(body: bytes, job: Job) -> PageReading:
    return read_page(body, job.content_type, job.charset, job.url)


def read_statements(texts: Sequence[str]) -> tuple[tuple[ClaimCandidate, ...], ...]:
    """The claims in each of these texts, each of which is one paragraph that stands for itself."""
    documents = [Document(text=text, blocks=(Block("paragraph", 0, len(text)),)) for text in texts]
    return extract_each(documents)


def _statements_job(body: bytes, job: Job) -> tuple[tuple[ClaimCandidate, ...], ...]:
    return read_statements(load(tuple[str, ...], body))


def _names_job(body: bytes, job: Job) -> str:
    learn_names(body.decode())
    return extractor_version()


JOBS = {
    "read_text": _text_job,
    "read_page": _page_job,
    "read_capture": _capture_job,
    "read_statements": _statements_job,
    "learn_names": _names_job,
}

if __name__ == "__main__":
    use_language_model(sys.argv[2])
    serve(JOBS, memory_bytes=int(sys.argv[1]))
