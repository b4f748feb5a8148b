"""Snapshots: new texts of sources are kept, each text once; one that returns to its source is the row that it was."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
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
    """The row of a snapshot: every column of it."""

    id: uuid.UUID
    source_id: uuid.UUID
    source_text_id: str
    extractor_version: str
    captured_at: datetime


_COLUMNS = names_of(SnapshotRow)
_PLACEHOLDERS = f"({', '.join(['%s'] * len(_COLUMNS))})"
_INSERT = f"""
INSERT INTO claims_snapshot ({", ".join(_COLUMNS)})
VALUES {{}} ON CONFLICT DO NOTHING RETURNING source_id, source_text_id, id
"""  # noqa: S608 names of our own columns
# The update locks a text that is there, so that it is not deleted before its new snapshot refers to it.
_INSERT_TEXTS = """
INSERT INTO claims_sourcetext (text_hash, text) VALUES {} ON CONFLICT (text_hash) DO UPDATE SET text_hash = excluded.text_hash
"""


def keep_snapshots(checks: Sequence[JudgedCheck], *, now: datetime) -> dict[uuid.UUID, uuid.UUID]:
    """Keep the new texts of these checks. Returns the snapshot of each source that has one."""
    new = [check for check in checks if check.verdict.has_new_text]
    if not new:
        return {}
    texts = {check.verdict.text_hash: check.response.text or "" for check in new}
    rows = [
        SnapshotRow(uuid7(), check.source.id, check.verdict.text_hash, READER_VERSION, now) for check in new
    ]
    keys = _insert(rows, texts)
    if len(keys) < len(rows):
        stored = Snapshot.objects.filter(
            source__in=[row.source_id for row in rows],
            source_text__in=texts,
            extractor_version=READER_VERSION,
        ).values_list("source_id", "source_text", "pk")
        keys |= {(source, digest): key for source, digest, key in stored}
    pairs = ((row.source_id, keys.get((row.source_id, row.source_text_id))) for row in rows)
    return {source: key for source, key in pairs if key}


def _insert(rows: Sequence[SnapshotRow], texts: Mapping[str, str]) -> dict[tuple[uuid.UUID, str], uuid.UUID]:
    """Insert the texts and the snapshots that are not there yet. Returns the keys of the new snapshots.

    Texts are sent as parameters beside the statement: as part of it, PostgreSQL would read each of them several times.
    """
    connection.ensure_connection()
    insert_texts = _INSERT_TEXTS.format(", ".join(["(%s, %s)"] * len(texts)))
    statement = _INSERT.format(", ".join([_PLACEHOLDERS] * len(rows)))
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(insert_texts, [*chain.from_iterable(sorted(texts.items()))])
        cursor.execute(statement, [*chain.from_iterable(map(astuple, rows))])
        return {(source, digest): key for source, digest, key in cursor.fetchall()}
