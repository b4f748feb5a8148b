"""Schema parameters: how the OpenAPI document describes parameters of paths, query strings and headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.fields import id_schema
from api.parameters import SEQ, QueryParameter
from api.resources import RESOURCES

_STRING: Mapping[str, Any] = {"type": "string"}
_HEADERS: Mapping[str, str] = {
    "Idempotency-Key": "A key that the caller chooses; for 24 hours the same request with the same key is executed once.",
    "If-Match": "The ETag that was read; 412 if the object has changed since.",
    "If-Range": "The ETag of the file of which `Range` is a part; the whole file if it is another one.",
    "If-None-Match": "The ETag that the caller has; 304 if it is still current.",
    "Last-Event-ID": "The seq after which a stream of Server-Sent Events continues; it replaces `after` and `since`. Other requests use it without `after`.",
    "Range": "The part of the file: `bytes=1000-` is all from byte 1,000 on. Several parts count as no range.",
    "Prefer": "`wait=10` delays the response until the article is captured, or the sentences are read, for at most that many seconds (RFC 7240).",
}
_HEADER_SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "Idempotency-Key": {
        "type": "string",
        "maxLength": 255,
        "pattern": '^("[!#-~]+"|[!#-~][!-~]*)$',
    },
    "If-Match": {"type": "string", "pattern": r'^(\*|(W/)?"[0-9]{1,9}(-[0-9a-f]{1,16})?")$'},
    "If-None-Match": _STRING,
    "If-Range": _STRING,
    "Last-Event-ID": SEQ.schema,
    "Prefer": _STRING,
    "Range": _STRING,
}


def path_parameter(name: str, first_segment: str) -> dict[str, Any]:
    """A parameter of the path; `id` is an id of the resource that the first segment names."""
    path = f"/{first_segment}"
    owner = next((resource for resource in RESOURCES.values() if resource.path == path), None)
    schema: Mapping[str, Any] = _STRING
    if name == "number":
        schema = {"type": "integer", "minimum": 1}
    elif name == "id" and owner:
        schema = id_schema(owner.name)
    elif name in RESOURCES:
        schema = id_schema(name)
    return {"name": name, "in": "path", "required": True, "schema": schema}


def query_parameter(parameter: QueryParameter) -> dict[str, Any]:
    """A parameter of the query string."""
    described: dict[str, Any] = {"name": parameter.name, "in": "query", "schema": parameter.type.schema}
    if parameter.description:
        described["description"] = parameter.description
    if parameter.required:
        described["required"] = True
    if parameter.type.is_array:
        described |= {"style": "form", "explode": False}
    return described


def header_parameter(name: str, *, required: bool = False) -> dict[str, Any]:
    """A request header."""
    described = {"schema": _HEADER_SCHEMAS[name], "description": _HEADERS[name]}
    return {"name": name, "in": "header", **({"required": True} if required else {}), **described}
