"""Source: one watched URL, and its checks."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.contrib.postgres.indexes import BrinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from claims.ids import uuid7
from claims.models.choices import choices_of
from claims.models.updates import updated_at_field, updated_at_index
from claims.vocabulary import CheckOutcome, LinkState, NoteKind


class SourceQuerySet(models.QuerySet["Source"]):
    """Queries about sources."""

    def at(self, url_hash: str) -> SourceQuerySet:
        """The source that is checked for the URL with this hash: its own, or the one that this was merged into."""
        rows = self.model.objects.filter(url_hash=url_hash).annotate(current=Coalesce("merged_into_id", "pk"))
        return self.filter(pk__in=rows.values("current"))

    def current_keys(self, url_hashes: Collection[str]) -> dict[str, uuid.UUID]:
        """The primary key of the source that is checked for each URL, by the hash of the URL."""
        rows = self.filter(url_hash__in=url_hashes).annotate(current=Coalesce("merged_into_id", "pk"))
        return dict(rows.values_list("url_hash", "current"))


class Source(models.Model):
    """A watched URL and the state of its watch. Every check updates this row; the texts are Snapshots.

    `next_check_at` is the queue: a source is due when that time has passed. To keep updates cheap, foreign keys have
    an index only where a query needs one. `next_check_at` is indexed only together with the host: when everything
    becomes due at once, the statistics are out of date, and the planner used an index on `next_check_at` alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cited_url = models.TextField(editable=False, help_text="The URL as it was first given. Never changes.")
    canonical_url = models.TextField(editable=False)
    url_hash = models.CharField(max_length=64, editable=False)
    host = models.ForeignKey(
        "claims.Host", on_delete=models.PROTECT, related_name="sources", editable=False, db_index=False
    )
    link_state = models.CharField(max_length=16, choices=choices_of(LinkState), default=LinkState.UNKNOWN)
    strikes = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    first_failed_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Time of the first of the failed checks since the page was last fetched.",
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        editable=False,
        db_index=False,
        help_text="The source of the same page at another address, which is checked in its place.",
    )
    is_kept_apart = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="A person separated it from a source that it was merged into; it is not merged again.",
    )
    next_check_at = models.DateTimeField(
        null=True, blank=True, help_text="When it is due; empty for a source that is merged into another."
    )
    requested_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When a check was requested; such sources go first.",
    )
    interval_seconds = models.PositiveIntegerField(default=3600, validators=[MinValueValidator(1)])
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    read_attempts = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Attempts to read it whose worker has not returned."
    )
    check_count = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="Checks that could detect a change; older ones count less.",
    )
    changes = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="Changes that these checks detected."
    )
    exposure_seconds = models.PositiveBigIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="The total time between these checks and the ones before them.",
    )
    etag = models.TextField(default="", blank=True, editable=False)
    last_modified = models.TextField(default="", blank=True, editable=False)
    body_hash = models.CharField(max_length=64, default="", blank=True, editable=False)
    text_hash = models.CharField(max_length=64, default="", blank=True, editable=False)
    extractor_version = models.CharField(max_length=40, default="", blank=True, editable=False)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=40, default="", blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When its body was last received, not only a 304."
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    unconfirmed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the change was detected that waits for confirmation by a second check.",
    )
    unconfirmed_snapshot = models.ForeignKey(
        "claims.Snapshot",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        db_index=False,
    )
    final_url = models.TextField(default="", blank=True, editable=False)
    adopted_url = models.TextField(
        default="",
        db_default="",
        blank=True,
        help_text="The URL that it moved to permanently, requested instead of the cited URL.",
    )
    move_target = models.TextField(default="", db_default="", blank=True, editable=False)
    move_since = models.DateTimeField(null=True, blank=True, editable=False)
    move_checks = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    archive_url = models.TextField(default="", blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, help_text="When the archive made the copy.")
    archive_due_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the archive is searched for a copy."
    )
    notice_kind = models.CharField(
        max_length=16,
        choices=choices_of(NoteKind),
        default="",
        db_default="",
        blank=True,
        help_text="What the page says about itself; empty if it says nothing.",
    )
    notice = models.TextField(
        default="", db_default="", blank=True, help_text="The words of the notice on the page."
    )
    save_due_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it is handed to the archive's save service."
    )
    versions = models.JSONField(
        default=list,
        db_default=Value([], models.JSONField()),
        blank=True,
        editable=False,
        help_text="The versions of a paper that its site lists.",
    )
    versions_due_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the list of its versions is read."
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = updated_at_field()

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["url_hash"], name="source_url_unique"),
            models.CheckConstraint(condition=Q(strikes__gte=0), name="source_strikes_not_negative"),
            models.CheckConstraint(condition=Q(interval_seconds__gte=1), name="source_interval_positive"),
            models.CheckConstraint(
                condition=Q(lease_token__isnull=True, lease_until__isnull=True)
                | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="source_lease_whole",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True, next_check_at__isnull=False)
                | Q(merged_into__isnull=False, next_check_at__isnull=True, lease_token__isnull=True),
                name="source_merged_is_not_checked",
            ),
        ]
        indexes = [
            updated_at_index("source"),  # updated_at.gte= and sort=updated_at
            models.Index(fields=["host", "next_check_at"], name="source_due_by_host"),  # a host's due sources
            models.Index(
                fields=["host", "requested_at"],
                name="source_requested",
                condition=Q(requested_at__isnull=False),
            ),  # a host's sources with a requested check
            models.Index(
                fields=["archive_due_at"],
                name="source_archive_due",
                condition=Q(archive_due_at__isnull=False),
            ),  # copies to look up
            models.Index(
                fields=["save_due_at"], name="source_save_due", condition=Q(save_due_at__isnull=False)
            ),  # sources to hand to the archive
            models.Index(
                fields=["versions_due_at"],
                name="source_versions_due",
                condition=Q(versions_due_at__isnull=False),
            ),  # lists of versions to read
            models.Index(
                fields=["merged_into"], name="source_merged", condition=Q(merged_into__isnull=False)
            ),  # the other addresses of a source
            models.Index(
                fields=["unconfirmed_at"],
                name="source_unconfirmed",
                condition=Q(unconfirmed_at__isnull=False),
            ),  # changes that wait for confirmation
            models.Index(
                fields=["link_state", "id"], name="source_by_state"
            ),  # the API's and the admin's filter
            models.Index(fields=["created_at", "id"], name="source_by_age"),  # the API's default order
            models.Index(fields=["host", "created_at", "id"], name="source_of_host"),  # host=
            models.Index(
                fields=["checked_at", "id"], name="source_by_check"
            ),  # checked_at.lt=, checked=false
            models.Index(
                fields=["changed_at", "id"], name="source_by_change", condition=Q(changed_at__isnull=False)
            ),  # changed_at.gte=
            models.Index(
                fields=["created_at", "id"], name="source_moved", condition=~Q(adopted_url="")
            ),  # the admin's filter
        ]

    def __str__(self) -> str:
        return self.canonical_url


