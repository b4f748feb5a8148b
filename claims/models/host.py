"""Host: what politeness is kept towards."""

from django.db import models
from django.db.models import Q

from claims.ids import uuid7


class Host(models.Model):
    """One host name. While a worker holds its lease, nobody else asks it for anything."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=253, unique=True)
    spacing_seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text="Seconds between two requests; empty for the configured default."
    )
    confirm_seconds = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Seconds until a second look confirms a change; empty for the configured default.",
    )
    ignores_robots = models.BooleanField(
        default=False, db_default=False, help_text="Its owner allowed us what its robots.txt does not."
    )
    next_due_at = models.DateTimeField(
        null=True, blank=True, help_text="When it is asked next: a source is due and it may be asked."
    )
    next_slot_at = models.DateTimeField(help_text="Not asked for anything before this time.")
    cooling_until = models.DateTimeField(null=True, blank=True, help_text="Asked us to wait (429, 503).")
    cooling_count = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False, help_text="How often it asked since it last answered."
    )
    recent = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        editable=False,
        help_text="What the last looks at its sources came to.",
    )
    incident = models.CharField(
        max_length=20,
        default="",
        db_default="",
        blank=True,
        help_text="How most of its sources fail at once.",
    )
    incident_since = models.DateTimeField(null=True, blank=True)
    changes = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="Changes seen at its sources."
    )
    exposure_seconds = models.PositiveBigIntegerField(
        default=0, db_default=0, editable=False, help_text="The time in which they were seen."
    )
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
            models.CheckConstraint(
                condition=Q(incident="", incident_since__isnull=True)
                | ~Q(incident="") & Q(incident_since__isnull=False),
                name="host_incident_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["next_due_at"], name="host_due"),  # leasing hosts that are due
            models.Index(
                fields=["incident_since"], name="host_incidents", condition=~Q(incident="")
            ),  # the incidents of now
            models.Index(
                fields=["cooling_until"], name="host_cooling", condition=Q(cooling_until__isnull=False)
            ),  # the admin's and the metrics' question
        ]

    def __str__(self) -> str:
        return self.name


class HostWake(models.Model):
    """A source of this host became due earlier than the host is. Taken in, and gone, before hosts are leased the next time.

    A row of its own, because the host's row is the workers': whoever writes an article must not hold up a visit.
    """

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d %H:%M}"
