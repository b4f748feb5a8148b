"""Snapshot: a text that a source had."""

from __future__ import annotations

from django.db import models

from claims.ids import uuid7
from claims.models.source import Source


class SourceText(models.Model):
    """A full visible text, once for all snapshots that have it. PostgreSQL compresses it."""

    text_hash = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()

    def __str__(self) -> str:
        return self.text_hash[:12]


class Snapshot(models.Model):
    """A full visible text of a source. A text that returns is the same row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="snapshots", db_index=False)
    source_text = models.ForeignKey(
        SourceText, on_delete=models.PROTECT, related_name="snapshots", db_index=False
    )
    extractor_version = models.CharField(max_length=40)
    captured_at = models.DateTimeField()

    class Meta:
        ordering = ["-captured_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_text", "extractor_version"], name="snapshot_unique"
            ),
        ]
        indexes = [
            models.Index(
                fields=["source_text"], name="snapshot_of_text"
            ),  # whether a text is still referred to
            models.Index(
                fields=["source", "-captured_at"], name="snapshot_newest"
            ),  # the text to compare with
        ]

    def __str__(self) -> str:
        return f"{self.text_hash[:12]} of {self.captured_at:%Y-%m-%d %H:%M}"

    @property
    def text_hash(self) -> str:
        """The hash of its text."""
        return str(self.source_text_id)

    @property
    def text(self) -> str:
        """Its text, which is read when it is asked for."""
        return self.source_text.text
