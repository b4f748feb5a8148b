"""RetentionPosition: how far the deletion of old rows has read a table."""

from django.db import models


class RetentionPosition(models.Model):
    """The key of the last row of a table that was looked at; null at the beginning, where it returns from the end."""

    table = models.CharField(primary_key=True, max_length=20)
    key = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.table}: {self.key or 'from the beginning'}"
