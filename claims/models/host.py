"""Host: the unit of politeness: lease, spacing, cooling, incidents."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Reverse

from claims.ids import uuid7


class HostQuerySet(models.QuerySet["Host"]):
    """Queries of the API."""

    def named(self, name_or_key: str | uuid.UUID) -> HostQuerySet:
        """The host with this name, or with this primary key."""
        return self.filter(Q(pk=name_or_key) if isinstance(name_or_key, uuid.UUID) else Q(name=name_or_key))

    def below(self, domains: Iterable[str]) -> HostQuerySet:
        """Hosts with one of these names, and all hosts below them: "www.example.org" is below "example.org"."""
        condition = Q(pk__in=[])
        for domain in domains:
            condition |= Q(name=domain) | Q(_reversed__startswith=f".{domain}"[::-1])
        return self.alias(_reversed=Reverse("name")).filter(condition)


class Host(models.Model):
    """One host name. Only the worker that holds its lease sends it requests."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=253, unique=True)
    spacing_seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text="Seconds between two requests; empty for the default."
    )
    confirm_seconds = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Seconds until a second check confirms a change; empty for the default.",
    )
    ignores_robots = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Fetch what its robots.txt forbids; only with the owner's permission.",
    )
    next_due_at = models.DateTimeField(
        null=True, blank=True, help_text="When the next check of one of its sources is due."
    )
    next_slot_at = models.DateTimeField(help_text="No request is sent before this time.")
    cooling_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Until then no request is sent, because it responded with 429 or 503.",
    )
    cooling_count = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="Number of 429 and 503 responses since its last other response.",
    )
    recent = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        editable=False,
        help_text="The outcomes of the last checks of its sources.",
    )
    incident = models.CharField(
        max_length=20,
        default="",
        db_default="",
        blank=True,
        help_text="How most of its sources fail at the same time; empty for none.",
    )
    incident_since = models.DateTimeField(null=True, blank=True)
    changes = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="Number of changes of its sources."
    )
    exposure_seconds = models.PositiveBigIntegerField(
        default=0, db_default=0, editable=False, help_text="The time in which these changes were observed."
    )
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects = HostQuerySet.as_manager()

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
            models.Index(
                OpClass(Reverse("name"), name="text_pattern_ops"), name="host_by_domain"
            ),  # the hosts of a publisher's domain
            models.Index(fields=["next_due_at"], name="host_due"),  # leasing hosts that are due
            models.Index(
                fields=["incident_since"], name="host_incidents", condition=~Q(incident="")
            ),  # current incidents
            models.Index(
                fields=["cooling_until"], name="host_cooling", condition=Q(cooling_until__isnull=False)
            ),  # the admin's filter and the metrics
        ]

    def __str__(self) -> str:
        return self.name


class HostWake(models.Model):
    """A source of this host became due before the host's `next_due_at`. Applied and deleted before the next lease.

    A row of its own, so that a transaction that writes an article never waits for a worker that holds the host's row.
    """

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d %H:%M}"
