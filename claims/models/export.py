"""Export: a file with the rows of a list as one snapshot of the database had them, made for an API key."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claims.ids import uuid7


class ExportQuerySet(models.QuerySet["Export"]):
    """Exports by their state."""

    def present(self) -> ExportQuerySet:
        """Exports that were not deleted."""
        return self.filter(deleted_at=None)

    def owned_by(self, owner: str) -> ExportQuerySet:
        """Exports that this API key requested."""
        return self.filter(owner=owner)

    def under_way(self) -> ExportQuerySet:
        """Exports that wait for a worker or are being written."""
        return self.present().filter(state__in=[Export.State.PENDING, Export.State.RUNNING])


class Export(models.Model):
    """A request for a file, and the file. `next_attempt_at` is when a worker may take it, or may take it again.

    `file_name` is the name in the storage `exports`; it is set from before the file is stored until it is deleted.
    """

    class Format(models.TextChoices):
        NDJSON = "ndjson", "NDJSON"
        CSV = "csv", "CSV"
        PARQUET = "parquet", "Parquet"

    class Compression(models.TextChoices):
        NONE = "none", "none"
        GZIP = "gzip", "gzip"

    class State(models.TextChoices):
        PENDING = "pending", "pending"
        RUNNING = "running", "running"
        COMPLETED = "completed", "completed"
        FAILED = "failed", "failed"
        EXPIRED = "expired", "expired"

    class Failure(models.TextChoices):
        NONE = "", "none"
        DISK_FULL = "disk_full", "the disk is full"
        STORAGE = "storage", "the storage refused the file"
        TOO_LARGE = "too_large", "more rows or bytes than an export may have"
        TOO_SLOW = "too_slow", "it took too long"
        INVALID = "invalid", "its filters are not valid any more"
        INTERRUPTED = "interrupted", "its workers ended each time"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.CharField(max_length=100, help_text="The API key that requested it.")
    resource = models.CharField(max_length=20, help_text="The list, as in its path.")
    filters = models.JSONField(default=dict, help_text="The filters of the list, as texts by their name.")
    fields = ArrayField(
        models.CharField(max_length=60), null=True, blank=True, help_text="The properties; all if empty."
    )
    expand = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text="The related objects in each object.",
    )
    format = models.CharField(max_length=7, choices=Format.choices)
    compression = models.CharField(max_length=4, choices=Compression.choices, default=Compression.NONE)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    rows = models.BigIntegerField(default=0, help_text="Rows that are written.")
    rows_expected = models.BigIntegerField(null=True, blank=True, help_text="The planner's estimate.")
    bytes = models.BigIntegerField(default=0, help_text="Bytes that are written.")
    sha256 = models.CharField(max_length=64, default="", blank=True)
    feed_position = models.BigIntegerField(
        null=True, blank=True, help_text="The seq up to which the feed is contained in the snapshot."
    )
    file_name = models.CharField(max_length=100, default="", blank=True)
    failure = models.CharField(max_length=11, choices=Failure.choices, default=Failure.NONE, blank=True)
    failure_detail = models.TextField(default="", blank=True)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField()
    snapshot_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="When the file is deleted.")
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["pending", "running"], deleted_at__isnull=True, next_attempt_at__isnull=False
                )
                | Q(next_attempt_at__isnull=True)
                & (Q(deleted_at__isnull=False) | ~Q(state__in=["pending", "running"])),
                name="export_under_way_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="completed")
                | ~Q(sha256="")
                & ~Q(file_name="")
                & Q(feed_position__isnull=False, completed_at__isnull=False, expires_at__isnull=False),
                name="export_completed_has_file",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(failure="") | ~Q(state="failed") & Q(failure=""),
                name="export_failed_has_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="export_due", condition=Q(next_attempt_at__isnull=False)
            ),  # the workers' queue
            models.Index(fields=["owner", "created_at", "id"], name="export_by_owner"),  # the API's list
            models.Index(fields=["created_at", "id"], name="export_by_age"),  # the admin's list, and old rows
        ]

    def __str__(self) -> str:
        return f"{self.resource} as {self.get_format_display()}"

    def is_expired_at(self, now: datetime) -> bool:
        """True if the file was deleted because of its age, or is about to be."""
        return self.state == self.State.EXPIRED or (self.expires_at is not None and self.expires_at <= now)
