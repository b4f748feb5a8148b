"""Parameters: strict parsing of the query string. Unknown, ambiguous and empty parameters are errors, never ignored."""

from __future__ import annotations

import difflib
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from django.http import QueryDict

from api.problems import ApiError
from claims.errors import InputError
from claims.ids import is_type_id, parse_type_id
from claims.pipeline.fingerprint import is_blank
from claims.pipeline.urls import MAX_HOST_CHARACTERS, canonical_url, host_name

MAX_ITEMS = 100
_TIME = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d))?")
_SPACED_OFFSET = re.compile(r" \d\d:\d\d$")  # a + that a URL turned into a space
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TYPE_ID = "_[0-7][0-9a-hjkmnp-tv-z]{25}$"

URL_PATTERN = r"^ *[Hh][Tt][Tt][Pp][Ss]?://[^/?#\\]"
"""How every URL begins. Whether it is a valid one is decided by the URL Standard, which no pattern can state."""

_URL = re.compile(URL_PATTERN)


@dataclass(frozen=True, slots=True)
class ParameterType:
    """The type of a parameter: its JSON Schema, and `parse` from text to value.

    `parse` raises ValueError for what the schema does not allow (400), InputError for what another rule refuses (422).
    """

    schema: Mapping[str, Any]
    parse: Callable[[str], Any]

    @property
    def is_array(self) -> bool:
        """True for several values, which are separated by commas or given by repeating the parameter."""
        return self.schema.get("type") == "array"


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """A query parameter that a view accepts."""

    name: str
    type: ParameterType
    description: str = ""
    required: bool = field(default=False, kw_only=True)


class QueryParameters:
    """The parsed query string of one request."""

    def __init__(self, query: QueryDict, accepted: Iterable[QueryParameter]) -> None:
        """Raises ApiError for a parameter that is unknown, has an invalid value, is missing, or is repeated without being an array."""
        by_name = {parameter.name: parameter for parameter in accepted}
        for parameter in by_name.values():
            if parameter.required and parameter.name not in query:
                raise _invalid(parameter.name, f"Give {parameter.name}.")
        self._values: dict[str, Any] = {}
        for name, values in query.lists():
            if name not in by_name:
                raise _unknown(name, by_name)
            if len(values) > 1 and not by_name[name].type.is_array:
                raise _invalid(name, f"{name} is given twice; give it once.")
            self._values[name] = _parse(by_name[name], ",".join(values))

    def get(self, name: str, default: Any = None) -> Any:
        """The value, or the default if the parameter is absent."""
        return self._values.get(name, default)

    def __contains__(self, name: str) -> bool:
        """Whether the parameter is present."""
        return name in self._values

    def items(self) -> Iterable[tuple[str, Any]]:
        """The parameters that are present, with their values."""
        return self._values.items()


def suggestion(name: str, known: Iterable[str]) -> str:
    """` Did you mean limit?`, with the names of which this is a part, or the list of known names if none is similar."""
    names = sorted(known)
    similar = [known_name for known_name in names if name in known_name.split(".")]
    similar = similar or difflib.get_close_matches(name[:100], names, n=1, cutoff=0.65)
    if similar:
        return f" Did you mean {' or '.join(similar)}?"
    return f" Known here: {', '.join(names)}." if names else " None is known here."


def string(max_length: int = 500, check: Callable[[str], None] | None = None) -> ParameterType:
    """A string that is not blank; `check` raises InputError for one that another rule refuses."""

    def parse(text: str) -> str:
        if len(text) > max_length:
            raise ValueError(f"at most {max_length} characters are allowed")
        if is_blank(text):
            raise InputError(
                "",
                "There are only spaces or invisible characters. Give a value, or leave it out.",
                code="blank",
            )
        if check:
            check(text)
        return text

    return ParameterType({"type": "string", "minLength": 1, "maxLength": max_length}, parse)


def matching(pattern: str, description: str, max_length: int) -> ParameterType:
    """A string that a regular expression matches; `description` completes "it must be …"."""

    def parse(text: str) -> str:
        if len(text) > max_length or not re.search(pattern, text):
            raise ValueError(f"it must be {description}")
        return text

    return ParameterType({"type": "string", "pattern": pattern, "maxLength": max_length}, parse)


def choice(values: Iterable[str]) -> ParameterType:
    """One of these strings."""
    allowed = list(values)

    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"{text[:50]!r} is not one of {', '.join(allowed)}")
        return text

    return ParameterType({"type": "string", "enum": allowed}, parse)


