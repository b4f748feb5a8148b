"""Entity: a named thing, and its spellings."""

from django.db import models
from django.db.models import F, Q

from claims.ids import uuid7
from claims.models.choices import choices_of
from claims.models.updates import updated_at_field, updated_at_index
from claims.vocabulary import EntityKind


class Entity(models.Model):
    """A model, organisation, benchmark or other named thing. The parent of a version or variant is its family.

    `status_before` is the status that a merged entity gets back.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        ACCEPTED = "accepted", "accepted"
        MERGED = "merged", "merged"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=choices_of(EntityKind), default=EntityKind.OTHER)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PROPOSED)
    status_before = models.CharField(
        max_length=8, choices=Status.choices, default="", db_default="", blank=True, editable=False
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_entities",
        editable=False,
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="variants"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = updated_at_field()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "entities"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="entity_has_name"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="entity_not_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False) & ~Q(status_before="")
                | ~Q(status="merged") & Q(merged_into__isnull=True, status_before=""),
                name="entity_merged_has_target",
            ),
        ]
        indexes = [
            updated_at_index("entity"),  # updated_at.gte= and sort=updated_at
            models.Index(fields=["name", "id"], name="entity_by_name"),  # the API's default order
            models.Index(fields=["kind", "id"], name="entity_by_kind"),  # the API's and the admin's filter
        ]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """One spelling of an entity. `key` folds case, spaces and hyphens, never digits."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=200)
    key = models.CharField(max_length=200, editable=False)

    class Meta:
        ordering = ["text"]
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(fields=["key"], name="alias_key_unique"),
            models.CheckConstraint(condition=~Q(key=""), name="alias_has_key"),
        ]

    def __str__(self) -> str:
        return self.text
