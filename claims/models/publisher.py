"""Publisher: a publisher of articles."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower

from claims.ids import uuid7
from claims.models.updates import updated_at_field, updated_at_index


class Publisher(models.Model):
    """A name, and the domains of its articles in lower case."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    domains = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = updated_at_field()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="publisher_name_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="publisher_has_name"),
        ]
        indexes = [
            updated_at_index("publisher"),  # updated_at.gte= and sort=updated_at
            GinIndex(fields=["domains"], name="publisher_domains"),  # the publisher of a domain
        ]

    def __str__(self) -> str:
        return self.name
