"""Shapes: what an object of the API looks like: its members, the columns behind them, and their JSON Schema.

Rows are read with `.values()` of just the columns that the wanted members need, and become plain dictionaries. An
expansion puts other objects in, with one more query for all rows together, however many they are.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import F, Model, QuerySet, Window
from django.db.models.functions import RowNumber

from api.links import address
from claims import ids

MAX_EXPANDED = 100
"""Most objects that an expansion puts into one member; `<name>_url` leads to the list of all."""

type_id = lru_cache(maxsize=10_000)(ids.type_id)  # an id comes several times in one answer
Row = Mapping[str, Any]
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    """One member: the columns that it is made of, how, and its schema. A heavy one is only in details."""

    name: str
    columns: tuple[str, ...]
    make: Callable[[Row], Any]
    schema: Schema
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Expansion:
    """A member that can hold other objects.

    One: `column` is our foreign key. Many: `column` is theirs to us, `order` says which come first, and `listed_at` is
    where all of them are ("/citations?claim={id}"). An included one is there without being asked for.
    """

    name: str
    noun: str
    column: str
    many: bool = False
    order: tuple[str, ...] = ("id",)
    listed_at: str = ""
    included: bool = False
    heavy: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One kind of object. `noun` is its `object` and the prefix of its ids; `path` leads to it, if anything does."""

    noun: str
    model: type[Model]
    path: str
    members: tuple[Member, ...]
    expansions: tuple[Expansion, ...] = ()
    description: str = ""

    @property
    def component(self) -> str:
        """Its name in the OpenAPI document."""
        return "".join(part.title() for part in self.noun.split("_"))

    def address(self, key: uuid.UUID) -> str:
        """Where one of them is."""
        return address(f"{self.path}/{type_id(self.noun, key)}")


SHAPES: dict[str, Shape] = {}
"""Every shape by its noun, so that shapes can hold each other."""


def shape(noun: str, model: type[Model], path: str, *members: Member, **rest: Any) -> Shape:
    """A new shape, known by its noun from now on. `object`, `id` and `self` come of themselves."""
    first = [reference("id", noun, "id", null=False)]
    if all(member.name != "object" for member in members):
        first.insert(0, Member("object", (), lambda row: noun, {"const": noun, "type": "string"}))
    made = Shape(noun, model, path, (), **rest)
    if path:
        first.append(Member("self", ("id",), lambda row: made.address(row["id"]), _URL))
    SHAPES[noun] = Shape(noun, model, path, (*first, *members), **rest)
    return SHAPES[noun]


_URL: Schema = {"type": "string", "format": "uri"}


def plain(name: str, schema: Schema, column: str = "", *, heavy: bool = False) -> Member:
    """A member that is its column."""
    column = column or name
    return Member(name, (column,), lambda row: row[column], schema, heavy)


def text(name: str, column: str = "", *, null: bool = False, heavy: bool = False) -> Member:
    """Words; never null unless the column may be."""
    return plain(name, {"type": ["string", "null"] if null else "string"}, column, heavy=heavy)


def word(name: str, words: Iterable[str], column: str = "") -> Member:
    """One of these words."""
    return plain(name, {"type": "string", "enum": list(words)}, column)


def number(name: str, column: str = "", *, null: bool = False) -> Member:
    """A whole number."""
    return plain(name, {"type": ["integer", "null"] if null else "integer"}, column)


def texts(name: str, column: str = "") -> Member:
    """A list of words."""
    return plain(name, {"type": "array", "items": {"type": "string"}}, column)


def time(name: str, column: str = "", *, null: bool = False) -> Member:
    """A time in RFC 3339, UTC, to the microsecond."""
    column = column or name
    schema: Schema = {"type": ["string", "null"] if null else "string", "format": "date-time"}
    return Member(name, (column,), lambda row: write_time(row[column]), schema)


def decimal(name: str, column: str = "", *, null: bool = False) -> Member:
    """A decimal number as a string, without needless zeros."""
    column = column or name
    schema: Schema = {"type": ["string", "null"] if null else "string", "pattern": r"^-?\d+(\.\d+)?$"}
    return Member(name, (column,), lambda row: write_decimal(row[column]), schema)


def reference(name: str, noun: str, column: str = "", *, null: bool = True) -> Member:
    """The TypeID of another row, or of the row itself."""
    column = column or f"{name}_id"
    return Member(
        name, (column,), lambda row: row[column] and type_id(noun, row[column]), id_schema(noun, null=null)
    )


def write_time(value: datetime | None) -> str | None:
    """`2025-01-31T12:00:00.000000Z`; None for None. The value is in UTC, as Django reads it."""
    return value.isoformat(timespec="microseconds").replace("+00:00", "Z") if value else None


