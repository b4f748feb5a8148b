"""PDFs for tests: each page is a list of lines at their places, drawn with reportlab in the order given."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

LEADING = 12


def pdf_of(*pages, title="", size=10, encrypt=None, author=""):
    """A PDF whose pages have these lines: (x, y, text), or with a size of their own (x, y, text, size)."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, encrypt=encrypt, pageCompression=0)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for lines in pages:
        for x, y, text, *own_size in lines:
            canvas.setFont("Times-Roman", own_size[0] if own_size else size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def column(text, x=60, y=700, size=10):
    """The lines of a text, one below the other."""
    return [(x, y - LEADING * index, line, size) for index, line in enumerate(text.strip().split("\n"))]
