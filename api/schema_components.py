"""Schema components: the shared schemas of the OpenAPI document: one for each resource, and the problem."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.fields import URI
from api.problems import CONTENT_TYPE, PROBLEM_TYPES
from api.resources import RESOURCES, Expansion, Resource

STATUS_DESCRIPTIONS: Mapping[int, str] = {
    200: "OK.",
    201: "Created.",
    202: "Accepted; processed later.",
    204: "Done; without a body.",
    206: "A part of the file.",
    301: "Merged into the object at `Location`.",
    302: "The file is at `Location`.",
    304: "Not modified.",
}
_STRING: Mapping[str, Any] = {"type": "string"}


def add_components(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """drf-spectacular's post-processing hook: adds the schemas of all resources and of problems."""
    components = result["components"]
    schemas = components.setdefault("schemas", {})
    for resource in RESOURCES.values():
        schemas[resource.component] = _schema(resource)
    schemas["Problem"] = _PROBLEM
    components["schemas"] = dict(sorted(schemas.items()))
    components["responses"] = {
        "Problem": {
            "description": "A problem (RFC 9457). Its `type` is the URL of a page that explains it.",
            "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    }
    _add_links(result["paths"])
    return result


def _add_links(paths: Mapping[str, Any]) -> None:
    """Links from the response that has a created object to the operations on it."""
    for path, operations in paths.items():
        links = {
            operation["operationId"]: {
                "operationId": operation["operationId"],
                "parameters": {"id": "$response.body#/id"},
            }
            for other, others in paths.items()
            if other.startswith(f"{path}/{{id}}") and other.count("{") == 1
            for operation in others.values()
        }
        for status in {"201", "202"} & set(operations.get("post", {}).get("responses", {})):
            if links:
                operations["post"]["responses"][status]["links"] = links


def _schema(resource: Resource) -> dict[str, Any]:
    """The schema of a resource. Only `object` and `id` are required: `fields` may leave out all others."""
    properties: dict[str, Any] = {field.name: field.schema for field in resource.fields}
    for expansion in resource.expansions:
        properties[expansion.name] = _expanded(expansion, properties.get(expansion.name))
        if expansion.list_path:
            properties[f"{expansion.name}_url"] = URI
    schema = {"type": "object", "properties": properties, "required": ["object", "id"]}
    return {**schema, "description": resource.description} if resource.description else schema


def _expanded(expansion: Expansion, unexpanded: Any) -> dict[str, Any]:
    """The schema of an expansion, which replaces the field of the same name, if there is one."""
    reference = reference_to(RESOURCES[expansion.resource])
    if expansion.many:
        return {"type": "array", "items": reference}
    if unexpanded is None:
        return {"anyOf": [reference, {"type": "null"}]}
    has_reference = unexpanded.get("anyOf", [None])[0] == reference
    return dict(unexpanded) if has_reference else {"anyOf": [unexpanded, reference]}


def reference_to(resource: Resource) -> dict[str, Any]:
    """`$ref` to the schema of a resource."""
    return {"$ref": f"#/components/schemas/{resource.component}"}


def page_schema(resource: Resource) -> dict[str, Any]:
    """The schema of one page of a list."""
    return {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": reference_to(resource)},
            "next": {"type": ["string", "null"], "format": "uri"},
            "count": {"type": "integer"},
            "count_is_exact": {"type": "boolean"},
        },
        "required": ["data", "next"],
    }


_PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": _STRING,
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": list(PROBLEM_TYPES)},
        "detail": _STRING,
        "instance": _STRING,
        "request_id": _STRING,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "JSON pointer into the body; empty for the whole body.",
                    },
                    "parameter": {"type": "string", "description": "The query parameter."},
                    "header": {"type": "string", "description": "The header of the request."},
                    "code": _STRING,
                    "detail": _STRING,
                },
                "required": ["code", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "code", "detail", "instance", "request_id", "errors"],
}