def write_decimal(value: Decimal | None) -> str | None:
    """`18000000000000`, `61.2`; None for None."""
    if value is None:
        return None
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def id_schema(noun: str, *, null: bool = False) -> dict[str, Any]:
    """The schema of a TypeID."""
    return {
        "type": ["string", "null"] if null else "string",
        "pattern": f"^{noun}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$",
    }


@dataclass(frozen=True, slots=True)
class Projection:
    """What is wanted of a shape: these members, these expansions with what is wanted of them."""

    shape: Shape
    members: tuple[Member, ...]
    inner: Mapping[Expansion, Projection] = field(default_factory=dict)

    def read(self, rows: QuerySet[Any], *extra: str) -> list[dict[str, Any]]:
        """The rows' columns, as `build` wants them, and the extra ones."""
        return list(rows.values(*dict.fromkeys([*self._columns(), *extra])))

    def build(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """The objects of these rows, in their order."""
        objects = [{member.name: member.make(row) for member in self.members} for row in rows]
        for expansion, projection in self.inner.items():
            put = _put_many if expansion.many else _put_one
            put(expansion, projection, rows, objects)
        return objects

    def _columns(self) -> list[str]:
        ours = [column for member in self.members for column in member.columns]
        return ["id", *ours, *(expansion.column for expansion in self.inner if not expansion.many)]


def project(
    of: Shape, *, fields: Sequence[str] | None = None, expand: Iterable[str] = (), detail: bool = False
) -> Projection:
    """What is wanted of a shape: `fields` out of `names` (all if None), and expansions out of `paths`."""
    wanted = _tree(expand)
    expansions = {expansion.name: expansion for expansion in of.expansions if detail or not expansion.heavy}
    members = [member for member in of.members if detail or not member.heavy]
    if fields is not None:
        members = [member for member in members if member.name in {"object", "id", *fields}]
    included = {
        name for name, found in expansions.items() if found.included and (fields is None or name in fields)
    }
    inner = {
        expansions[name]: project(SHAPES[expansions[name].noun], expand=wanted.get(name, ()))
        for name in expansions
        if name in included or name in wanted
    }
    return Projection(of, tuple(members), inner)


def paths(of: Shape, *, detail: bool) -> list[str]:
    """What can be expanded, down to two levels."""
    first = [expansion for expansion in of.expansions if detail or not expansion.heavy]
    second = [(outer.name, inner) for outer in first for inner in SHAPES[outer.noun].expansions]
    return [
        *(found.name for found in first),
        *(f"{name}.{found.name}" for name, found in second if not found.heavy),
    ]


def names(of: Shape, *, detail: bool) -> list[str]:
    """The members that there are to choose from."""
    expansions = [expansion.name for expansion in of.expansions if detail or not expansion.heavy]
    return list(
        dict.fromkeys([*(member.name for member in of.members if detail or not member.heavy), *expansions])
    )


def _tree(wanted: Iterable[str]) -> dict[str, list[str]]:
    """`citations.source` under `citations`."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in wanted:
        head, _, rest = path.partition(".")
        found[head].extend([rest] if rest else [])
    return found


def _put_one(
    expansion: Expansion, wanted: Projection, rows: Sequence[Row], objects: list[dict[str, Any]]
) -> None:
    keys = {row[expansion.column] for row in rows} - {None}
    found = wanted.read(wanted.shape.model._default_manager.filter(pk__in=keys).order_by()) if keys else []
    built = {row["id"]: made for row, made in zip(found, wanted.build(found), strict=True)}
    for row, made in zip(rows, objects, strict=True):
        made[expansion.name] = built.get(row[expansion.column])


def _put_many(
    expansion: Expansion, wanted: Projection, rows: Sequence[Row], objects: list[dict[str, Any]]
) -> None:
    place = Window(RowNumber(), partition_by=F(expansion.column), order_by=expansion.order)
    theirs = wanted.shape.model._default_manager.filter(
        **{f"{expansion.column}__in": [row["id"] for row in rows]}
    )
    first = theirs.annotate(_place=place).filter(_place__lte=MAX_EXPANDED).order_by(*expansion.order)
    found = wanted.read(first, expansion.column) if rows else []
    by_owner: dict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    for row, made in zip(found, wanted.build(found), strict=True):
        by_owner[row[expansion.column]].append(made)
    for owner, made in zip(rows, objects, strict=True):
        made[expansion.name] = by_owner[owner["id"]]
        if expansion.listed_at:
            made[f"{expansion.name}_url"] = address(expansion.listed_at.format(id=made["id"]))
