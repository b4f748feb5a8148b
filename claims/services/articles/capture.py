"""Capture: read posted contents side by side in sandboxes, and store what each says."""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims.errors import ReadError
from claims.models import Article, Submission
from claims.pipeline.sandbox.sandbox import READER_KILLED, Sandbox
from claims.services.articles import store
from claims.services.articles.readers import Readers
from claims.services.articles.submission_queue import SubmissionQueue
from claims.services.row_updates import retry_on_deadlock
from claims.values import Actor, Capture, Original

logger = structlog.get_logger(__name__)

MAX_READ_ATTEMPTS = 3
"""Attempts to read content whose worker died, before the article fails."""

READ_AGAIN_AFTER = timedelta(seconds=2)
"""When content is read again whose reader ended: the reader may have been killed for another reason than the content."""

POLL_SECONDS = 0.25
"""How often new submissions are looked for while a reader is idle and another one reads."""

LONG_READING_POLLS = 4
LONG_CONTENT = 20_000
"""What has so many characters, or was not read after so many polls, takes long: another reader starts for what comes next."""


def capture_due_submissions(*, limit: int = 1) -> int:
    """Read and store so many due submissions at most. Returns how many were read."""
    return sum(1 for _ in captures(limit=limit))


def captures(*, limit: int = sys.maxsize, seconds: float = 3600) -> Iterator[Submission]:
    """Read due submissions side by side, and store each in its own transaction. Yields each that is done.

    Those of one submitter take turns with those of others, and leave one reader to them. None is begun after the limit
    or the seconds.
    """
    with Readers[Submission](settings.CAPTURE_READERS) as readers:
        yield from _Pump(readers, limit, time.monotonic() + seconds).run()


@dataclass(slots=True)
class _Pump:
    readers: Readers[Submission]
    limit: int
    stop_at: float
    queue: SubmissionQueue = field(init=False)
    _polls: int = 0

    def __post_init__(self) -> None:
        self.queue = SubmissionQueue(uuid.uuid4(), share=max(1, self.readers.count - 1))

    def run(self) -> Iterator[Submission]:
        """First what a worker did not finish, one after the other, then the rest side by side."""
        for _ in range(self.readers.count):
            submission = self.queue.lease_repeated() if self._may_begin() else None
            if submission is None:
                break
            self._begin(submission)
            while self.readers.is_busy:
                yield from self._finish()
        while self._begin_idle():
            yield from self._finish()

    def _begin_idle(self) -> bool:
        """Begin to read with every idle reader. Returns False if nothing is being read."""
        while self.readers.has_idle and self._may_begin() and (submission := self.queue.lease()):
            self._begin(submission)
        return self.readers.is_busy

    def _may_begin(self) -> bool:
        return self.limit > 0 and time.monotonic() < self.stop_at

    def _begin(self, submission: Submission) -> None:
        self.limit -= 1
        self.readers.read(submission, partial(_read, submission))
        if len(submission.content) > LONG_CONTENT:
            self._prepare()

    def _prepare(self) -> None:
        if self.readers.has_idle:
            self.readers.prepare()

    def _finish(self) -> Iterator[Submission]:
        finished = self.readers.finished(POLL_SECONDS)
        self._polls = 0 if finished else self._polls + 1
        if self._polls == LONG_READING_POLLS:
            self._prepare()
        for submission, reading in finished:
            self.queue.done(submission)
            _keep_safely(submission, self.queue.token, reading)
            yield submission


def _read(submission: Submission, box: Sandbox) -> Capture:
    if submission.read_attempts > MAX_READ_ATTEMPTS:
        raise ReadError("Reading this content killed its worker three times.", code="quarantined")
    original = _original_of(submission)
    return box.read_capture(original.body, original.content_type, original.charset, original.url)


def _original_of(submission: Submission) -> Original:
    return Original(
        submission.content.encode(), submission.content_type, "utf-8", submission.source_url or ""
    )


def _keep_safely(submission: Submission, token: uuid.UUID, reading: Future[Capture]) -> None:
    """An error of one submission does not affect the others; it is read again when its lease ends, and counted."""
    try:
        _keep(submission, token, reading, now=timezone.now())
    except Exception:
        logger.exception("content not captured", submission=str(submission.pk))


def _keep(submission: Submission, token: uuid.UUID, reading: Future[Capture], *, now: datetime) -> None:
    """Store what was read, or why it could not be read, and delete the submission in the same transaction."""
    article_id = str(submission.article_id)
    actor = Actor("worker", "capture", "submission", str(submission.pk))
    try:
        capture = reading.result()
    except ReadError as error:
        logger.info("content unreadable", article=article_id, failure=error.code)
        if error.code == READER_KILLED and submission.read_attempts < MAX_READ_ATTEMPTS:
            _read_again(submission, token, now=now)
            return
        _fail(submission, token, error, actor=actor, now=now)
        return
    stored = retry_on_deadlock(lambda: _store(submission, token, capture, actor=actor, now=now))
    if stored and stored.version:
        logger.info(
            "article captured",
            article=article_id,
            version=stored.version.number,
            new_claims=len(stored.new_claims),
        )


def _store(
    submission: Submission, token: uuid.UUID, capture: Capture, *, actor: Actor, now: datetime
) -> store.Stored | None:
    with transaction.atomic():
        article = _delete_leased(submission, token)
        if article is None:
            return None
        original = _original_of(submission)
        content_hash = submission.content_hash
        return store.write_capture(
            article, capture, original, content_hash=content_hash, actor=actor, now=now
        )


def _fail(submission: Submission, token: uuid.UUID, error: ReadError, *, actor: Actor, now: datetime) -> None:
    with transaction.atomic():
        if article := _delete_leased(submission, token):
            store.fail_article(article, failure=error.code, detail=error.detail, actor=actor, now=now)


def _read_again(submission: Submission, token: uuid.UUID, *, now: datetime) -> None:
    """Make a submission due again whose reader ended; it is read alone then, as after the end of a worker."""
    leased = Submission.objects.filter(pk=submission.pk, lease_token=token)
    leased.update(next_attempt_at=now + READ_AGAIN_AFTER, lease_token=None)


def _delete_leased(submission: Submission, token: uuid.UUID) -> Article | None:
    """Delete the submission in this transaction. Returns its article, locked; None if the lease was lost.

    The article is locked before it, in the order in which a new submission of the article locks them.
    """
    article = store.lock_article(submission.article_id)
    deleted, _ = Submission.objects.filter(pk=submission.pk, lease_token=token).delete()
    return article if deleted == 1 else None
