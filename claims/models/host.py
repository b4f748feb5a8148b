"""Host: what politeness is kept towards."""

from django.db import models
from django.db.models import Q

from claims.pipeline.identity import uuid7


class Host(models.Model):
    """One host name. While a worker holds its lease, nobody else asks it for anything."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=253, unique=True)
    spacing_seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text="Seconds between two requests; empty for the configured default."
    )
    next_slot_at = models.DateTimeField(help_text="Not asked for anything before this time.")
    cooling_until = models.DateTimeField(null=True, blank=True, help_text="Asked us to wait (429, 503).")
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lease_token__isnull=True, lease_until__isnull=True)
                | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="host_lease_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["next_slot_at"], name="host_next_slot"),  # claiming hosts that are due
        ]

    def __str__(self) -> str:
        return self.name
