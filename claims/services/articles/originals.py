"""Originals: what current versions were read from, kept and leased so that a newer extractor reads them again."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from claims.models import Article, ArticleOriginal
from claims.pipeline.extraction.version import EXTRACTOR_VERSION
from claims.values import Original

CURRENT_READER = int(EXTRACTOR_VERSION)
MAX_READ_ATTEMPTS = 3
"""Attempts to read an original again whose worker died, before its earlier reading stays."""

_LEASE = """
UPDATE claims_articleoriginal SET lease_token = %(token)s, read_attempts = read_attempts + 1,
    next_attempt_at = statement_timestamp() + make_interval(secs => %(lease)s)
WHERE article_id = (
    SELECT article_id FROM claims_articleoriginal
    WHERE reader < %(reader)s AND next_attempt_at <= statement_timestamp()
      AND NOT EXISTS (SELECT FROM claims_article WHERE id = article_id AND withdrawn_at IS NOT NULL)
    ORDER BY reader, next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING *
"""


def keep_original(article: Article, original: Original, *, now: datetime) -> None:
    """Keep what an article's current version was read from, in place of an earlier one. Call it with the article locked."""
    values: dict[str, Any] = {
        "body": zlib.compress(original.body),
        "content_type": original.content_type[:200],
        "charset": (original.charset or "")[:100],
        "url": original.url,
        **_read(now),
    }
    row = ArticleOriginal(article=article, **values)
    ArticleOriginal.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["article"], update_fields=list(values)
    )


def original_of(row: ArticleOriginal) -> Original:
    """Return the document of a row."""
    return Original(zlib.decompress(row.body), row.content_type, row.charset or None, row.url)


def lease_original(token: uuid.UUID) -> ArticleOriginal | None:
    """Lease an original that an older extractor has read; None if none is due."""
    parameters = {"token": token, "lease": settings.LEASE_SECONDS, "reader": CURRENT_READER}
    return next(iter(ArticleOriginal.objects.raw(_LEASE, parameters)), None)


def finish_original(article: Article, token: uuid.UUID, *, failure: str = "", now: datetime) -> bool:
    """Note that this extractor has read a leased original, or why it cannot. Returns False if the lease was lost.

    Call it in the transaction of the result, with the article locked.
    """
    leased = ArticleOriginal.objects.filter(article=article, lease_token=token)
    return leased.update(**{**_read(now), "failure": failure}) == 1


def request_readings(extractor_version: str, *, now: datetime) -> int:
    """Make all originals due that were not read by exactly this extractor with its names. Returns how many are due."""
    is_other = ~Q(article__current_version__extractor_version=extractor_version) | ~Q(failure="")
    keys = ArticleOriginal.objects.filter(is_other, reader__gte=CURRENT_READER).values("pk")
    ArticleOriginal.objects.filter(pk__in=keys).update(**{**_read(now), "reader": 0})
    return progress()["due"]


def progress() -> Mapping[str, int]:
    """Return how many originals there are, how many are due or being read, and how many could not be read again."""
    return ArticleOriginal.objects.aggregate(
        total=Count("pk"),
        due=Count("pk", filter=Q(reader__lt=CURRENT_READER)),
        failed=Count("pk", filter=~Q(failure="") & Q(reader__gte=CURRENT_READER)),
    )


def _read(now: datetime) -> dict[str, object]:
    return {
        "reader": CURRENT_READER,
        "next_attempt_at": now,
        "lease_token": None,
        "read_attempts": 0,
        "failure": "",
    }
