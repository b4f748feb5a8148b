"""Schema: the OpenAPI 3.1 document, out of what views, shapes and inputs say of themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema

from api.inputs import Input
from api.links import ROOT
from api.lists import ListView
from api.parameters import Parameter
from api.problems import CONTENT_TYPE, KINDS
from api.shapes import SHAPES, Expansion, Shape, id_schema
from api.views import View

_VERBS = {"GET": "read", "POST": "create", "PATCH": "update", "DELETE": "delete"}
_TEXT: Mapping[str, Any] = {"type": "string"}
_HEADERS: Mapping[str, str] = {
    "Idempotency-Key": "A key of your making; the same request with the same key is done once, for a day.",
    "If-Match": "The ETag that you read; 412 if the thing has changed since.",
    "If-None-Match": "The ETag that you have; 304 if it is still that.",
    "Prefer": "`wait=10` holds the answer back until the article is captured, at most so many seconds (RFC 7240).",
}
_HEADER_FORMS: Mapping[str, Mapping[str, Any]] = {
    "Idempotency-Key": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    "If-Match": {"type": "string", "pattern": r'^(\*|(W/)?"[0-9]{1,9}(-[0-9a-f]{1,16})?")$'},
    "If-None-Match": _TEXT,
    "Prefer": _TEXT,
}
_NUMBER_ANSWERS: Mapping[int, str] = {
    200: "Done, or as it is.",
    201: "Created.",
    202: "Taken; it will be done soon.",
    204: "Done; there is nothing to say.",
    304: "You have it already.",
}


class ResourceSchema(AutoSchema):
    """One operation, as its view describes it."""

    def get_operation_id(self) -> str:
        """`claim_list`, `claim_read`, `claim_accept`: from the view's name."""
        words = re.findall(r"[A-Z][a-z]+", type(self.view).__name__)
        if words[-1] == "List":
            words[-1] = "list" if self.method == "GET" else _VERBS[self.method]
        elif words[-1] == "Detail":
            words[-1] = _VERBS[self.method]
        suffix = self.path.rpartition(".")[2] if "." in self.path else ""
        return "_".join([*words, suffix]).lower().rstrip("_")

    def get_summary(self) -> str:
        """The first sentence of the handler's docstring."""
        return self._documentation()[0]

    def get_description(self) -> str:  # type: ignore[override]
        """The rest of it, and the scope that is needed."""
        scope = self._resource_view.scopes.get(self.method)
        needs = f"Needs the scope `{scope}`." if scope else ""
        return "\n\n".join(part for part in (self._documentation()[1], needs) if part)

    def get_tags(self) -> list[str]:
        """The resource."""
        return [self._resource().partition(".")[0]]

    def get_auth(self) -> list[dict[str, Any]]:
        """The key, with the scope (OpenAPI 3.1 lets every scheme name those); nothing for a public view."""
        if self._resource_view.is_public:
            return [{}]
        super().get_auth()
        return [{"apiKey": [scope] if (scope := self._resource_view.scopes.get(self.method)) else []}]

    @property
    def _resource_view(self) -> View:
        return cast(View, self.view)

    def _documentation(self) -> tuple[str, str]:
        doc = getattr(self._resource_view, self.method.lower()).__doc__ or ""
        head, _, rest = doc.strip().partition("\n")
        paragraphs = [" ".join(part.split()) for part in rest.split("\n\n")]
        return head, "\n\n".join(part for part in paragraphs if part)

    def _resource(self) -> str:
        return str(self.path.removeprefix(f"{ROOT}/").partition("/")[0])

    def _get_parameters(self) -> list[dict[str, Any]]:
        names = re.findall(r"{(\w+)}", self.path)
        query = [_query_parameter(parameter) for parameter in self._resource_view.parameters_of(self.method)]
        headers = [
            {"name": name, "in": "header", "schema": _HEADER_FORMS[name], "description": _HEADERS[name]}
            for name in self._headers()
        ]
        return [*(self._path_parameter(name) for name in names), *query, *headers]

    def _headers(self) -> list[str]:
        given = self._resource_view.header_names.get(self.method)
        if given is not None:
            return list(given)
        return {"POST": ["Idempotency-Key"], "PATCH": ["If-Match"], "DELETE": ["If-Match"]}.get(
            self.method, []
        )

    def _path_parameter(self, name: str) -> dict[str, Any]:
        owner = next((shape for shape in SHAPES.values() if shape.path == f"/{self._resource()}"), None)
        schema: Mapping[str, Any] = _TEXT
        if name == "number":
            schema = {"type": "integer", "minimum": 1}
        elif name == "id" and owner:
            schema = id_schema(owner.noun)
        elif name in SHAPES:
            schema = id_schema(name)
        return {"name": name, "in": "path", "required": True, "schema": schema}

    def _get_request_body(self, direction: str = "request") -> dict[str, Any] | None:
        if self.method not in self._resource_view.bodies:
            return None
        body: dict[str, Any] | None = super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        return body

    def get_request_serializer(self) -> Any:
        """What the view takes."""
        return self._resource_view.bodies.get(self.method)

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        schema = super()._map_serializer(serializer, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        if isinstance(serializer, Input):
            schema["additionalProperties"] = False
        return schema

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        answers = self._resource_view.answers.get(self.method) or self._usual_answers()
        found = {str(status): self._answer(status, what) for status, what in answers.items()}
        problems = {status: {"$ref": "#/components/responses/Problem"} for status in self._problems()}
        return {**found, **problems}

    def _problems(self) -> list[str]:
        """The statuses of the problems that are to be expected here; `default` stands for every other."""
        headers = self._headers()
        reasons = {
            "400": True,
            "401": not self._resource_view.is_public,
            "403": self.method in self._resource_view.scopes,
            "404": "{" in self.path,
            "409": self.method != "GET",
            "412": "If-Match" in headers,
            "422": "Idempotency-Key" in headers,
            "429": True,
            "default": True,
        }
        return [status for status, is_expected in reasons.items() if is_expected]

    def _usual_answers(self) -> Mapping[int, Any]:
        if self.method == "DELETE":
            return {204: None}
        shape = self._resource_view.shape
        if isinstance(self._resource_view, ListView):
            return {200: _page_of(shape)}
        return {200: shape, 304: None} if self.method == "GET" else {200: shape}

    def _answer(self, status: int, what: Any) -> dict[str, Any]:
        answer: dict[str, Any] = {"description": _NUMBER_ANSWERS[status]}
        if what is None:
            return answer
        headers = [name for name in ("Location",) if status == 201]
        if isinstance(what, Shape):
            headers.append("ETag")
            what = _ref(what)
        if headers:
            answer["headers"] = {name: {"schema": _TEXT} for name in headers}
        return answer | {"content": {media: {"schema": what} for media in self.map_renderers("media_type")}}


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The security scheme."""

    target_class = "api.authentication.KeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Bearer, with our tokens."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key: `Authorization: Bearer ctk_…`.",
        }


class IdScheme(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """TypeIDs in bodies."""

    target_class = "api.inputs.Id"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        """Their pattern."""
        return id_schema(self.target.noun)


def add_components(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Post-processing: the schemas of all shapes, and of problems."""
    components = result["components"]
    schemas = components.setdefault("schemas", {})
    for shape in SHAPES.values():
        schemas[shape.component] = _schema(shape)
    schemas["Problem"] = _PROBLEM
    components["schemas"] = dict(sorted(schemas.items()))
    components["responses"] = {
        "Problem": {
            "description": "A problem (RFC 9457). Its `type` leads to a page that explains it.",
            "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    }
    return result


def _schema(shape: Shape) -> dict[str, Any]:
    """`fields` and details decide which members are there, so only those that always are can be required."""
    properties: dict[str, Any] = {member.name: member.schema for member in shape.members}
    for expansion in shape.expansions:
        properties[expansion.name] = _expanded(expansion, properties.get(expansion.name))
        if expansion.listed_at:
            properties[f"{expansion.name}_url"] = {"type": "string", "format": "uri"}
    schema = {"type": "object", "properties": properties, "required": ["object", "id"]}
    return {**schema, "description": shape.description} if shape.description else schema


def _expanded(expansion: Expansion, otherwise: Any) -> dict[str, Any]:
    ref = _ref(SHAPES[expansion.noun])
    if expansion.many:
        return {"type": "array", "items": ref}
    if otherwise is None:
        return {"anyOf": [ref, {"type": "null"}]}
    return otherwise if otherwise.get("anyOf", [None])[0] == ref else {"anyOf": [otherwise, ref]}


def _ref(shape: Shape) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{shape.component}"}


def _page_of(shape: Shape) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": _ref(shape)},
            "next": {"type": ["string", "null"], "format": "uri"},
            "count": {"type": "integer"},
        },
        "required": ["data", "next"],
    }


def _query_parameter(parameter: Parameter) -> dict[str, Any]:
    found: dict[str, Any] = {"name": parameter.name, "in": "query", "schema": parameter.reader.schema}
    if parameter.description:
        found["description"] = parameter.description
    if parameter.reader.schema.get("type") == "array":
        found |= {"style": "form", "explode": False}
    return found


_PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": list(KINDS)},
        "detail": _TEXT,
        "instance": _TEXT,
        "request_id": _TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "JSON pointer into the body; empty: the whole.",
                    },
                    "parameter": {"type": "string", "description": "The query parameter."},
                    "code": _TEXT,
                    "detail": _TEXT,
                },
                "required": ["code", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "code", "detail", "instance", "request_id", "errors"],
}
