"""Capture: read posted content in the sandbox, and store what it says."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from claims.errors import ReadError
from claims.models import Submission
from claims.services.articles import store
from claims.services.row_updates import retry_on_deadlock
from claims.services.runtime import sandbox
from claims.values import Actor, Capture

logger = structlog.get_logger(__name__)

MAX_READ_ATTEMPTS = 3
"""Attempts to read content whose worker died, before the article fails."""

# Contents of one article are read in the order in which they were posted, so that the last one is the current one.
_LEASE = """
UPDATE claims_submission SET lease_token = %s, next_attempt_at = statement_timestamp() + make_interval(secs => %s), read_attempts = read_attempts + 1
WHERE id IN (
    SELECT waiting.id FROM claims_submission waiting WHERE waiting.next_attempt_at <= statement_timestamp()
      AND NOT EXISTS (
          SELECT FROM claims_submission older WHERE older.article_id = waiting.article_id AND older.id < waiting.id
      )
    ORDER BY waiting.next_attempt_at, waiting.id LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING id
"""


def capture_due_submissions(*, limit: int = 1) -> int:
    """Read and store submissions that are due, each in its own transaction. Returns how many were leased."""
    token = uuid.uuid4()
    keys = _lease(token, limit)
    for submission in Submission.objects.filter(pk__in=keys).select_related("article__source").order_by("id"):
        _capture_safely(submission, token)
    return len(keys)


def _capture_safely(submission: Submission, token: uuid.UUID) -> None:
    """An error of one submission does not affect the others; it is read again when its lease ends, and counted."""
    try:
        _capture(submission, token, now=timezone.now())
    except Exception:
        logger.exception("content not captured", submission=str(submission.pk))


def _lease(token: uuid.UUID, limit: int) -> Sequence[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_LEASE, [token, settings.LEASE_SECONDS, limit])
        return [key for (key,) in cursor.fetchall()]


def _capture(submission: Submission, token: uuid.UUID, *, now: datetime) -> None:
    """Read outside any transaction, then store the result and delete the submission in one."""
    article = submission.article
    actor = Actor("worker", "capture", "submission", str(submission.pk))
    url = article.source.cited_url if article.source else ""
    try:
        capture = _read(submission, url)
    except ReadError as error:
        logger.info("content unreadable", article=str(article.pk), failure=error.code)
        _fail(submission, token, error, actor=actor, now=now)
        return
    stored = retry_on_deadlock(lambda: _store(submission, token, capture, actor=actor, now=now))
    if stored and stored.version:
        logger.info(
            "article captured",
            article=str(article.pk),
            version=stored.version.number,
            new_claims=len(stored.new_claims),
        )


def _read(submission: Submission, url: str) -> Capture:
    if submission.read_attempts > MAX_READ_ATTEMPTS:
        raise ReadError("Reading this content killed its worker three times.", code="quarantined")
    return sandbox().read_capture(submission.content.encode(), submission.content_type, "utf-8", url)


def _store(
    submission: Submission, token: uuid.UUID, capture: Capture, *, actor: Actor, now: datetime
) -> store.Stored | None:
    with transaction.atomic():
        if not _delete_leased(submission, token):
            return None
        stored = store.save_capture(submission.article, capture, actor=actor, now=now)
        stored.article.captured_hash = submission.content_hash
        stored.article.save(update_fields=["captured_hash"])
        return stored


def _fail(submission: Submission, token: uuid.UUID, error: ReadError, *, actor: Actor, now: datetime) -> None:
    with transaction.atomic():
        if _delete_leased(submission, token):
            store.fail_article(
                submission.article, failure=error.code, detail=error.detail, actor=actor, now=now
            )


def _delete_leased(submission: Submission, token: uuid.UUID) -> bool:
    """Delete the submission in this transaction. Returns False if its lease was lost."""
    deleted, _ = Submission.objects.filter(pk=submission.pk, lease_token=token).delete()
    return deleted == 1
