"""The task of exports. It is here, not in `claims.tasks`, because the declarations of the API say what an export selects."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from api.v1.export_selection import selection_of
from claims.services import machine_locks
from claims.services.exports import writing
from claims.tasks import StageTask, ring


@shared_task(
    base=StageTask,
    soft_time_limit=settings.EXPORTS_TIMEOUT_SECONDS * 2,
    time_limit=settings.EXPORTS_TIMEOUT_SECONDS * 2 + 60,
)
def make_due_exports() -> None:
    """Make an export that is due. Its own limit of time is half of the task's: the rest is for the storage."""
    with machine_locks.one_of("export", settings.EXPORT_WORKERS) as is_free:
        if is_free and writing.make_due_export(selection_of):
            ring(make_due_exports)
