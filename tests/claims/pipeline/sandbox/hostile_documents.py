"""PDFs and Word documents that are made to cost a reader time or memory."""

import zlib

from tests.claims.pipeline.documents.docx_files import archive_of, docx_of, paragraph


def _pdf(*objects):
    """A PDF of these objects, the first of which is its catalogue, without a table of where they are."""
    body = b"".join(
        b"%d 0 obj\n%b\nendobj\n" % (number, content) for number, content in enumerate(objects, start=1)
    )
    return b"%PDF-1.7\n" + body + b"trailer\n<< /Root 1 0 R /Size %d >>\n%%%%EOF\n" % (len(objects) + 1)


def _stream(content, extra=b""):
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), extra, content)


def _page(content, resources=b""):
    return (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> %b >> >>"
        % resources,
        content,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )


def _inflating(content, times):
    """A stream that inflates to its content many times over, deflated twice."""
    once = zlib.compress(content * times, 9)
    return _stream(zlib.compress(once, 9), b"/Filter [/FlateDecode /FlateDecode]")


def inflating_text():
    """A page that draws three million words."""
    return _pdf(*_page(_inflating(b"BT /F 9 Tf (word) Tj ET\n", 3_000_000)))


def inflating_nothing():
    """A content stream of 400 MB of spaces."""
    return _pdf(*_page(_inflating(b" " * 1000, 400_000)))


def nested_forms():
    """Forms that each show the next one ten times: 10^10 words."""
    forms = [
        _stream(
            b"/X Do " * 10,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>"
            % (7 + level),
        )
        for level in range(10)
    ]
    last = _stream(
        b"BT /F 9 Tf (word) Tj ET",
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F 5 0 R >> >>",
    )
    return _pdf(*_page(_stream(b"/X Do"), b"/XObject << /X 6 0 R >>"), *forms, last)


def circular_pages():
    """A tree of pages that is its own branch."""
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 100000000 >>"
    )


def claimed_pages():
    """Two billion pages, as the file says."""
    return _pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 2000000000 >>")


def nested_arrays():
    """A million opening brackets."""
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Names %b >>" % (b"[" * 1_000_000),
        b"<< /Type /Pages /Kids [] /Count 0 >>",
    )


def one_long_line():
    """A word of a million letters, and a line of a million words."""
    return _pdf(
        *_page(_inflating(b"BT /F 9 Tf (%b) Tj (%b) Tj ET\n" % (b"x" * 1_000_000, b"x " * 1_000_000), 1))
    )


def inflating_word_document():
    """A Word document of 100 MB."""
    return docx_of(paragraph("0" * 100_000_000))


def nested_elements():
    """A Word document of a million elements in each other."""
    return archive_of({"word/document.xml": "<w>" * 1_000_000})


HOSTILE = (
    inflating_text,
    inflating_nothing,
    nested_forms,
    circular_pages,
    claimed_pages,
    nested_arrays,
    one_long_line,
    inflating_word_document,
    nested_elements,
)
