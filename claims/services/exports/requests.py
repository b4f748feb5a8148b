"""Requests: an export is requested, and deleted."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from claims.errors import ConflictError, InputError
from claims.models import Export

MAX_KEPT = 50
"""The most files of an owner that are kept at a time."""


@transaction.atomic
def request_export(
    *,
    owner: str,
    resource: str,
    filters: Mapping[str, str],
    fields: Sequence[str] | None = None,
    expand: Sequence[str] = (),
    format: str,
    compression: str = Export.Compression.NONE,
    now: datetime | None = None,
) -> Export:
    """Add an export that a worker makes. `filters` are those of the list, valid, as texts; `fields` None for all.
    `expand` are valid paths of related objects.

    Raises InputError for a compression that the format does not have, ConflictError if the owner has too many exports.
    """
    now = now or timezone.now()
    if format == Export.Format.PARQUET and compression != Export.Compression.NONE:
        raise InputError("/compression", "Parquet is compressed inside; leave out `compression`.")
    _lock_owner(owner)
    own = Export.objects.present().owned_by(owner)
    if own.under_way().count() >= settings.EXPORTS_PER_KEY:
        detail = f"This key has {settings.EXPORTS_PER_KEY} exports under way. Wait for one, or delete one."
        raise ConflictError(detail, code="too_many_under_way")
    if own.exclude(file_name="").count() >= MAX_KEPT:
        raise ConflictError(f"{MAX_KEPT} files of this key are kept. Delete one.", code="too_many_kept")
    return Export.objects.create(
        owner=owner,
        resource=resource,
        filters=dict(filters),
        fields=None if fields is None else list(fields),
        expand=list(expand),
        format=format,
        compression=compression,
        next_attempt_at=now,
        created_at=now,
    )


def delete_export(export_id: uuid.UUID, *, now: datetime | None = None) -> None:
    """Delete an export in any state. A worker that makes it stops; one deletes its file."""
    Export.objects.present().filter(pk=export_id).update(
        deleted_at=now or timezone.now(), next_attempt_at=None, lease_token=None
    )


def _lock_owner(owner: str) -> None:
    """Let requests of one owner wait for each other until the transaction ends, so that all are counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)",
            [0x65787074, zlib.crc32(owner.encode()) & 0x7FFFFFFF],
        )
