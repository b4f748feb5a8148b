"""PDF: reads the text of a PDF page by page into a Document. Form feeds in its text separate the pages."""

from __future__ import annotations

import contextlib
import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
from pypdfium2 import raw

from claims.errors import ReadError
from claims.pipeline.documents.dates import parse_date
from claims.pipeline.documents.encoding import MAX_CHARACTERS
from claims.pipeline.documents.pdf_blocks import join_lines
from claims.pipeline.documents.pdf_lines import Line, Page, Word, ordered_lines
from claims.pipeline.documents.pdf_text import write_document
from claims.values import Document

MAX_PAGES = 1000
"""Pages of the longest PDF that is read. Of a longer one nothing is: a passage on a later page would seem to be missing."""

PDF_BEGIN = b"%PDF-"

_MAX_LINKS = 2000  # of one page
_HYPHEN = "\ufffe"  # PDFium writes it for a hyphen at a line's end, and continues with the next line
_TOKEN = re.compile(rf"[^\s{_HYPHEN}]+")
_LINE_END = re.compile(rf"[\r\n{_HYPHEN}]")
_LONE_HYPHENS = ("\u00ad", "\u2010")
_RAISED = re.compile(r"(?<=[^\W\d_]|[.,;:!?)\]”’\"'])\d{1,3}(?=\W|$)|^\d{1,3}(?=[^\W\d_])")
_RAISED_SHARE = 0.2
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_UNMAPPED = re.compile("[\x00-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")
_MAX_UNMAPPED_SHARE = 0.25
_MIN_LETTERS_OF_PAGE = 4
_FILE_TITLE = re.compile(
    r"(?i)untitled|(?:microsoft \w+|slide|paper|document|title)\b.{0,40}|\S{1,80}\.(?:docx?|tex|dvi|indd|pdf|pptx?|html?|qxd|rtf)"
)
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


def is_pdf(body: bytes) -> bool:
    """Returns True for the bytes of a PDF. Readers accept some bytes before its beginning."""
    return body.startswith(PDF_BEGIN) or (not body[:1].isspace() and PDF_BEGIN in body[:1024])


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
        reader = _PageReader(page, text_page)
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


class _PageReader:
    """Reads the words of a page with their places. Indexes are those of PDFium's characters."""

    def __init__(self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> None:
        self._page, self._text_page = page, text_page
        count = text_page.count_chars()
        text = text_page.get_text_range() if count else ""
        # Where it leaves characters out, places would shift.
        self._text = text if len(text) == count else "".join(map(self._character, range(count)))
        self._links = list(self._read_links())
        self._box, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def lines(self, number: int) -> list[Line]:
        """The lines in the order of the page's content."""
        lines: list[Line] = []
        start = 0
        for end in [*(m.start() for m in _LINE_END.finditer(self._text)), len(self._text)]:
            words = [self._word(m.start(), m.end()) for m in _TOKEN.finditer(self._text, start, end)]
            if words and self._text[end : end + 1] == _HYPHEN:
                words[-1] = replace(words[-1], is_cut=True)
            if words:
                _add_line(lines, Line(number, tuple(words)))
            start = end + 1
        return lines

    def _word(self, start: int, end: int) -> Word:
        left, right = self._sides_of(start)
        if end > start + 1:
            right = self._sides_of(end - 1)[1]
        base, size = self._base_of(start), self._size_of(start)
        text = self._text[start:end]
        if raised := _RAISED.search(text):
            first = start + raised.start()
            is_first = first == start
            if is_first:  # what follows says where the line is
                base, size = self._base_of(start + raised.end()), self._size_of(start + raised.end())
            if (
                self._bottom_of(first) - (base if is_first else self._base_of(first - 1))
                > _RAISED_SHARE * size
            ):
                text = f"{text[: raised.start()]}[{raised[0]}]{text[raised.end() :]}"
        text = _UNPRINTABLE.sub("", text).translate(_LIGATURES)
        middle = ((left + right) / 2, base + size / 3)
        url = next((url for box, url in self._links if _is_inside(box, *middle)), "")
        return Word(text, left, right, base, size, url)

    def _sides_of(self, index: int) -> tuple[float, float]:
        box = self._box
        if not raw.FPDFText_GetLooseCharBox(self._text_page, index, box):
            return 0.0, 0.0
        return box.left, box.right

    def _base_of(self, index: int) -> float:
        """The line that a character stands on."""
        raw.FPDFText_GetCharOrigin(self._text_page, index, self._x, self._y)
        return self._y.value

    def _bottom_of(self, index: int) -> float:
        """The lower end of what is drawn of a character."""
        raw.FPDFText_GetCharBox(self._text_page, index, self._x, self._x, self._y, self._x)
        return self._y.value

    def _size_of(self, index: int) -> float:
        """The size that a character is shown in; fonts that say nothing of their height have one, too."""
        matrix = self._matrix
        if not raw.FPDFText_GetMatrix(self._text_page, index, matrix):
            return 0.0
        return float(raw.FPDFText_GetFontSize(self._text_page, index)) * math.hypot(matrix.b, matrix.d)

    def _character(self, index: int) -> str:
        number = raw.FPDFText_GetUnicode(self._text_page, index)
        return chr(number) if number and not 0xD800 <= number < 0xE000 and number < 0x110000 else " "

    def _read_links(self) -> Iterator[tuple[tuple[float, float, float, float], str]]:
        position, link = ctypes.c_int(0), raw.FPDF_LINK()
        for _ in range(_MAX_LINKS):
            if not raw.FPDFLink_Enumerate(self._page, position, link):
                return
            box, url = raw.FS_RECTF(), self._url_of(link)
            if url and raw.FPDFLink_GetAnnotRect(link, box):
                yield (box.left, box.bottom, box.right, box.top), url

    def _url_of(self, link: raw.FPDF_LINK) -> str:
        action = raw.FPDFLink_GetAction(link)
        if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
            return ""
        length = raw.FPDFAction_GetURIPath(self._page.pdf, action, None, 0)
        buffer = ctypes.create_string_buffer(min(length, 2048))
        raw.FPDFAction_GetURIPath(self._page.pdf, action, buffer, len(buffer))
        url = buffer.value.decode("utf-8", "replace").strip()
        return url if url.lower().startswith(("http://", "https://")) else ""


def _add_line(lines: list[Line], line: Line) -> None:
    """Add what PDFium gives as a line: a line, the hyphen at the end of one, or what follows behind a raised character."""
    last = lines[-1] if lines else None
    if last and len(line.words) == 1 and line.words[0].text in _LONE_HYPHENS:
        lines[-1] = replace(last, words=(*last.words[:-1], replace(last.words[-1], is_cut=True)))
    elif last and last.is_followed_by(line):
        lines[-1] = last.with_more(line)
    else:
        lines.append(line)


def _is_inside(box: tuple[float, float, float, float], x: float, y: float) -> bool:
    left, bottom, right, top = box
    return left <= x <= right and min(bottom, top) <= y <= max(bottom, top)
