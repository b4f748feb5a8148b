"""Every column that travels between a lease, a result and a row is named once, and is the model's."""

from __future__ import annotations

import types
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, get_args, get_type_hints
from uuid import UUID

import orjson
import pytest
from django.db import connection, models

from claims.models import Article, Host, RobotsFile, Snapshot, Source, SourceCheck
from claims.pipeline.fetching.robots import RobotsCopy
from claims.pipeline.watching.source_lease import SourceLease
from claims.services.leasing.columns import (
    as_json_object,
    as_recordset,
    names_of,
    reader_of,
    to_json,
    types_of,
)
from claims.services.leasing.leases import HostLease
from claims.services.watching.check_rows import CheckRow
from claims.services.watching.snapshots import SnapshotRow
from claims.services.watching.source_rows import Baseline, SourceUpdate
from claims.vocabulary import LinkState

pytestmark = pytest.mark.django_db

PYTHON = {
    models.UUIDField: UUID,
    models.TextField: str,
    models.CharField: str,
    models.DateTimeField: datetime,
    models.DecimalField: Decimal,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.PositiveBigIntegerField: int,
    models.BooleanField: bool,
    models.JSONField: list,
}
DERIVED = {SourceLease: {"is_article", "is_article_waiting"}}
ROWS = [
    (SourceLease, Source),
    (HostLease, Host),
    (RobotsCopy, RobotsFile),
    (SourceUpdate, Source),
    (CheckRow, SourceCheck),
    (SnapshotRow, Snapshot),
]


@dataclass(frozen=True, slots=True)
class Part:
    """A few columns of a source, as different as JSON has them."""

    id: UUID
    strikes: Decimal
    link_state: LinkState
    checked_at: datetime | None
    check_count: int
    texts: list[str] = field(default_factory=list)


def columns_of(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    return {column.attname: column for column in model._meta.concrete_fields}


@pytest.mark.parametrize(("row_type", "model"), ROWS)
def test_a_field_is_a_column_of_the_same_type(row_type: type[Any], model: type[models.Model]) -> None:
    columns, hints = columns_of(model), get_type_hints(row_type)
    for name in set(names_of(row_type)) - DERIVED.get(row_type, set()):
        column = columns[name]
        kind = column.target_field if isinstance(column, models.ForeignKey) else column
        [python] = {get_args(part)[0] if get_args(part) else part for part in _parts(hints[name])} - {
            types.NoneType
        }
        python = list if python is Any else python
        assert issubclass(python, PYTHON[type(kind)]), name


@pytest.mark.parametrize(("row_type", "model"), ROWS[:3])
def test_what_is_read_may_be_none_where_its_column_may(
    row_type: type[Any], model: type[models.Model]
) -> None:
    columns, hints = columns_of(model), get_type_hints(row_type)
    for name in set(names_of(row_type)) - DERIVED.get(row_type, set()) - {"lease_token"}:
        assert (types.NoneType in get_args(hints[name])) is columns[name].null, name


@pytest.mark.parametrize(("row_type", "model"), ROWS[3:])
def test_what_is_written_is_none_only_where_its_column_may_be(
    row_type: type[Any], model: type[models.Model]
) -> None:
    columns, hints = columns_of(model), get_type_hints(row_type)
    kept = (
        set(names_of(Baseline)) if row_type is SourceUpdate else set()
    )  # there, None leaves the column as it is
    for name in set(names_of(row_type)) - kept:
        assert columns[name].null or types.NoneType not in get_args(hints[name]), name


@pytest.mark.parametrize(("row_type", "model"), [(CheckRow, SourceCheck), (SnapshotRow, Snapshot)])
def test_a_row_that_is_added_has_every_column(row_type: type[Any], model: type[models.Model]) -> None:
    assert set(names_of(row_type)) == set(columns_of(model))


def test_an_update_of_a_source_has_every_column_but_those_that_others_write() -> None:
    others = {
        "cited_url", "canonical_url", "url_hash", "requested_at", "lease_until", "read_attempts", "archive_url",
        "archived_at", "save_due_at", "merged_into_id", "is_kept_apart", "notice", "notice_kind", "versions", "versions_due_at",
        "version", "created_at", "updated_at",
    }  # fmt: skip

    assert set(names_of(SourceUpdate)) == set(columns_of(Source)) - others


def test_the_types_are_those_of_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
            " WHERE attrelid = 'claims_source'::regclass AND attnum > 0 AND NOT attisdropped"
        )
        actual = dict(cursor.fetchall())
        spelled = {}
        for name, kind in types_of(SourceUpdate, Source).items():
            cursor.execute(f"CREATE TEMP TABLE typed (value {kind}) ON COMMIT DROP")
            cursor.execute(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
                " WHERE attrelid = 'typed'::regclass AND attname = 'value'"
            )
            spelled[name] = cursor.fetchone()[0]
            cursor.execute("DROP TABLE typed")

    assert spelled == {name: actual[name] for name in spelled}


def test_a_name_that_is_no_column_needs_a_type() -> None:
    with pytest.raises(KeyError, match="is_article"):
        types_of(SourceLease, Source)

    assert types_of(SourceLease, Source, is_article="boolean", is_article_waiting="boolean")["is_article"]


def test_collected_fields_are_no_columns() -> None:
    assert names_of(Part) == ("id", "strikes", "link_state", "checked_at", "check_count")


def test_a_recordset_reads_what_json_holds() -> None:
    part = Part(UUID(int=1), Decimal("1.25"), LinkState.DEAD, datetime(2026, 3, 1, tzinfo=UTC), 7)
    definitions = as_recordset(types_of(Part, Source))

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT check_count, checked_at, id, link_state, strikes FROM json_to_recordset(%s) AS part ({definitions})",  # noqa: S608
            [to_json([part])],
        )
        row = cursor.fetchone()

    assert row == (7, part.checked_at, part.id, "dead", Decimal("1.25"))


def test_json_is_read_by_name_whatever_its_order() -> None:
    read = reader_of(Part)

    part = read(
        '{"check_count": 7, "strikes": "1.25", "checked_at": null, "link_state": "dead",'
        ' "id": "00000000-0000-0000-0000-000000000001"}'
    )

    assert part == Part(UUID(int=1), Decimal("1.25"), LinkState.DEAD, None, 7)


def test_an_expression_stands_in_for_a_column_and_decimals_lose_nothing() -> None:
    statement = as_json_object(Part, "part", check_count="7", checked_at="NULL")

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {statement} FROM (SELECT '00000000-0000-0000-0000-000000000001'::uuid AS id,"  # noqa: S608
            " 0.10::numeric AS strikes, 'live' AS link_state) AS part"
        )
        row = cursor.fetchone()[0]

    assert orjson.loads(row)["strikes"] == "0.10"
    assert reader_of(Part)(row) == Part(UUID(int=1), Decimal("0.10"), LinkState.LIVE, None, 7)


def test_the_states_of_an_article_are_those_of_its_model() -> None:
    assert (Article.Origin.FETCHED, Article.State.CAPTURED) == ("fetched", "captured")


def _parts(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
