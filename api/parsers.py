"""Parsers: bytes to JSON, without the values that the database or another JSON reader cannot hold."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import IO, Any, NoReturn

from django.conf import settings
from rest_framework.parsers import BaseParser

from api.problems import ApiError

MAX_DEPTH = 32
MAX_INTEGER = 2**63 - 1
MIN_INTEGER = -(2**63)


class StrictJSONParser(BaseParser):
    """RFC 8259, restricted: UTF-8, no NaN, no duplicate member, no NUL, no lone surrogate, 64-bit integers, 32 levels."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The value in the stream. Raises ApiError with a JSON pointer to the invalid part."""
        request = (parser_context or {}).get("request")
        headers = request.META if request is not None else {}
        coding = headers.get("HTTP_CONTENT_ENCODING") or "identity"
        if coding.lower() != "identity":
            raise ApiError(
                "unsupported_media_type",
                f"Send the body without Content-Encoding: {coding[:50]} is not decoded.",
                headers={"Accept-Encoding": "identity"},
            )
        length = int(headers.get("CONTENT_LENGTH") or 0)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise ApiError(
                "too_large",
                f"The body has {length} bytes; at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE} are allowed.",
            )
        return read_json(stream.read())


def read_json(body: bytes) -> Any:
    """The JSON value in these bytes. Raises ApiError."""
    if body.startswith(BOM_UTF8):
        raise _malformed("", "The body begins with a byte order mark; leave it out.")
    try:
        value = json.loads(
            body.decode("utf-8"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise _malformed("", f"The byte at {error.start} is not UTF-8.") from error
    except RecursionError as error:
        raise _malformed("", f"The value is nested deeper than {MAX_DEPTH} levels.") from error
    except json.JSONDecodeError as error:
        raise _malformed("", f"{error.msg} at line {error.lineno}, column {error.colno}.") from error
    except (ValueError, InvalidOperation) as error:  # an integer of thousands of digits
        raise _malformed("", "A number has too many digits.") from error
    _check(value)
    return value


def _check(value: Any) -> None:
    """Check every part without recursion, with its JSON pointer (RFC 6901)."""
    pending: list[tuple[str, int, Any]] = [("", 1, value)]
    while pending:
        pointer, depth, part = pending.pop()
        if isinstance(part, dict | list):
            if depth > MAX_DEPTH:
                raise _refused(pointer, f"The value is nested deeper than {MAX_DEPTH} levels.")
            pending.extend((f"{pointer}/{_escape(name)}", depth + 1, inner) for name, inner in _parts(part))
        else:
            _check_scalar(pointer, part)


def _parts(part: dict[str, Any] | list[Any]) -> Iterable[tuple[Any, Any]]:
    if isinstance(part, list):
        return enumerate(part)
    for name in part:
        _check_scalar("", name)
    return part.items()


def _check_scalar(pointer: str, value: Any) -> None:
    if isinstance(value, str):
        if "\x00" in value:
            raise _refused(pointer, "The string contains a NUL character, which cannot be stored.")
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise _refused(pointer, "The string contains half of a surrogate pair, which is not a character.")
    elif isinstance(value, int) and not MIN_INTEGER <= value <= MAX_INTEGER:
        raise _refused(pointer, "The integer does not fit into 64 bits.")
    elif isinstance(value, Decimal) and not -400 < value.adjusted() < 400:
        raise _refused(pointer, "The number is out of range.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        duplicate = next(name for name in names if names.count(name) > 1)
        raise _malformed("", f"The member {json.dumps(duplicate)[:100]} occurs twice.")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise _malformed("", f"{name} is not JSON.")


def _escape(name: object) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")


def _refused(pointer: str, detail: str) -> ApiError:
    """For what JSON allows, and neither a schema nor the database."""
    return ApiError(
        "unprocessable", detail, errors=[{"pointer": pointer, "code": "not_storable", "detail": detail}]
    )


def _malformed(pointer: str, detail: str) -> ApiError:
    return ApiError(
        "malformed_json", detail, errors=[{"pointer": pointer, "code": "malformed_json", "detail": detail}]
    )
