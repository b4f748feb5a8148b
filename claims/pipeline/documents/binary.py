"""Binary: reads the documents whose bytes are no text, PDF and Word."""

from __future__ import annotations

from claims.pipeline.documents.docx import ZIP_BEGIN, is_docx, read_docx
from claims.pipeline.documents.pdf import is_pdf, read_pdf
from claims.values import Document


def is_binary(body: bytes) -> bool:
    """Returns True for what may be such a document, at a glance."""
    return is_pdf(body) or body.startswith(ZIP_BEGIN)


def read_binary(body: bytes, *, url: str = "") -> Document | None:
    """Returns the document of a PDF or a Word document, by its first bytes; None for any other body.

    Its text is all that the document shows. Raises ReadError: `encrypted`, `broken`, `no_text`, `too_large`.
    """
    if is_pdf(body):
        return read_pdf(body, url=url)
    return read_docx(body, url=url) if is_docx(body) else None
