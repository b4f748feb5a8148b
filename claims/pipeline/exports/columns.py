"""Columns: the properties of the exported objects with their types, read from their JSON Schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ColumnType(StrEnum):
    """What the cells of a column are. `JSON` stands for arrays and objects, written as their JSON."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"
    STRINGS = "strings"
    JSON = "json"


_SCALARS = {
    "string": ColumnType.STRING,
    "integer": ColumnType.INTEGER,
    "number": ColumnType.NUMBER,
    "boolean": ColumnType.BOOLEAN,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A property by its name, and the type of its values; any of them may be null."""

    name: str
    type: ColumnType


def column_of(name: str, schema: Mapping[str, Any]) -> Column:
    """The column of a property with this JSON Schema."""
    types = schema.get("type", [])
    kinds = {types} if isinstance(types, str) else set(types)
    kinds.discard("null")
    kind = kinds.pop() if len(kinds) == 1 else ""
    if kind == "string" and schema.get("format") == "date-time":
        return Column(name, ColumnType.TIME)
    if kind == "array" and schema.get("items", {}).get("type") == "string":
        return Column(name, ColumnType.STRINGS)
    return Column(name, _SCALARS.get(kind, ColumnType.JSON))
