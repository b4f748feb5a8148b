"""Merge: what a merge of two claims or two entities moved, and the pairs that are not the same."""

from django.db import models
from django.db.models import F, Q

from claims.ids import uuid7


class Merge(models.Model):
    """One claim or entity that was merged into another one of its kind, and what gives both back.

    `moved` has the keys of the moved rows by their kind and, as `named`, where claims named the merged entity; `before`
    has the values that were changed. A merge that follows from that of two entities is `part_of` it.
    """

    class Kind(models.TextChoices):
        CLAIM = "claim", "claim"
        ENTITY = "entity", "entity"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    merged_key = models.UUIDField()
    target_key = models.UUIDField()
    part_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts", editable=False
    )
    moved = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    unmerged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-merged_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged_key"], condition=Q(unmerged_at__isnull=True), name="merge_once"
            ),
            models.CheckConstraint(condition=~Q(merged_key=F("target_key")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.merged_key} into {self.target_key}"


class DistinctPair(models.Model):
    """Two claims or entities that a curator declared not to be the same; `first_key` is the smaller key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=6, choices=Merge.Kind.choices)
    first_key = models.UUIDField()
    second_key = models.UUIDField()
    reason = models.TextField(default="", blank=True)
    declared_by = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["first_key", "second_key"], name="distinctpair_unique"),
            models.CheckConstraint(condition=Q(first_key__lt=F("second_key")), name="distinctpair_in_order"),
        ]
        indexes = [
            models.Index(fields=["second_key"], name="distinctpair_by_second"),  # the pairs of one
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_key} is not {self.second_key}"
