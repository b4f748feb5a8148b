"""Fields: the properties of a resource, each with its SQL and its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

Schema = Mapping[str, Any]

URI: Schema = {"type": "string", "format": "uri"}


@dataclass(frozen=True, slots=True)
class Field:
    """One property: the SQL expression of its JSON value, and its JSON Schema.

    `sql` names columns in braces, also across foreign keys (`{source__cited_url}`); `{type_id}` is the row's own TypeID
    and `{root}` the absolute URL of the API, as a literal. Braces of SQL are doubled. A field with `detail_only` is
    absent from lists and from expanded objects.
    """

    name: str
    sql: str
    schema: Schema
    detail_only: bool = False


def column(name: str, schema: Schema, source: str = "", *, detail_only: bool = False) -> Field:
    """The value of one column, unchanged. `source` is the column's name if it differs from the field's."""
    return Field(name, f"{{{source or name}}}", schema, detail_only)


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
    schema = {**_typed("string", null=null), "format": "date-time"}
    sql = f"""to_char({{{source or name}}} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    return Field(name, sql, schema)


def decimal(name: str, source: str = "", *, null: bool = False) -> Field:
    """A decimal number as a string, without trailing zeros."""
    schema = {**_typed("string", null=null), "pattern": r"^-?\d+(\.\d+)?$"}
    return Field(name, f"trim_scale({{{source or name}}})::text", schema)


def reference(name: str, resource: str, source: str = "", *, null: bool = True) -> Field:
    """The TypeID of a row of another resource, read from the foreign key `source` (`<name>_id` by default)."""
    return Field(name, type_id_sql(resource, source or f"{name}_id"), id_schema(resource, null=null))


def type_id_sql(resource: str, source: str) -> str:
    """The SQL of the TypeID in a column; null for null."""
    return f"claims_type_id('{resource}', {{{source}}})"


def json_object(**members: str) -> str:
    """The SQL of a JSON object with these members, each given by its SQL."""
    pairs = ", ".join(f"'{name}', {sql}" for name, sql in members.items())
    return f"json_build_object({pairs})"


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
