"""Fields: the properties of a resource, each with its columns, its JSON value and its JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from claims import ids

Row = Mapping[str, Any]
Schema = Mapping[str, Any]

URI: Schema = {"type": "string", "format": "uri"}

type_id = lru_cache(maxsize=10_000)(ids.type_id)  # the same id occurs several times in one response


@dataclass(frozen=True, slots=True)
class Field:
    """One property: the columns it reads, the function from a row to its JSON value, and its JSON Schema.

    A field with `detail_only` is absent from lists and from expanded objects.
    """

    name: str
    columns: tuple[str, ...]
    to_json: Callable[[Row], Any]
    schema: Schema
    detail_only: bool = False


def column(name: str, schema: Schema, source: str = "", *, detail_only: bool = False) -> Field:
    """The value of one column, unchanged. `source` is the column's name if it differs from the field's."""
    source = source or name
    return Field(name, (source,), lambda row: row[source], schema, detail_only)


def string(name: str, source: str = "", *, null: bool = False, detail_only: bool = False) -> Field:
    """A string."""
    return column(name, _typed("string", null=null), source, detail_only=detail_only)


def choice(name: str, values: Iterable[str], source: str = "") -> Field:
    """One of these strings."""
    return column(name, {"type": "string", "enum": list(values)}, source)


def integer(name: str, source: str = "", *, null: bool = False) -> Field:
    """An integer."""
    return column(name, _typed("integer", null=null), source)


def string_list(name: str, source: str = "") -> Field:
    """An array of strings."""
    return column(name, {"type": "array", "items": {"type": "string"}}, source)


def date_time(name: str, source: str = "", *, null: bool = False) -> Field:
    """An RFC 3339 time in UTC with microseconds."""
    source = source or name
    schema = {**_typed("string", null=null), "format": "date-time"}
    return Field(name, (source,), lambda row: format_time(row[source]), schema)


def decimal(name: str, source: str = "", *, null: bool = False) -> Field:
    """A decimal number as a string, without trailing zeros."""
    source = source or name
    schema = {**_typed("string", null=null), "pattern": r"^-?\d+(\.\d+)?$"}
    return Field(name, (source,), lambda row: format_decimal(row[source]), schema)


def reference(name: str, resource: str, source: str = "", *, null: bool = True) -> Field:
    """The TypeID of a row of another resource, read from the foreign key `source` (`<name>_id` by default)."""
    source = source or f"{name}_id"
    return Field(
        name,
        (source,),
        lambda row: row[source] and type_id(resource, row[source]),
        id_schema(resource, null=null),
    )


def format_time(value: datetime | None) -> str | None:
    """`2025-01-31T12:00:00.000000Z`; None for None. The value must be in UTC, as Django reads it."""
    return value.isoformat(timespec="microseconds").replace("+00:00", "Z") if value else None


def format_decimal(value: Decimal | None) -> str | None:
    """`18000000000000`, `61.2`; None for None."""
    if value is None:
        return None
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def id_schema(resource: str, *, null: bool = False) -> dict[str, Any]:
    """The JSON Schema of a TypeID."""
    return {**_typed("string", null=null), "pattern": f"^{resource}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$"}


def _typed(name: str, *, null: bool) -> dict[str, Any]:
    return {"type": [name, "null"] if null else name}
