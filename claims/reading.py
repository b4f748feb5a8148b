"""Reading: which database a request reads. Everything is written to the primary, and read from it unless a request says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

REPLICA = "replica"
_alias: ContextVar[str] = ContextVar("reading", default=DEFAULT_DB_ALIAS)


def connection_for_reading() -> BaseDatabaseWrapper:
    """The connection for statements that only read."""
    return connections[_alias.get()]


def is_from_replica() -> bool:
    """Whether the replica is read now."""
    return _alias.get() == REPLICA


@contextmanager
def from_replica() -> Iterator[None]:
    """Read the tables of this app from the replica."""
    token = _alias.set(REPLICA)
    try:
        yield
    finally:
        _alias.reset(token)


class ReadRouter:
    """A database router: it is in use if there is a replica."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        """The replica only for tables of this app: API keys and sessions must be current."""
        return _alias.get() if model._meta.app_label == "claims" else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        """The primary, also for what was read from the replica."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *_: models.Model, **hints: Any) -> bool:
        """Both databases have the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """The replica follows by itself."""
        return db == DEFAULT_DB_ALIAS
