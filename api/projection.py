"""Projection: the SQL that makes the JSON of a resource's rows in PostgreSQL, from the declarations of its fields.

One statement makes the objects of a page with everything that is expanded; Python passes the text on.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson
from django.db.models import F, Func, Model, QuerySet, TextField
from django.db.models.expressions import Combinable

from api.fields import URI, Field, Schema, type_id_sql
from api.links import absolute_url
from api.resources import RESOURCES, Expansion, Resource

MAX_EXPANDED = 100
"""Most objects of one to-many expansion in one object; `<name>_url` is the list of all of them."""

_PLACEHOLDER = re.compile(r"{{|}}|{(\w+)}")
_TYPE_ID = re.compile(r"claims_type_id\('(\w+)', {(\w+)}\)")


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """The fields and expansions of a resource that one response needs."""

    resource: Resource
    fields: tuple[Field, ...]
    expansions: Mapping[Expansion, Projection] = field(default_factory=dict)

    def read(self, queryset: QuerySet[Any], *columns: str | Combinable) -> list[tuple[Any, ...]]:
        """For each row of the query set the text of its JSON object, and these columns. One query."""
        # Together with the columns: each further annotation takes a tenth of the time of a small request.
        return list(queryset.values_list(_RowJson(self), *columns))

    def texts(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """A query set of the texts of the JSON objects of these rows, in their order."""
        texts: QuerySet[Any] = queryset.values_list(_RowJson(self), flat=True)
        return texts

    def properties(self) -> list[tuple[str, Schema]]:
        """The members of the objects with their JSON Schemas; an expansion is an object or an array."""
        members = {own.name: own.schema for own in self.fields}
        for expansion in self.expansions:
            members[expansion.name] = {"type": "array"} if expansion.many else {"type": "object"}
            if expansion.list_path:
                members[f"{expansion.name}_url"] = URI
        return list(members.items())

    def objects(self, queryset: QuerySet[Any]) -> list[orjson.Fragment]:
        """The JSON objects of the rows of the query set, as parts of a response."""
        return [orjson.Fragment(text) for (text,) in self.read(queryset)]


def project(
    resource: Resource,
    *,
    fields: Sequence[str] | None = None,
    expand: Iterable[str] = (),
    detail: bool = False,
) -> Projection:
    """The projection for `fields` (None: all) and `expand` (paths such as `citations.source`)."""
    return _project(resource, None if fields is None else tuple(fields), tuple(expand), detail)


@lru_cache(maxsize=1000)
def _project(
    resource: Resource, fields: tuple[str, ...] | None, expand: tuple[str, ...], detail: bool
) -> Projection:
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


class _RowJson(Func):
    """The JSON object of a row, made by a subquery with its primary key, so that it is made only for rows of the page."""

    output_field = TextField()

    def __init__(self, projection: Projection) -> None:
        super().__init__(F("pk"))
        self.projection = projection

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:  # type: ignore[override]
        """The subquery."""
        key, params = compiler.compile(self.source_expressions[0])
        return row_json(self.projection, key, absolute_url("")), params


def row_json(projection: Projection, key: str, root: str) -> str:
    """The JSON object of the row whose primary key is the SQL `key`, as SQL of a statement with parameters."""
    members = _members_of_rows(projection, root)
    return f"(SELECT row_to_json(members)::text FROM ({members} WHERE this.id = {key}) AS members)"


@lru_cache(maxsize=1000)
def _members_of_rows(projection: Projection, root: str) -> str:
    """Selects the members of the objects of all rows of a resource, which are called `this`."""
    table = _Table(projection.resource.model, "this", root)
    return _select(_members(projection, table), table, projection.resource).replace("%", "%%")


def _select(members: Mapping[str, str], table: _Table, resource: Resource) -> str:
    """Rows whose columns are the members of objects: PostgreSQL makes JSON of a row in less time than by json_build_object."""
    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in members.items())
    return f"SELECT {columns} FROM {table.from_clause(resource)}"


def _members(projection: Projection, table: _Table, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """The expressions of an object's members. `known` has the SQL for that of fields whose value an outer row has."""
    known = known or {}
    members = {own.name: known.get(own.sql) or table.render(own.sql) for own in projection.fields}
    for expansion, inner in projection.expansions.items():
        if expansion.many:
            members[expansion.name] = _many(expansion, inner, table, projection.resource)
        else:
            members[expansion.name] = _one(expansion, inner, table)
        if expansion.list_path:
            before, after = expansion.list_path.split("{id}")
            members[f"{expansion.name}_url"] = table.render(
                f"{{root}} || '{before}' || {{type_id}} || '{after}'"
            )
    return members


