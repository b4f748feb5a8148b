"""Lock: one row, for a change that knows which version it changes."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db import OperationalError, models
from psycopg.errors import DeadlockDetected, SerializationFailure

from claims.errors import VersionError

Row = TypeVar("Row", bound=models.Model)
Result = TypeVar("Result")
TRIES = 3


def lock_row(model: type[Row], key: uuid.UUID, *, expected_version: int | None = None) -> Row:
    """The row, locked until the transaction ends. Raises VersionError if it is not at the expected version."""
    row = model._default_manager.select_for_update(of=("self",), no_key=True).get(pk=key)
    current = getattr(row, "version", None)
    if expected_version is not None and current is not None and current != expected_version:
        raise VersionError(current=current, given=expected_version)
    return row


def apply_changes(row: models.Model, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Set what differs, raise the version, save just that; answers `{field: (before, after)}`, empty if nothing did."""
    changes = {
        name: (getattr(row, name), value) for name, value in values.items() if getattr(row, name) != value
    }
    if not changes:
        return {}
    for name, (_, value) in changes.items():
        setattr(row, name, value)
    fields = list(changes)
    if hasattr(row, "version"):
        row.version += 1
        fields.append("version")
    row.save(update_fields=fields)
    return changes


def retry_on_deadlock(work: Callable[[], Result]) -> Result:
    """Do a whole transaction, again if PostgreSQL ended it to let another one through.

    Rows are locked in the order source, citation, claim; where a stage cannot keep to that, it comes through here.
    """
    for _ in range(TRIES - 1):
        try:
            return work()
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected | SerializationFailure):
                raise
    return work()
