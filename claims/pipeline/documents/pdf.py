"""PDF: reads the text of a PDF page by page into a Document. Form feeds in its text separate the pages."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
from pypdfium2 import raw

from claims.errors import ReadError
from claims.pipeline.documents.dates import parse_date
from claims.pipeline.documents.encoding import MAX_CHARACTERS
from claims.pipeline.documents.pdf_blocks import join_lines
from claims.pipeline.documents.pdf_lines import Page
from claims.pipeline.documents.pdf_order import ordered_lines
from claims.pipeline.documents.pdf_page import PageReader
from claims.pipeline.documents.pdf_text import write_document
from claims.values import Document

MAX_PAGES = 1000
"""Pages of the longest PDF that is read. Of a longer one nothing is: a passage on a later page would seem to be missing."""

PDF_BEGIN = b"%PDF-"
_XREF, _MAX_BEFORE, _MAX_BEHIND = b"startxref", 1024, 4096

_UNMAPPED = re.compile("[\x00-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")
_MAX_UNMAPPED_SHARE = 0.25
_MIN_LETTERS_OF_PAGE = 4
_FILE_TITLE = re.compile(
    r"(?i)untitled|(?:microsoft \w+|slide|paper|document|title)\b.{0,40}|\S{1,80}\.(?:docx?|tex|dvi|indd|pdf|pptx?|html?|qxd|rtf)"
)
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


def is_pdf(body: bytes) -> bool:
    """Returns True for the bytes of a PDF. Some have other bytes before their beginning, as pages that speak of PDFs do."""
    return body.startswith(PDF_BEGIN) or (PDF_BEGIN in body[:_MAX_BEFORE] and _XREF in body[-_MAX_BEHIND:])


def read_pdf(body: bytes, *, url: str = "") -> Document:
    """Returns the document of a PDF.

    Raises ReadError: `encrypted`, `broken`, `no_text` (a scan, or fonts whose letters are unknown) or `too_large`.
    """
    with _opened(body) as pdf:
        if len(pdf) > MAX_PAGES:
            raise ReadError(f"The PDF has {len(pdf)} pages; at most {MAX_PAGES} are read.", code="too_large")
        pages = list(_pages(pdf))
        _refuse_unreadable(pages)
        metadata = pdf.get_metadata_dict()
    document = write_document(join_lines(ordered_lines(pages)))
    title = " ".join(metadata.get("Title", "").split())
    created = _DATE.match(metadata.get("CreationDate", ""))
    return replace(
        document,
        title=(document.title if not title or _FILE_TITLE.fullmatch(title) else title)[:500],
        authors=tuple(filter(None, (part.strip() for part in metadata.get("Author", "").split(";"))))[:50],
        published_at=parse_date("-".join(created.groups())) if created else None,
        canonical_url=url,
    )


@contextlib.contextmanager
def _opened(body: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        pdf = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise ReadError("The PDF is encrypted; only a password opens it.", code="encrypted") from error
        raise ReadError("The PDF is broken: no page of it can be read.", code="broken") from error
    try:
        if not len(pdf):
            raise ReadError("The PDF is broken: it has no pages.", code="broken")
        yield pdf
    finally:
        pdf.close()


def _pages(pdf: pypdfium2.PdfDocument) -> Iterator[Page]:
    characters = 0
    for number in range(len(pdf)):
        try:
            page = pdf[number]
        except pypdfium2.PdfiumError:  # a page that is damaged alone
            yield Page(number, [], is_broken=True)
            continue
        text_page = page.get_textpage()
        characters += text_page.count_chars()
        if characters > MAX_CHARACTERS:
            raise ReadError(f"The PDF has more than {MAX_CHARACTERS} characters.", code="too_large")
        reader = PageReader(page, text_page)
        yield Page(number, reader.lines(number))
        text_page.close()
        page.close()


def _refuse_unreadable(pages: list[Page]) -> None:
    if all(page.is_broken for page in pages):
        raise ReadError("The PDF is broken: no page of it can be read.", code="broken")
    text = "".join(word.text for page in pages for line in page.lines for word in line.words)
    letters = sum(map(str.isalnum, text))
    if letters < _MIN_LETTERS_OF_PAGE * len(pages):
        raise ReadError("The PDF shows images without text; it may be a scan.", code="no_text")
    if len(_UNMAPPED.findall(text)) > _MAX_UNMAPPED_SHARE * len(text):
        raise ReadError("The PDF does not say which letters its fonts show.", code="no_text")
