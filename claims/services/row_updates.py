"""Updates of one row: lock it, compare its version, save what differs."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Collection, Mapping
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, connection, models
from psycopg.errors import DeadlockDetected, SerializationFailure

from claims.errors import VersionError

Row = TypeVar("Row", bound=models.Model)
Result = TypeVar("Result")
Args = ParamSpec("Args")
MAX_TRIES = 5
_MAX_PAUSE_SECONDS = 0.2


def lock_row(model: type[Row], key: uuid.UUID, *, expected_version: int | None = None) -> Row:
    """Return the row, locked until the transaction ends. Raises VersionError if it has another version."""
    row = model._default_manager.select_for_update(of=("self",), no_key=True).get(pk=key)
    current = getattr(row, "version", None)
    if expected_version is not None and current is not None and current != expected_version:
        raise VersionError(current=current, given=expected_version)
    return row


def lock_rows(
    model: type[Row], keys: Collection[uuid.UUID], locked: Mapping[uuid.UUID, Row] | None = None
) -> list[Row]:
    """Return the rows, locked in the order of their keys. Those in `locked`, if it has them all, are locked already."""
    if locked is not None and locked.keys() >= set(keys):
        return [locked[key] for key in sorted(keys)]
    return list(model._default_manager.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))


def apply_changes(row: models.Model, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Save the fields that differ and raise the version. Returns `{field: (before, after)}`, empty if none differs."""
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
    """Run a whole transaction, and run it again if PostgreSQL ended it as the victim of a deadlock; five tries at most,
    each after a pause of random length, so that the same transactions do not meet again.

    Rows are locked in the order source, citation, claim. A stage that cannot keep this order runs through here. Inside a
    transaction it runs once: only the outermost transaction can be repeated.
    """
    if connection.in_atomic_block:
        return work()
    for _ in range(MAX_TRIES - 1):
        try:
            return work()
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected | SerializationFailure):
                raise
            time.sleep(random.uniform(0, _MAX_PAUSE_SECONDS))  # noqa: S311
    return work()


def retried_on_deadlock(service: Callable[Args, Result]) -> Callable[Args, Result]:
    """Decorate a service that is one transaction, so that each call of it runs through `retry_on_deadlock`."""

    @wraps(service)
    def run(*args: Args.args, **kwargs: Args.kwargs) -> Result:
        return retry_on_deadlock(partial(service, *args, **kwargs))

    return run
