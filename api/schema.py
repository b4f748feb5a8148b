"""Schema: the operations of the OpenAPI 3.1 document, derived from the declarations of views and serializers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema

from api.fields import id_schema
from api.generics import ListView
from api.links import ROOT
from api.permissions import ANY_SCOPE
from api.renderers import LinkedDataRenderer
from api.resources import Resource
from api.schema_components import STATUS_DESCRIPTIONS, page_schema, reference_to
from api.schema_parameters import header_parameter, path_parameter, query_parameter
from api.serializers import StrictSerializer
from api.views import ApiView

_LINKED_DATA = f"With `Accept: {LinkedDataRenderer.media_type}` the response is JSON-LD."
_VERBS = {"GET": "read", "POST": "create", "PATCH": "update", "DELETE": "delete"}
_DEFAULT_HEADERS: Mapping[str, Sequence[str]] = {
    "POST": ["Idempotency-Key"],
    "PATCH": ["If-Match"],
    "DELETE": ["If-Match"],
}


class ResourceSchema(AutoSchema):
    """One operation, as its view declares it."""

    def get_operation_id(self) -> str:
        """`claim_list`, `claim_read`, `claim_accept`: from the view's name."""
        view = cast(ApiView, self.view)
        if self.method in view.operation_ids:
            return view.operation_ids[self.method]
        words = re.findall(r"[A-Z][a-z]+", type(view).__name__)
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
        """The other paragraphs of the docstring, and the required scope."""
        scopes = self._required_scopes()
        needs = f"Needs the scope `{scopes[0]}`." if scopes else ""
        linked_data = _LINKED_DATA if self._api_view.linked_data and self.method == "GET" else ""
        return "\n\n".join(part for part in (self._documentation()[1], linked_data, needs) if part)

    def get_tags(self) -> list[str]:
        """The first segment of the path."""
        return [self._first_segment().partition(".")[0]]

    def get_auth(self) -> list[dict[str, Any]]:
        """The key with the required scope, which OpenAPI 3.1 allows for every scheme; none for a public view."""
        if self._api_view.is_public:
            return [{}]
        super().get_auth()
        return [{"apiKey": self._required_scopes()}]

    @property
    def _api_view(self) -> ApiView:
        return cast(ApiView, self.view)

    def _required_scopes(self) -> list[str]:
        scope = self._api_view.scopes.get(self.method, ANY_SCOPE)
        return [] if scope == ANY_SCOPE else [scope]

    def _documentation(self) -> tuple[str, str]:
        doc = getattr(self._api_view, self.method.lower()).__doc__ or ""
        head, _, rest = doc.strip().partition("\n")
        paragraphs = [" ".join(part.split()) for part in rest.split("\n\n")]
        return head, "\n\n".join(part for part in paragraphs if part)

    def _first_segment(self) -> str:
        return str(self.path.removeprefix(f"{ROOT}/").partition("/")[0])

    def _get_parameters(self) -> list[dict[str, Any]]:
        names = re.findall(r"{(\w+)}", self.path)
        query = [query_parameter(parameter) for parameter in self._api_view.get_query_parameters(self.method)]
        needed = {"If-Match"} if self.method in self._api_view.version_required else set()
        headers = [header_parameter(name, required=name in needed) for name in self._headers()]
        return [*(path_parameter(name, self._first_segment()) for name in names), *query, *headers]

    def _headers(self) -> list[str]:
        declared = self._api_view.request_headers.get(self.method)
        if declared is not None:
            return list(declared)
        return list(_DEFAULT_HEADERS.get(self.method, ()))

    def _get_request_body(self, direction: str = "request") -> dict[str, Any] | None:
        if self.method not in self._api_view.request_bodies:
            return None
        body: dict[str, Any] | None = super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        return body

    def get_request_serializer(self) -> Any:
        """The serializer of the request body."""
        return self._api_view.request_bodies.get(self.method)

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        schema = super()._map_serializer(serializer, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        if isinstance(serializer, StrictSerializer):
            schema["additionalProperties"] = False
        return schema

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        declared = self._api_view.responses.get(self.method) or self._default_responses()
        responses = {str(status): self._response(status, content) for status, content in declared.items()}
        problems = {status: {"$ref": "#/components/responses/Problem"} for status in self._problems()}
        return {**responses, **problems}

    def _problems(self) -> list[str]:
        """The statuses of the problems that this operation can return; `default` stands for all others."""
        headers = self._headers()
        statuses = {
            "400": True,
            "401": not self._api_view.is_public,
            "403": bool(self._required_scopes()),
            "404": "{" in self.path,
            "409": self.method != "GET",
            "410": self._is_withdrawable() and self.method != "POST",
            "412": "If-Match" in headers,
            "422": "Idempotency-Key" in headers,
            "428": self.method in self._api_view.version_required,
            "429": True,
            "default": True,
        }
        return [status for status, is_expected in statuses.items() if is_expected]

    def _is_withdrawable(self) -> bool:
        if "{" not in self.path or not hasattr(self._api_view, "resource"):
            return False
        return any(field.name == "withdrawn_at" for field in self._api_view.resource.fields)

    def _default_responses(self) -> Mapping[int, Any]:
        if self.method == "DELETE":
            return {204: None}
        resource = self._api_view.resource
        if isinstance(self._api_view, ListView):
            return {200: page_schema(resource), 304: None}
        if self.method != "GET":
            return {200: resource}
        is_mergeable = any(field.name == "merged_into" for field in resource.fields)
        return {200: resource, **({301: resource} if is_mergeable else {}), 304: None}

    def _response(self, status: int, content: Any) -> dict[str, Any]:
        """A response with a resource, a JSON Schema or, for None, no body."""
        response: dict[str, Any] = {"description": STATUS_DESCRIPTIONS[status]}
        if content is None:
            return response
        headers = ["Location"] if status in {201, 301} else []
        if isinstance(content, Resource):
            headers.append("ETag")
            content = reference_to(content)
        if headers:
            response["headers"] = {name: {"schema": {"type": "string"}} for name in headers}
        media_types = self.map_renderers("media_type")
        if self._api_view.linked_data:  # a union of both forms would make clients tell them apart
            media_types = [name for name in media_types if name != LinkedDataRenderer.media_type]
        schemas = {**dict.fromkeys(media_types, content), **self._api_view.other_media_types}
        return response | {
            "content": {media_type: {"schema": schema} for media_type, schema in schemas.items()}
        }


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The security scheme."""

    target_class = "api.authentication.KeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """A bearer token."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key: `Authorization: Bearer ctk_…`.",
        }


class IdScheme(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """TypeIDs in request bodies."""

    target_class = "api.serializers.TypeIdField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        """The pattern of the TypeID."""
        return id_schema(self.target.resource)
