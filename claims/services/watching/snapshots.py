"""Snapshots: new texts of sources are kept; a text that returns is the row that it was."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from itertools import chain

import psycopg
from django.db import connection

from claims.ids import uuid7
from claims.models import Snapshot
from claims.pipeline.watching.response import READER_VERSION
from claims.services.leasing.columns import names_of
from claims.services.watching.checks import JudgedCheck


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """The row of a text: every column of it."""

    id: uuid.UUID
    source_id: uuid.UUID
    text: str
    text_hash: str
    extractor_version: str
    captured_at: datetime


_COLUMNS = names_of(SnapshotRow)
_PLACEHOLDERS = f"({', '.join(['%s'] * len(_COLUMNS))})"
_INSERT = f"""
INSERT INTO claims_snapshot ({", ".join(_COLUMNS)})
VALUES {{}} ON CONFLICT DO NOTHING RETURNING source_id, text_hash, id
"""  # noqa: S608 names of our own columns


def keep_snapshots(checks: Sequence[JudgedCheck], *, now: datetime) -> dict[uuid.UUID, uuid.UUID]:
    """Keep the new texts of these checks. Returns the snapshot of each source that has one."""
    rows = [
        SnapshotRow(
            uuid7(), check.source.id, check.response.text or "", check.verdict.text_hash, READER_VERSION, now
        )
        for check in checks
        if check.verdict.has_new_text
    ]
    if not rows:
        return {}
    keys = _insert(rows)
    if len(keys) < len(rows):
        stored = Snapshot.objects.filter(
            source__in=[row.source_id for row in rows],
            text_hash__in=[row.text_hash for row in rows],
            extractor_version=READER_VERSION,
        ).values_list("source_id", "text_hash", "pk")
        keys |= {(source, digest): key for source, digest, key in stored}
    pairs = ((row.source_id, keys.get((row.source_id, row.text_hash))) for row in rows)
    return {source: key for source, key in pairs if key}


def _insert(rows: Sequence[SnapshotRow]) -> dict[tuple[uuid.UUID, str], uuid.UUID]:
    """Insert the texts that are not there yet. Returns their keys.

    They are sent as parameters beside the statement: as part of it, PostgreSQL would read each of them several times.
    """
    connection.ensure_connection()
    statement = _INSERT.format(", ".join([_PLACEHOLDERS] * len(rows)))
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, [*chain.from_iterable(map(astuple, rows))])
        return {(source, digest): key for source, digest, key in cursor.fetchall()}
