"""Updates: the column for when a row was changed last. A trigger of the database sets it whenever `version` changes."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models.functions import Now


def updated_at_field() -> models.DateTimeField[datetime, datetime]:
    """When the row got its version. Every statement that raises the version sets it, bulk updates included."""
    return models.DateTimeField(db_default=Now(), editable=False)


def updated_at_index(noun: str) -> models.Index:
    """The index for filters and sorts by it."""
    return models.Index(fields=["updated_at", "id"], name=f"{noun}_by_update")
