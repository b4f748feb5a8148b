"""Conflict: two claims that cannot both hold."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from claims.ids import uuid7
from claims.models.choices import choices_of
from claims.models.claim import Claim
from claims.models.entity import Entity
from claims.models.updates import updated_at_field, updated_at_index
from claims.vocabulary import ConflictKind


class Conflict(models.Model):
    """Two claims that contradict each other, and the sentence that says how.

    `claim` is the one with the smaller key, so that a pair of claims has one row. The entities are those of the
    statement in which they differ. A worker opens it, and ends it when the claims contradict each other no longer;
    what a person resolved stays resolved.
    """

    class State(models.TextChoices):
        OPEN = "open", "open"
        RESOLVED = "resolved", "resolved"

    class Resolution(models.TextChoices):
        NONE = "", "not resolved"
        PERSON = "person", "resolved by a person"
        ENDED = "ended", "the claims do not contradict each other any more"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=choices_of(ConflictKind))
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+", db_index=False)
    other_claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    subject = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    object = models.ForeignKey(Entity, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    on = models.ForeignKey(Entity, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=200, default="", blank=True)
    explanation = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    resolution = models.CharField(
        max_length=8, choices=Resolution.choices, default=Resolution.NONE, blank=True
    )
    reason = models.TextField(default="", blank=True, help_text="Why a person resolved it.")
    resolved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = updated_at_field()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "other_claim"], name="conflict_pair_unique"),
            models.CheckConstraint(condition=Q(claim__lt=F("other_claim")), name="conflict_pair_in_order"),
            models.CheckConstraint(
                condition=Q(state="open", resolution="", resolved_at__isnull=True)
                | Q(state="resolved", resolved_at__isnull=False) & ~Q(resolution=""),
                name="conflict_resolution_whole",
            ),
            models.CheckConstraint(condition=~Q(explanation=""), name="conflict_has_explanation"),
        ]
        indexes = [
            updated_at_index("conflict"),  # updated_at.gte= and sort=updated_at
            models.Index(fields=["created_at", "id"], name="conflict_by_age"),  # the API's default order
            models.Index(fields=["state", "created_at", "id"], name="conflict_by_state"),  # the open ones
        ]

    def __str__(self) -> str:
        return self.explanation
