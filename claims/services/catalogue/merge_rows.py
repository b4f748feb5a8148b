"""Merge rows: what merges of claims and of entities share: the record of a merge, and the pairs that are not the same."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from claims.errors import ConflictError, InputError, VersionError
from claims.ids import type_id
from claims.models import Claim, DistinctPair, Entity, Merge
from claims.services import row_updates

MAX_REASON = 2000

Row = TypeVar("Row", Claim, Entity)


def check_reason(reason: str) -> None:
    """Raises InputError for a reason that is too long."""
    if len(reason) > MAX_REASON:
        raise InputError("/reason", f"At most {MAX_REASON} characters.", code="max_length")


def lock_two(
    model: type[Row], key: uuid.UUID, other_key: uuid.UUID, *, pointer: str, expected_version: int | None
) -> tuple[Row, Row]:
    """The rows of two keys, locked in the order of their keys.

    Raises InputError(pointer) if both are one or the other one does not exist, VersionError for another version of the first.
    """
    rows = model._default_manager.select_for_update(of=("self",), no_key=True).filter(pk__in=[key, other_key])
    by_key = {row.pk: row for row in rows.order_by("pk")}
    if key not in by_key:
        raise model.DoesNotExist("There is no such object.")
    row = by_key[key]
    if expected_version is not None and row.version != expected_version:
        raise VersionError(current=row.version, given=expected_version)
    if key == other_key:
        raise InputError(pointer, "It must be another one.")
    if other_key not in by_key:
        raise InputError(pointer, f"There is no such {model._meta.verbose_name}.", code="not_found")
    return row, by_key[other_key]


def current_merge(model: type[Row], kind: str, key: uuid.UUID, *, expected_version: int | None) -> Merge:
    """The merge by which a row is merged now. Raises ConflictError if it is not merged."""
    merge = Merge.objects.filter(kind=kind, merged_key=key, unmerged_at=None).first()
    if merge is None:
        row_updates.lock_row(model, key, expected_version=expected_version)
        raise ConflictError(f"This {kind} is not merged.", code="not_merged")
    return merge


def lock_both(model: type[Row], merge: Merge, *, expected_version: int | None) -> tuple[Row, Row]:
    """The two rows of a merge, locked. Raises ConflictError if it was undone, or if its target was merged, meanwhile."""
    row, target = lock_two(
        model, merge.merged_key, merge.target_key, pointer="/into", expected_version=expected_version
    )
    merge.refresh_from_db()
    if merge.unmerged_at is not None:
        raise ConflictError(f"This {merge.kind} is not merged.", code="not_merged")
    if target.merged_into_id is not None:
        raise ConflictError("Its target was merged meanwhile. Unmerge that one first.", code="merged")
    return row, target


def check_mergeable(row: Row, target: Row, kind: str) -> None:
    """Raises ConflictError for rows that are merged, or of which two are declared not to be the same."""
    if row.merged_into_id is not None:
        raise ConflictError(f"This {kind} is merged already. Unmerge it first.", code="merged")
    if target.merged_into_id is not None:
        into = type_id(kind, target.merged_into_id)
        raise ConflictError(f"That {kind} was merged into {into}. Merge into that one.", code="merged")
    pair = distinct_among(members(kind, row.pk), members(kind, target.pk))
    if pair:
        first, second = type_id(kind, pair.first_key), type_id(kind, pair.second_key)
        raise ConflictError(
            f"{pair.declared_by} declared that {first} and {second} are not the same. Take that back first.",
            code="distinct",
        )


def members(kind: str, key: uuid.UUID) -> set[uuid.UUID]:
    """The key, and those of all rows that are merged into its row, directly or through others."""
    keys, newest = {key}, {key}
    while newest:
        merged = Merge.objects.filter(kind=kind, target_key__in=newest, unmerged_at=None)
        newest = set(merged.values_list("merged_key", flat=True)) - keys
        keys |= newest
    return keys


def distinct_among(keys: Collection[uuid.UUID], others: Collection[uuid.UUID]) -> DistinctPair | None:
    """A pair that is declared not to be the same, of one of the keys and one of the others."""
    pairs = DistinctPair.objects.filter(first_key__in=[*keys, *others], second_key__in=[*keys, *others])
    for pair in pairs:
        is_between = {pair.first_key, pair.second_key} & set(keys) and {
            pair.first_key,
            pair.second_key,
        } & set(others)
        if is_between:
            return pair
    return None


def texts(keys: Iterable[uuid.UUID]) -> list[str]:
    """Keys as a merge stores them."""
    return [str(key) for key in keys]


def write_merge(
    kind: str,
    row: Row,
    target: Row,
    *,
    moved: Mapping[str, Any],
    before: Mapping[str, Any],
    part_of: Merge | None = None,
    now: datetime,
) -> Merge:
    """Write what gives both rows back."""
    return Merge.objects.create(
        kind=kind,
        merged_key=row.pk,
        target_key=target.pk,
        moved=moved,
        before=before,
        part_of=part_of,
        merged_at=now,
    )


def end_merge(merge: Merge, *, now: datetime) -> None:
    """Note that a merge is undone."""
    Merge.objects.filter(pk=merge.pk).update(unmerged_at=now)
