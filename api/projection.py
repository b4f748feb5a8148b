"""Projection: reads the columns that a response needs with `.values()` and builds plain dictionaries from the rows.

Each expansion costs one query for all rows of the page together.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from api.fields import Field, Row
from api.links import absolute_url
from api.resources import RESOURCES, Expansion, Resource

MAX_EXPANDED = 100
"""Most objects of one to-many expansion in one object; `<name>_url` is the list of all of them."""

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Projection:
    """The fields and expansions of a resource that one response needs."""

    resource: Resource
    fields: tuple[Field, ...]
    expansions: Mapping[Expansion, Projection] = field(default_factory=dict)

    def read(self, queryset: QuerySet[Any], *extra: str) -> list[dict[str, Any]]:
        """The rows of the query set, with the columns that `build` needs and the extra ones."""
        return list(queryset.values(*dict.fromkeys([*self._columns(), *extra])))

    def build(self, rows: Sequence[Row]) -> list[Object]:
        """The objects of these rows, in the same order."""
        objects = [{field.name: field.to_json(row) for field in self.fields} for row in rows]
        for expansion, projection in self.expansions.items():
            expand = _expand_many if expansion.many else _expand_one
            expand(expansion, projection, rows, objects)
        return objects

    def _columns(self) -> list[str]:
        columns = [column for field in self.fields for column in field.columns]
        foreign_keys = [expansion.column for expansion in self.expansions if not expansion.many]
        return ["id", *columns, *foreign_keys]


def project(
    resource: Resource,
    *,
    fields: Sequence[str] | None = None,
    expand: Iterable[str] = (),
    detail: bool = False,
) -> Projection:
    """The projection for `fields` (None: all) and `expand` (paths such as `citations.source`)."""
    requested = _nested(expand)
    own_fields = resource.fields_in(detail=detail)
    if fields is not None:
        own_fields = [own for own in own_fields if own.name in {"object", "id", *fields}]
    expansions = {}
    for expansion in resource.expansions_in(detail=detail):
        is_default = expansion.default and (fields is None or expansion.name in fields)
        if is_default or expansion.name in requested:
            inner = project(RESOURCES[expansion.resource], expand=requested.get(expansion.name, ()))
            expansions[expansion] = inner
    return Projection(resource, tuple(own_fields), expansions)


def _nested(paths: Iterable[str]) -> dict[str, list[str]]:
    """`citations.source` as `{"citations": ["source"]}`."""
    nested: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        head, _, tail = path.partition(".")
        nested[head].extend([tail] if tail else [])
    return nested


def _expand_one(
    expansion: Expansion, projection: Projection, rows: Sequence[Row], objects: list[Object]
) -> None:
    """Put the object that each row's foreign key refers to into the row's object; null without one."""
    keys = {row[expansion.column] for row in rows} - {None}
    related = projection.resource.model._default_manager.filter(pk__in=keys).order_by()
    related_rows = projection.read(related) if keys else []
    by_key = {
        row["id"]: related_object
        for row, related_object in zip(related_rows, projection.build(related_rows), strict=True)
    }
    for row, target in zip(rows, objects, strict=True):
        target[expansion.name] = by_key.get(row[expansion.column])


def _expand_many(
    expansion: Expansion, projection: Projection, rows: Sequence[Row], objects: list[Object]
) -> None:
    """Put the first objects that refer to each row into the row's object, with the URL of the whole list."""
    row_number = Window(RowNumber(), partition_by=F(expansion.column), order_by=expansion.order)
    referring = projection.resource.model._default_manager.filter(
        **{f"{expansion.column}__in": [row["id"] for row in rows]}
    )
    first = referring.annotate(_row_number=row_number).filter(_row_number__lte=MAX_EXPANDED)
    related_rows = projection.read(first.order_by(*expansion.order), expansion.column) if rows else []
    by_owner: dict[uuid.UUID, list[Object]] = defaultdict(list)
    for row, related_object in zip(related_rows, projection.build(related_rows), strict=True):
        by_owner[row[expansion.column]].append(related_object)
    for owner, target in zip(rows, objects, strict=True):
        target[expansion.name] = by_owner[owner["id"]]
        if expansion.list_path:
            target[f"{expansion.name}_url"] = absolute_url(expansion.list_path.format(id=target["id"]))