def array(item: ParameterType) -> ParameterType:
    """Several values."""

    def parse(text: str) -> list[Any]:
        parts = text.split(",")
        if len(parts) > MAX_ITEMS:
            raise ValueError(f"at most {MAX_ITEMS} values are allowed")
        return [item.parse(part.strip()) for part in parts]

    schema = {"type": "array", "items": item.schema, "minItems": 1, "maxItems": MAX_ITEMS}
    return ParameterType(schema, parse)


def integer(minimum: int, maximum: int) -> ParameterType:
    """An integer in a range."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,19}", text) or not minimum <= int(text) <= maximum:
            raise ValueError(f"it must be a whole number from {minimum} to {maximum}")
        return int(text)

    return ParameterType({"type": "integer", "minimum": minimum, "maximum": maximum}, parse)


def type_id(resource: str) -> ParameterType:
    """The TypeID of an object of this resource; its value is the primary key."""

    def parse(text: str) -> uuid.UUID:
        try:
            return parse_type_id(resource, text)
        except ValueError as error:
            raise ValueError(f"it must be an id such as {resource}_01h455vb4pex5vsknk084sn02q") from error

    return ParameterType({"type": "string", "pattern": f"^{resource}{_TYPE_ID}"}, parse)


def parse_time(text: str) -> datetime:
    """An RFC 3339 time in UTC; a date is its midnight in UTC. Raises ValueError."""
    try:
        time = datetime.fromisoformat(text.upper() if _TIME.fullmatch(text) else "")
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        hint = "; write + as %2B in a URL" if _SPACED_OFFSET.search(text) else ""
        raise ValueError(f"it must be a time such as 2025-01-31T12:00:00Z, or a date{hint}") from error


def _parse_boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError("it must be true or false")
    return text == "true"


def _parse_url(text: str) -> str:
    if not _URL.match(text):
        raise ValueError("it must be an absolute http or https URL")
    return canonical_url(text)


def _parse_host(text: str) -> str:
    if len(text) > MAX_HOST_CHARACTERS:
        raise ValueError(f"at most {MAX_HOST_CHARACTERS} characters are allowed")
    return host_name(text)


def _parse_host_or_id(text: str) -> str | uuid.UUID:
    return parse_type_id("host", text) if text.startswith("host_") and is_type_id(text) else _parse_host(text)


BOOLEAN = ParameterType({"type": "boolean"}, _parse_boolean)
DATE_TIME = ParameterType(
    {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}, parse_time
)

URL = ParameterType({"type": "string", "maxLength": 2000, "pattern": URL_PATTERN}, _parse_url)
"""A URL; its value is the canonical form."""

MAX_SEQ = 2**63 - 1
SEQ = integer(0, MAX_SEQ)
"""A position in the change feed."""

HOST = ParameterType({"type": "string", "minLength": 1, "maxLength": MAX_HOST_CHARACTERS}, _parse_host)
"""The name of a host, alone; its value is the form in which hosts are compared."""

HOST_OR_ID = ParameterType(HOST.schema, _parse_host_or_id)
"""The name of a host, or the TypeID, whose value is the primary key."""


def _parse(parameter: QueryParameter, text: str) -> Any:
    name = parameter.name
    if not text:
        raise _invalid(name, f"{name} is empty; give a value or leave it out.")
    if _CONTROL.search(text):
        detail = f"{name} holds control characters; remove them."
        raise ApiError("unprocessable", detail, errors=[_error(name, "not_storable", detail)])
    try:
        return parameter.type.parse(text)
    except ValueError as error:
        raise _invalid(name, f"{name}: {error}.") from error
    except InputError as error:
        detail = f"{name}: {error.detail}"
        errors = [_error(name, error.code, detail)]
        raise ApiError("unprocessable", detail, errors=errors) from error


def check_encoding(query: str) -> None:
    """Raise ApiError for a value that is not UTF-8, which Django would replace. `query` is as WSGI presents it."""
    for pair in query.split("&") if "%" in query or not query.isascii() else ():
        try:
            unquote_to_bytes(pair.encode("latin-1")).decode()
        except UnicodeDecodeError as error:
            name = unquote(pair.partition("=")[0])
            raise _invalid(name, f"{name[:100]} is not UTF-8: percent-encode its bytes in UTF-8.") from error


def _unknown(name: str, known: Iterable[str]) -> ApiError:
    detail = f"There is no parameter {name[:100]!r} here."
    errors = [_error(name, "unknown_parameter", detail)]
    return ApiError("unknown_parameter", detail + suggestion(name, known), errors=errors)


def _invalid(name: str, detail: str) -> ApiError:
    return ApiError("invalid_parameter", detail, errors=[_error(name, "invalid_parameter", detail)])


def _error(name: str, code: str, detail: str) -> dict[str, str]:
    return {"parameter": name[:100], "code": code, "detail": detail}
