"""Operations for migrations: indexes built and dropped while rows are written, by statements that can be run again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.postgres import operations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState
from django.db.models import Index, Model

LOCK_TIMEOUT = "10min"
"""Longer than that of other migrations: while a concurrent statement waits, rows of its table can be written."""


class AddIndexConcurrently(operations.AddIndexConcurrently):
    """Like Django's, but can be repeated after an interruption.

    An invalid index of the same name is dropped and built again; a valid one is kept. PostgreSQL leaves an invalid index
    behind if CREATE INDEX CONCURRENTLY fails or is cancelled.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Build the index, unless a valid one exists."""
        model = to_state.apps.get_model(app_label, self.model_name)
        with _long_lock_timeout(schema_editor):
            if not _is_built(schema_editor, model, self.index):
                super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the index if it exists, valid or not."""
        with _long_lock_timeout(schema_editor):
            super().database_backwards(app_label, schema_editor, from_state, to_state)


class RemoveIndexConcurrently(operations.RemoveIndexConcurrently):
    """Like Django's, but can be repeated after an interruption, in both directions."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the index if it exists, valid or not."""
        with _long_lock_timeout(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Build the index, unless a valid one exists."""
        model = to_state.apps.get_model(app_label, self.model_name)
        index = to_state.models[app_label, self.model_name_lower].get_index_by_name(self.name)
        with _long_lock_timeout(schema_editor):
            if not _is_built(schema_editor, model, index):
                super().database_backwards(app_label, schema_editor, from_state, to_state)


def _is_built(schema_editor: BaseDatabaseSchemaEditor, model: type[Model], index: Index) -> bool:
    """Whether a valid index of this name exists on the table; an invalid one is dropped."""
    quote = schema_editor.quote_name
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s) AND indrelid = to_regclass(%s)",
            [quote(index.name), quote(model._meta.db_table)],
        )
        row = cursor.fetchone()
    if row is not None and not row[0]:
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {quote(index.name)}")
    return row is not None and bool(row[0])


@contextmanager
def _long_lock_timeout(schema_editor: BaseDatabaseSchemaEditor) -> Iterator[None]:
    """Set LOCK_TIMEOUT for the block, and restore the earlier lock timeout when it succeeds."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
    yield
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])
