"""Reextract: texts that an older extractor read are read again, in silence and after all that is posted."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import Future
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from claims.errors import ReadError
from claims.models import Article, ArticleOriginal, Submission
from claims.pipeline.sandbox.sandbox import READER_KILLED, Sandbox
from claims.services.articles import capture, store
from claims.services.articles.originals import (
    MAX_READ_ATTEMPTS,
    finish_original,
    lease_original,
    original_of,
)
from claims.services.articles.readers import Readers
from claims.services.row_updates import lock_row, retry_on_deadlock
from claims.values import Capture

logger = structlog.get_logger(__name__)


def read_due(*, seconds: float) -> Iterator[Submission]:
    """Capture due submissions and, while none waits, read one older text at a time again. Yields each submission.

    A text that is being read holds up no submission: it has a reader of its own. None is begun after the seconds.
    """
    stop_at = time.monotonic() + seconds
    token = uuid.uuid4()
    with Readers[ArticleOriginal](1, is_apart=True) as reader:
        while True:
            yield from capture.captures(seconds=stop_at - time.monotonic())
            for row, reading in reader.finished(capture.POLL_SECONDS if reader.is_busy else 0):
                _keep_safely(row, token, reading)
            if not reader.is_busy:
                leased = lease_original(token) if time.monotonic() < stop_at else None
                if leased is None:
                    return
                reader.read(leased, partial(_read, leased))


def _read(row: ArticleOriginal, box: Sandbox) -> Capture:
    if row.read_attempts > MAX_READ_ATTEMPTS:
        raise ReadError("Reading this text killed its worker three times.", code="quarantined")
    original = original_of(row)
    return box.read_capture(original.body, original.content_type, original.charset, original.url)


def _keep_safely(row: ArticleOriginal, token: uuid.UUID, reading: Future[Capture]) -> None:
    """An error of one text does not affect the others; it is read again when its lease ends, and counted."""
    try:
        retry_on_deadlock(lambda: _keep(row, token, reading))
    except Exception:
        logger.exception("text not read again", article=str(row.article_id))


def _keep(row: ArticleOriginal, token: uuid.UUID, reading: Future[Capture]) -> None:
    """Store what was read, if the lease still holds. A text that cannot be read any more keeps its earlier reading."""
    error, now = reading.exception(), timezone.now()
    if error is not None and not isinstance(error, ReadError):
        raise error
    failure = error.code if error else ""
    if failure == READER_KILLED and row.read_attempts < MAX_READ_ATTEMPTS:
        return  # it is read again when its lease ends, as after the end of a worker
    with transaction.atomic():
        article = lock_row(Article, row.article_id)
        if not finish_original(article, token, failure=failure[:40], now=now):
            return
        if error is None:
            store.save_reading(article, reading.result(), now=now)
    logger.info("text read again", article=str(row.article_id), failure=failure)
