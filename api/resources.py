"""Resources: the kinds of objects that the API returns, declared once for queries, JSON and the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from api import fields
from api.fields import Field


@dataclass(frozen=True, slots=True)
class Expansion:
    """A property that can hold objects of another resource.

    To one: `column` is the foreign key on this resource's table. To many (`many`): `column` is the foreign key on the
    other table, `order` sorts the objects, and `list_path` is the list of all of them (`/citations?claim={id}`).
    An expansion with `default` is present unless `fields` leaves it out; one with `detail_only` is absent from lists.
    """

    name: str
    resource: str
    column: str
    many: bool = False
    order: tuple[str, ...] = ("id",)
    list_path: str = ""
    default: bool = False
    detail_only: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """One kind of object. `name` is its `object` and the prefix of its ids; `path` is empty if it has no own URL."""

    name: str
    model: type[Model]
    path: str
    fields: tuple[Field, ...]
    expansions: tuple[Expansion, ...] = ()
    description: str = ""

    @property
    def component(self) -> str:
        """The name of its schema in the OpenAPI document."""
        return "".join(part.title() for part in self.name.split("_"))

    def expansions_in(self, *, detail: bool) -> list[Expansion]:
        """The expansions of a detail, or of a list."""
        return [expansion for expansion in self.expansions if detail or not expansion.detail_only]

    def fields_in(self, *, detail: bool) -> list[Field]:
        """The fields of a detail, or of a list."""
        return [field for field in self.fields if detail or not field.detail_only]


RESOURCES: dict[str, Resource] = {}
"""Every resource by its name, so that expansions can refer to each other in any order."""


def define(
    name: str,
    model: type[Model],
    path: str,
    *own_fields: Field,
    expansions: tuple[Expansion, ...] = (),
    description: str = "",
) -> Resource:
    """Declare and register a resource. The fields `object`, `id` and, if it has a path, `self` are added."""
    first = [Field("id", "{type_id}", fields.id_schema(name))]
    if all(field.name != "object" for field in own_fields):
        first.insert(0, Field("object", f"'{name}'", {"const": name, "type": "string"}))
    if path:
        first.append(Field("self", f"{{root}} || '{path}/' || {{type_id}}", fields.URI))
    RESOURCES[name] = Resource(name, model, path, (*first, *own_fields), expansions, description)
    return RESOURCES[name]


def expandable_paths(resource: Resource, *, detail: bool) -> list[str]:
    """What `expand` accepts, at most two levels deep: `citations`, `citations.source`."""
    outer = resource.expansions_in(detail=detail)
    return [
        *(expansion.name for expansion in outer),
        *(
            f"{expansion.name}.{inner.name}"
            for expansion in outer
            for inner in RESOURCES[expansion.resource].expansions_in(detail=False)
        ),
    ]


def missing_expansions(resource: Resource, names: Iterable[str], paths: Iterable[str]) -> list[str]:
    """Of these names of properties those of expansions that no path of `expand` adds."""
    present = {own.name for own in resource.fields} | {path.partition(".")[0] for path in paths}
    absent = {expansion.name for expansion in resource.expansions if not expansion.default} - present
    return [name for name in names if name in absent]


def property_names(resource: Resource, *, detail: bool) -> list[str]:
    """What `fields` accepts: the names of fields and expansions."""
    properties: list[Any] = [*resource.fields_in(detail=detail), *resource.expansions_in(detail=detail)]
    return list(dict.fromkeys(item.name for item in properties))