class SourceCheck(models.Model):
    """One check of a source. Append-only. It is the largest table, so it has no index that another one replaces."""

    class Outcome(models.TextChoices):
        FIRST = CheckOutcome.FIRST, "first text"
        NOT_MODIFIED = CheckOutcome.NOT_MODIFIED, "not modified (304)"
        SAME_BODY = CheckOutcome.SAME_BODY, "same bytes"
        SAME_TEXT = CheckOutcome.SAME_TEXT, "same text"
        CHANGED = CheckOutcome.CHANGED, "text changed"
        REBASED = CheckOutcome.REBASED, "read by a newer reader"
        UNREADABLE = CheckOutcome.UNREADABLE, "could not be read"
        FAILED = CheckOutcome.FAILED, "failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="checks", db_index=False)
    checked_at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=40, default="", blank=True)
    detail = models.TextField(default="", blank=True)
    reason = models.TextField(
        default="",
        db_default="",
        blank=True,
        help_text="Why the link has this state, and what the next checks wait for.",
    )
    final_url = models.TextField(default="", blank=True)
    link_state = models.CharField(max_length=16, choices=choices_of(LinkState))
    elapsed_ms = models.PositiveIntegerField(default=0)
    body_bytes = models.PositiveIntegerField(default=0)
    snapshot = models.ForeignKey(
        "claims.Snapshot",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="checks",
        db_index=False,
    )
    next_check_at = models.DateTimeField()

    class Meta:
        ordering = ["-checked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="failed") | ~Q(error=""), name="sourcecheck_failure_has_error"
            ),
        ]
        indexes = [
            models.Index(
                fields=["source", "-checked_at", "-id"], name="sourcecheck_timeline"
            ),  # the checks of a source
            models.Index(
                fields=["snapshot"], name="sourcecheck_of_snapshot", condition=Q(snapshot__isnull=False)
            ),  # few checks have a snapshot
            models.Index(
                fields=["outcome", "id"],
                name="sourcecheck_by_outcome",
                condition=Q(outcome__in=["changed", "rebased", "unreadable"]),
            ),  # the admin's filter by what is rare
            BrinIndex(
                fields=["checked_at"], name="sourcecheck_by_time"
            ),  # the metrics' last hour; rows come in order
        ]

    def __str__(self) -> str:
        return f"{self.outcome} at {self.checked_at:%Y-%m-%d %H:%M}"
