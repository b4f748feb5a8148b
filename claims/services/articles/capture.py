"""Capture: posted content is read, and what it says is stored."""

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
"""How often content is taken up before it is given up: reading it ended that many workers."""

# An article's contents in the order in which they came, so that what was posted last is what stays.
_CLAIM = """
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
    """Read and store contents that wait, each on its own; answers how many were taken up."""
    token = uuid.uuid4()
    keys = _claim(token, limit)
    for submission in Submission.objects.filter(pk__in=keys).select_related("article__source").order_by("id"):
        _capture_or_leave(submission, token)
    return len(keys)


def _capture_or_leave(submission: Submission, token: uuid.UUID) -> None:
    """One article's trouble is not another's: it comes up again when its lease ends, and is counted."""
    try:
        _capture(submission, token, now=timezone.now())
    except Exception:
        logger.exception("content not captured", submission=str(submission.pk))


def _claim(token: uuid.UUID, limit: int) -> Sequence[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [token, settings.LEASE_SECONDS, limit])
        return [key for (key,) in cursor.fetchall()]


def _capture(submission: Submission, token: uuid.UUID, *, now: datetime) -> None:
    """Read outside any transaction; then store and take the submission away, in one."""
    article = submission.article
    actor = Actor("worker", "capture", "submission", str(submission.pk))
    url = article.source.cited_url if article.source else ""
    try:
        capture = _read(submission, url)
    except ReadError as error:
        logger.info("content not readable", article=str(article.pk), failure=error.code)
        _give_up(submission, token, error, actor=actor, now=now)
        return
    stored = retry_on_deadlock(lambda: _store(submission, token, capture, actor=actor, now=now))
    if stored and stored.version:
        logger.info(
            "article captured",
            article=str(article.pk),
            version=stored.version.number,
            new=len(stored.new_claims),
        )


def _read(submission: Submission, url: str) -> Capture:
    if submission.read_attempts > MAX_READ_ATTEMPTS:
        raise ReadError("Reading this content ended its worker again and again.", code="quarantined")
    return sandbox().read_capture(submission.content.encode(), submission.content_type, "utf-8", url)


def _store(
    submission: Submission, token: uuid.UUID, capture: Capture, *, actor: Actor, now: datetime
) -> store.Stored | None:
    with transaction.atomic():
        if not _take(submission, token):
            return None
        stored = store.save_capture(submission.article, capture, actor=actor, now=now)
        stored.article.captured_hash = submission.content_hash
        stored.article.save(update_fields=["captured_hash"])
        return stored


def _give_up(
    submission: Submission, token: uuid.UUID, error: ReadError, *, actor: Actor, now: datetime
) -> None:
    with transaction.atomic():
        if _take(submission, token):
            store.fail_article(
                submission.article, failure=error.code, detail=error.detail, actor=actor, now=now
            )


def _take(submission: Submission, token: uuid.UUID) -> bool:
    """Whether the submission is still ours; it is gone with this transaction."""
    deleted, _ = Submission.objects.filter(pk=submission.pk, lease_token=token).delete()
    return deleted == 1