def _one(expansion: Expansion, projection: Projection, owner: _Table) -> str:
    """The object that the row's foreign key refers to; null without one."""
    table = _Table(projection.resource.model, f"{owner.alias}__{expansion.name}", owner.root)
    rows = _select(_members(projection, table), table, projection.resource)
    key = owner.column(expansion.column)
    return f"(SELECT row_to_json(one) FROM ({rows} WHERE {table.alias}.id = {key}) AS one)"


def _many(expansion: Expansion, projection: Projection, owner: _Table, resource: Resource) -> str:
    """An array of the first objects that refer to the row. Their references to it have its TypeID, which is made once."""
    table = _Table(projection.resource.model, f"{owner.alias}__{expansion.name}", owner.root)
    known = {type_id_sql(resource.name, expansion.column): owner.render("{type_id}")}
    order = [f"{table.column(name.lstrip('-'))}{' DESC' * name.startswith('-')}" for name in expansion.order]
    rows = (
        f"{_select(_members(projection, table, known), table, projection.resource)}"
        f" WHERE {table.column(expansion.column)} = {owner.alias}.id ORDER BY {', '.join(order)} LIMIT {MAX_EXPANDED}"
    )
    # json_agg would put a line break between rows; objects are a line each in exports and streams.
    return f"(SELECT coalesce(json_agg(row_to_json(many)), '[]') FROM ({rows}) AS many)"


class _Table:
    """A table under an alias, with the tables joined to it by the columns that were rendered."""

    def __init__(self, model: type[Model], alias: str, root: str) -> None:
        self.model = model
        self.alias = alias
        self.root = root
        self._joins: dict[str, str] = {}
        self._type_ids: dict[str, str] = {}

    def render(self, sql: str) -> str:
        """The SQL of a field with its placeholders replaced. A TypeID of a column of the row is made once, whatever uses it."""
        return _PLACEHOLDER.sub(self._replacement, _TYPE_ID.sub(self._made_once, sql))

    def _made_once(self, match: re.Match[str]) -> str:
        resource, path = match.groups()
        if "__" in path:
            return match[0]
        self._type_ids[f"{path}_{resource}"] = f"claims_type_id('{resource}', {self.column(path)})"
        return f"{self.alias}_id.{path}_{resource}"

    def _replacement(self, match: re.Match[str]) -> str:
        match match[1]:
            case None:
                return match[0][0]
            case "type_id":
                return f"{self.alias}_id.type_id"
            case "root":
                return "'{}'".format(self.root.replace("'", "''"))
            case path:
                return self.column(path)

    def column(self, path: str) -> str:
        """The column of a path such as `source__cited_url`, whose tables are joined."""
        *relations, name = path.split("__")
        model, alias = self.model, self.alias
        for relation in relations:
            target: Any = model._meta.get_field(relation)
            joined = f"{alias}_{relation}"
            on = (
                f"{joined}.{target.target_field.column} = {alias}.{target.column}"
                if target.concrete
                else f"{joined}.{target.field.column} = {alias}.id"
            )
            self._joins[joined] = f"LEFT JOIN {target.related_model._meta.db_table} AS {joined} ON {on}"
            model, alias = target.related_model, joined
        column: Any = model._meta.get_field(name)
        return f'{alias}."{column.column}"'

    def from_clause(self, resource: Resource) -> str:
        """The tables. `OFFSET 0` lets PostgreSQL compute each TypeID once for a row, not for each of its uses."""
        type_ids = {"type_id": f"claims_type_id('{resource.name}', {self.alias}.id)", **self._type_ids}
        made = ", ".join(f"{sql} AS {name}" for name, sql in type_ids.items())
        tables = f"{self.model._meta.db_table} AS {self.alias} CROSS JOIN LATERAL (SELECT {made} OFFSET 0) AS {self.alias}_id"
        return " ".join([tables, *self._joins.values()])
