"""DOCX: reads the text of a Word document into a Document. Each part of the archive is read up to a limit, as a stream."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from xml.parsers import expat

from claims.errors import ReadError
from claims.pipeline.documents.dates import parse_date
from claims.pipeline.documents.docx_writer import DocxWriter
from claims.pipeline.documents.draft import Draft
from claims.values import Document

ZIP_BEGIN = b"PK\x03\x04"

MAX_PART_BYTES = 32_000_000
"""How large a part of the archive may be once it is inflated; the text of a long book has 10 MB."""

MAX_PARTS = 5000

_CHUNK = 65_536
_TEXT_PART = "word/document.xml"
_NOTE_PARTS = ("word/footnotes.xml", "word/endnotes.xml")
_LINKS_PART, _PROPERTIES_PART = "word/_rels/document.xml.rels", "docProps/core.xml"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    OSError,
    expat.ExpatError,
    UnicodeError,
)

Start = Callable[[str, Mapping[str, str]], None]


def is_docx(body: bytes) -> bool:
    """Returns True for the bytes of a Word document: an archive that has its text."""
    if not body.startswith(ZIP_BEGIN):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return _TEXT_PART in archive.NameToInfo
    except (*_BROKEN, ValueError):
        return False


def read_docx(body: bytes, *, url: str = "") -> Document:
    """Returns the document of a Word document. Raises ReadError: `too_large`, `encrypted` or `broken`."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if len(archive.NameToInfo) > MAX_PARTS:
                raise ReadError(f"The Word document has more than {MAX_PARTS} parts.", code="too_large")
            return _read(archive, url)
    except _BROKEN as error:
        raise ReadError("The Word document is broken.", code="broken") from error


def _read(archive: zipfile.ZipFile, url: str) -> Document:
    draft = Draft()
    links = _Links()
    _parse(archive, _LINKS_PART, links.start)
    writer = DocxWriter(draft, links.urls)
    for name in (_TEXT_PART, *_NOTE_PARTS):
        _parse(archive, name, writer.start, writer.end, writer.data)
        writer.close()
    properties = _Properties()
    _parse(archive, _PROPERTIES_PART, properties.start, data=properties.data)
    values, document = properties.values, draft.document()
    first = document.blocks[0] if document.blocks else None
    title = values.get("title", "") or (document.text[first.start : first.end] if first else "")
    authors = (name.strip() for name in values.get("creator", "").split(";"))
    return replace(
        document,
        title=" ".join(title.split())[:500],
        authors=tuple(filter(None, authors))[:50],
        published_at=parse_date(values.get("created", "")[:10]),
        language=values.get("language", "")[:2].lower(),
        canonical_url=url,
    )


def _parse(
    archive: zipfile.ZipFile,
    name: str,
    start: Start,
    end: Callable[[str], None] | None = None,
    data: Callable[[str], None] | None = None,
) -> None:
    """Parse a part, if there is one. The archive's own word on its size is not relied on."""
    part = archive.NameToInfo.get(name)
    if part is None:
        return
    if part.flag_bits & 1:
        raise ReadError("The Word document is encrypted; only a password opens it.", code="encrypted")
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    length = 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            length += len(chunk)
            if length > MAX_PART_BYTES:
                detail = f"A part of the Word document is larger than {MAX_PART_BYTES} bytes."
                raise ReadError(detail, code="too_large")
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise ReadError("The Word document declares a document type, as none does.", code="broken")


class _Links:
    """The URLs of hyperlinks, by the names that the text refers to them by."""

    def __init__(self) -> None:
        self.urls: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Notes a relation that leads outside."""
        if attributes.get("TargetMode") == "External":
            self.urls[attributes.get("Id", "")] = attributes.get("Target", "")


class _Properties:
    """The properties of a document, by their names without namespace."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self._name = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Turns to a property."""
        self._name = name.rpartition("}")[2]

    def data(self, text: str) -> None:
        """Adds text to it."""
        if text.strip():
            self.values[self._name] = (self.values.get(self._name, "") + text)[:1000]
