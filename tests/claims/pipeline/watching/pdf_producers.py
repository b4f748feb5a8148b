"""PDFs of the measure that are made while the tests run, with reportlab and typst, in layouts that other producers have too."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

import typst
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer, Table, TableStyle

from tests.data.pdfs.texts import ENGLISH, GERMAN, Text

_LINES_OF_PAGE = 50


def flowing(
    text: Text, *, columns: int = 1, page: tuple[float, float] = A4, is_justified: bool = True
) -> bytes:
    """Paragraphs in frames, with a running head and a page number."""
    stream = io.BytesIO()
    width, height = page
    column = (width - 100 - 20 * (columns - 1)) / columns
    frames = [
        Frame(50 + index * (column + 20), 50, column, height - 110, 0, 0, 0, 0) for index in range(columns)
    ]
    document = BaseDocTemplate(stream, pagesize=page, title=text.title)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=_running_head))
    style = ParagraphStyle(
        "body",
        fontName="Times-Roman",
        fontSize=10,
        leading=13,
        alignment=TA_JUSTIFY if is_justified else 0,
        spaceAfter=4,
    )
    heading = ParagraphStyle("heading", style, fontName="Helvetica-Bold", fontSize=14, leading=18)
    story = [Paragraph(text.title, heading)]
    for index, (title, paragraphs) in enumerate(text.sections):
        story += [Paragraph(title, heading), *(Paragraph(paragraph, style) for paragraph in paragraphs)]
        if index == 1:
            table = Table(
                [list(row) for row in text.rows],
                style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]),
            )
            story += [Spacer(1, 6), table, Spacer(1, 6)]
    document.build(story)
    return stream.getvalue()


def _running_head(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(50, document.pagesize[1] - 35, "Kestrel report")
    canvas.drawRightString(document.pagesize[0] - 50, 30, f"Page {document.page}")


def across(text: Text, *, is_word_by_word: bool = False) -> bytes:
    """Two columns that are drawn line by line across the page, or a column whose words are drawn one by one."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    lines = list(_lines(text, 480 if is_word_by_word else 230))
    for page in _pages(lines, _LINES_OF_PAGE if is_word_by_word else 2 * _LINES_OF_PAGE):
        canvas.setFont("Times-Roman", 10)
        half = len(page) if is_word_by_word else (len(page) + 1) // 2
        for index, (left, right) in enumerate(zip_longest(page[:half], page[half:], fillvalue="")):
            y = 780 - 14 * index
            if is_word_by_word:
                _draw_words(canvas, left, y)
            else:
                canvas.drawString(50, y, left)
                canvas.drawString(310, y, right)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _lines(text: Text, width: float) -> Iterator[str]:
    for heading, paragraphs in text.sections:
        yield heading
        for paragraph in paragraphs:
            yield from simpleSplit(paragraph, "Times-Roman", 10, width)
    for row in text.rows:
        yield "   ".join(row)


def _pages(lines: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(lines), length):
        yield lines[start : start + length]


def _draw_words(canvas: Canvas, line: str, y: float) -> None:
    x = 50.0
    for word in line.split():
        canvas.drawString(x, y, word)
        x += canvas.stringWidth(f"{word} ", "Times-Roman", 10)


def typeset(text: Text, settings: str, *, has_note: bool = True) -> bytes:
    """Set by typst, which hyphenates and has ligatures."""
    parts = [
        f"#set text(lang: {text.language!r}, size: 10pt)".replace("'", '"'),
        settings,
        f"#align(center)[#text(17pt)[{text.title}]]",
    ]
    for index, (heading, paragraphs) in enumerate(text.sections):
        note = f"#footnote[{text.note}]" if has_note and index == 1 else ""
        first, *others = (paragraph.replace("$", r"\$") for paragraph in paragraphs)
        parts += [f"= {heading}", first + note, *others]
        if index == 1:
            cells = ", ".join(f"[{cell}]" for row in text.rows for cell in row)
            parts.append(f"#figure(table(columns: {len(text.rows[0])}, {cells}), caption: [Scores])")
    return bytes(typst.compile("\n\n".join(parts).encode()))


_A5 = '#set page(paper: "a5", margin: 1.5cm, header: [Kestrel report #h(1fr) 2026], numbering: "1 / 1")'
_JUSTIFIED = "#set par(justify: true)\n#set text(hyphenate: true)"

PRODUCERS: dict[str, tuple[Text, Callable[[], bytes]]] = {
    "reportlab-one-column": (ENGLISH, lambda: flowing(ENGLISH, page=A5)),
    "reportlab-two-columns": (ENGLISH, lambda: flowing(ENGLISH, columns=2)),
    "reportlab-ragged": (GERMAN, lambda: flowing(GERMAN, columns=2, is_justified=False)),
    "reportlab-across": (ENGLISH, lambda: across(ENGLISH)),
    "reportlab-word-by-word": (ENGLISH, lambda: across(ENGLISH, is_word_by_word=True)),
    "typst-one-column": (ENGLISH, lambda: typeset(ENGLISH, f"{_A5}\n{_JUSTIFIED}")),
    "typst-two-columns": (
        ENGLISH,
        lambda: typeset(ENGLISH, f'#set page(paper: "a4", columns: 2)\n{_JUSTIFIED}'),
    ),
    "typst-two-columns-small": (
        ENGLISH,
        lambda: typeset(ENGLISH, f"{_A5}\n#set page(columns: 2)\n{_JUSTIFIED}"),
    ),
    "typst-german": (GERMAN, lambda: typeset(GERMAN, f"{_A5}\n#set page(columns: 2)\n{_JUSTIFIED}")),
    "typst-ragged": (ENGLISH, lambda: typeset(ENGLISH, '#set page(paper: "us-letter")', has_note=False)),
}
