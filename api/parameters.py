"""Parameters: the query of a request, read strictly. What is unknown, doubled or empty is an error, never ignored."""

from __future__ import annotations

import difflib
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import QueryDict

from api.problems import ApiError
from claims.errors import InputError
from claims.ids import parse_type_id
from claims.pipeline.urls import canonical_url

MAX_LIST = 100
_TIME = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d))?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TYPE_ID = "_[0-7][0-9a-hjkmnp-tv-z]{25}$"


@dataclass(frozen=True, slots=True)
class Reader:
    """How a value is written: its JSON Schema, and the way from text to value. `read` raises ValueError with a remedy."""

    schema: Mapping[str, Any]
    read: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter that a view knows."""

    name: str
    reader: Reader
    description: str = ""


class Parameters:
    """The values of one request's query."""

    def __init__(self, query: QueryDict, known: Iterable[Parameter]) -> None:
        """Raises ApiError for a parameter that is unknown, given twice, or whose value cannot be read."""
        by_name = {parameter.name: parameter for parameter in known}
        self._values: dict[str, Any] = {}
        for name, given in query.lists():
            if name not in by_name:
                raise ApiError(
                    "unknown_parameter", _unknown(name, by_name), errors=[_error(name, "unknown_parameter")]
                )
            if len(given) > 1:
                raise _refused(name, f"{name} is given twice; give it once.")
            self._values[name] = _read(by_name[name], given[0])

    def get(self, name: str, default: Any = None) -> Any:
        """The value, or the default if it was not given."""
        return self._values.get(name, default)

    def items(self) -> Iterable[tuple[str, Any]]:
        """What was given, by name."""
        return self._values.items()


def nearest(name: str, known: Iterable[str]) -> str:
    """` Did you mean limit?`, or which there are if none is near."""
    names = sorted(known)
    close = difflib.get_close_matches(name[:100], names, n=1, cutoff=0.5)
    if close:
        return f" Did you mean {close[0]}?"
    return f" Known here: {', '.join(names)}." if names else " None is known here."


def text(most: int = 500) -> Reader:
    """Words, at most so many characters."""

    def read(given: str) -> str:
        if len(given) > most:
            raise ValueError(f"at most {most} characters are taken")
        return given

    return Reader({"type": "string", "minLength": 1, "maxLength": most}, read)


def word(words: Iterable[str]) -> Reader:
    """One of these words."""
    known = list(words)

    def read(given: str) -> str:
        if given not in known:
            raise ValueError(f"it must be one of {', '.join(known)}")
        return given

    return Reader({"type": "string", "enum": known}, read)


def listing(element: Reader) -> Reader:
    """Several values with commas between them."""

    def read(given: str) -> list[Any]:
        parts = given.split(",")
        if len(parts) > MAX_LIST:
            raise ValueError(f"at most {MAX_LIST} values are taken")
        return [element.read(part.strip()) for part in parts]

    return Reader({"type": "array", "items": element.schema, "minItems": 1, "maxItems": MAX_LIST}, read)


def integer(least: int, most: int) -> Reader:
    """A whole number in a range."""

    def read(given: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,19}", given) or not least <= int(given) <= most:
            raise ValueError(f"it must be a whole number from {least} to {most}")
        return int(given)

    return Reader({"type": "integer", "minimum": least, "maximum": most}, read)


def type_id(noun: str) -> Reader:
    """The TypeID of such a thing; the key behind it."""

    def read(given: str) -> uuid.UUID:
        try:
            return parse_type_id(noun, given)
        except ValueError as error:
            raise ValueError(f"it must be an id such as {noun}_01h455vb4pex5vsknk084sn02q") from error

    return Reader({"type": "string", "pattern": f"^{noun}{_TYPE_ID}"}, read)


def _read_flag(given: str) -> bool:
    if given not in {"true", "false"}:
        raise ValueError("it must be true or false")
    return given == "true"


def read_time(given: str) -> datetime:
    """A time in RFC 3339, or a date, which is its first moment in UTC. Raises ValueError."""
    try:
        found = datetime.fromisoformat(given.upper() if _TIME.fullmatch(given) else "")
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("it must be a time such as 2025-01-31T12:00:00Z, or a date") from error


def _read_url(given: str) -> str:
    try:
        return canonical_url(given)
    except InputError as error:
        raise ValueError(error.detail.rstrip(".")) from error


FLAG = Reader({"type": "boolean"}, _read_flag)
TIME = Reader({"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}, read_time)

URL = Reader({"type": "string", "minLength": 1, "maxLength": 2000}, _read_url)
"""A URL; the value is its canonical form."""


def _read(parameter: Parameter, given: str) -> Any:
    name = parameter.name
    if not given:
        raise _refused(name, f"{name} is empty; give a value or leave it out.")
    if _CONTROL.search(given):
        raise _refused(name, f"{name} holds control characters; remove them.")
    try:
        return parameter.reader.read(given)
    except ValueError as error:
        raise _refused(name, f"{name}: {error}.") from error


def _unknown(name: str, known: Iterable[str]) -> str:
    return f"There is no parameter {name[:100]!r} here.{nearest(name, known)}"


def _refused(name: str, detail: str) -> ApiError:
    return ApiError(
        "invalid_parameter", detail, errors=[{**_error(name, "invalid_parameter"), "detail": detail}]
    )


def _error(name: str, code: str) -> dict[str, str]:
    return {"parameter": name[:100], "code": code, "detail": f"There is no parameter {name[:100]!r} here."}
