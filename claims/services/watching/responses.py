"""Responses: pages are read in the sandbox."""

from __future__ import annotations

from dataclasses import replace

from claims.errors import ReadError
from claims.pipeline.fingerprint import body_hash
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.source_lease import SourceLease
from claims.services.runtime import sandbox
from claims.values import Original, Page


def read(source: SourceLease, page: Page) -> Response:
    """The response with the full visible text of its page, and the article if the source has one."""
    response = Response(source, replace(page, body=b""), body_hash(page.body), len(page.body))
    document = (page.body, page.content_type, page.charset, page.final_url)
    try:
        if source.is_article:
            capture = sandbox().read_capture(*document)
            response = replace(response, capture=capture, original=Original(*document))
            return replace(response, text=capture.full_text, metadata=capture.metadata)
        reading = sandbox().read_page(*document)
        return replace(response, text=reading.text, metadata=reading.metadata)
    except ReadError as error:
        return replace(response, error=error)
