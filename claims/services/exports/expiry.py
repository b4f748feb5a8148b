"""Expiry: files are deleted when they expire, or when their exports were deleted or have failed."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from claims.models import Export
from claims.services.exports import files

logger = structlog.get_logger(__name__)

KEEP_ROWS = timedelta(days=30)
"""How long the rows of exports stay that have no file any more."""

BATCH = 100


def expire_exports(*, now: datetime | None = None) -> int:
    """Delete the files of a batch of exports, and old rows. Returns the number of files.

    The file of a deleted export is deleted after a lease, when the worker that was storing it has noticed.
    """
    now = now or timezone.now()
    is_deleted = Q(deleted_at__lt=now - timedelta(seconds=settings.LEASE_SECONDS))
    is_over = Q(expires_at__lte=now) | Q(state=Export.State.FAILED) | is_deleted
    deleted = 0
    for export in Export.objects.filter(is_over).exclude(file_name="").order_by("id")[:BATCH]:
        try:
            files.storage().delete(export.file_name)
        except Exception as error:
            logger.warning("file of an export cannot be deleted", file=export.file_name, exc_info=error)
            continue
        state = Export.State.EXPIRED if export.state == Export.State.COMPLETED else export.state
        Export.objects.filter(pk=export.pk).update(file_name="", state=state)
        deleted += 1
    without_file = Export.objects.filter(file_name="", next_attempt_at=None)
    without_file.filter(Q(created_at__lt=now - KEEP_ROWS) | is_deleted).delete()
    files.delete_unfinished()
    return deleted
