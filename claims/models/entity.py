"""Entity: a named thing, and its spellings."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from claims.ids import uuid7
from claims.models.choices import choices_of
from claims.models.search import SearchWords, words_condition
from claims.models.updates import updated_at_field, updated_at_index
from claims.pipeline.fingerprint import name_key
from claims.reading import connection_for_reading
from claims.vocabulary import EntityKind

MAX_FAMILY = 10_000
"""The most entities of a family that one query includes, the nearest descendants first."""

_FAMILY = """
WITH RECURSIVE family (id, depth) AS (
    SELECT id, 0 FROM claims_entity WHERE id = ANY(%(keys)s)
    UNION
    SELECT child.id, family.depth + 1 FROM claims_entity child JOIN family ON child.parent_id = family.id
    WHERE family.depth < 20
)
SELECT id FROM family GROUP BY id ORDER BY min(depth), id LIMIT %(limit)s
"""


class EntityQuerySet(models.QuerySet["Entity"]):
    """Queries of the API and the admin."""

    def keys_of_name(self, name: str) -> list[uuid.UUID]:
        """The primary key of the entity with this spelling; empty without one."""
        return list(Alias.objects.filter(key=name_key(name)[:200]).values_list("entity_id", flat=True))

    def current_keys(self, keys: Collection[uuid.UUID]) -> list[uuid.UUID]:
        """These primary keys; in place of those of merged entities, those of the ones that they were merged into."""
        merged = self.filter(pk__in=keys, merged_into__isnull=False)
        targets: dict[uuid.UUID, uuid.UUID] = dict(merged.values_list("pk", "merged_into_id"))
        return self.current_keys([targets.get(key, key) for key in keys]) if targets else list(keys)

    def family_keys(self, keys: Collection[uuid.UUID]) -> list[uuid.UUID]:
        """The primary keys of these entities and of all their descendants, at most `MAX_FAMILY`."""
        with connection_for_reading().cursor() as cursor:
            cursor.execute(_FAMILY, {"keys": list(keys), "limit": MAX_FAMILY})
            return [key for (key,) in cursor.fetchall()]


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

    objects = EntityQuerySet.as_manager()

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


class AliasQuerySet(models.QuerySet["Alias"]):
    """Queries of the API and the admin."""

    def spelled(self, words: str) -> AliasQuerySet:
        """Spellings with these words or parts of words, as `claims.models.search.words_condition` reads them."""
        return self.filter(words_condition(words, "text", SearchWords(Upper("text"))))


class Alias(models.Model):
    """One spelling of an entity. `key` folds case, spaces and hyphens, never digits."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=200)
    key = models.CharField(max_length=200, editable=False)

    objects = AliasQuerySet.as_manager()

    class Meta:
        ordering = ["text"]
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(fields=["key"], name="alias_key_unique"),
            models.CheckConstraint(condition=~Q(key=""), name="alias_has_key"),
        ]
        indexes = [
            models.Index(fields=["text", "id"], name="alias_by_text"),  # the admin's order
            GinIndex(SearchWords(Upper("text")), name="alias_words"),  # q=: in capitals every word is a name
        ]

    def __str__(self) -> str:
        return self.text
