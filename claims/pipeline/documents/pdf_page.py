"""PDF page: the words of a page of a PDF with their places, from PDFium."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
from pypdfium2 import raw

from claims.pipeline.documents.pdf_lines import Line, Word

_MAX_LINKS = 2000  # of one page
_HYPHEN = "\ufffe"  # PDFium writes it for a hyphen at a line's end, and continues with the next line
_TOKEN = re.compile(rf"[^\s{_HYPHEN}]+")
_LINE_END = re.compile(rf"[\r\n{_HYPHEN}]")
_LONE_HYPHENS = ("\u00ad", "\u2010")
_RAISED = re.compile(r"(?<=[^\W\d_]|[.,;:!?)\]”’\"'])\d{1,3}(?=\W|$)|^\d{1,3}(?=[^\W\d_])")
_RAISED_SHARE = 0.2
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


class PageReader:
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
