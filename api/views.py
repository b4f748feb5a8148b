"""Views: what every view of the API does: scopes, strict parameters, request bodies, ETags and preconditions."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import orjson
from django.conf import settings
from django.db import Error
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.cache import patch_vary_headers
from psycopg.errors import QueryCanceled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api import replica
from api.links import ROOT
from api.models import ApiKey
from api.parameters import QueryParameter, QueryParameters, check_encoding
from api.problems import ApiError, invalid_header
from api.projection import project
from api.renderers import LinkedDataRenderer
from api.resources import Resource
from api.selection import check_selection
from api.serializers import StrictSerializer
from api.statements import read_object
from api.throttling import Allowance
from claims import reading
from claims.ids import parse_type_id, type_id
from claims.values import Actor

_ETAG = re.compile(r'(?:W/)?"([0-9]{1,9})(?:-[0-9a-f]{1,16})?"')
_STATE_COLUMNS = {"version": "version", "merged_into": "merged_into_id", "withdrawn_at": "withdrawn_at"}
_MAY_BE_LATE = frozenset({404, 409, 410})
"""Statuses of a replica that does not have what the primary has: an object, an export, an event of the feed."""


@dataclass(frozen=True, slots=True)
class LinkedData:
    """The JSON-LD form of a resource: the document made of an object, with the expansions that it needs."""

    document: Callable[[Mapping[str, Any]], dict[str, Any]]
    expand: tuple[str, ...]


_WHOLE_BODY = {"pointer": "", "code": "invalid", "detail": "The body must be a JSON object."}


class ApiView(APIView):
    """A view of the API.

    Subclasses declare, by method, the scope, the request body, the request headers and the responses; permissions and
    the OpenAPI document are derived from these declarations.
    """

    scopes: ClassVar[Mapping[str, str]] = {}
    request_bodies: ClassVar[Mapping[str, type[StrictSerializer]]] = {}
    request_headers: ClassVar[Mapping[str, Sequence[str]]] = {}
    responses: ClassVar[Mapping[str, Mapping[int, Any]]] = {}
    operation_ids: ClassVar[Mapping[str, str]] = {}
    """The ids of operations, by method, that do not follow from the name of the view."""
    other_media_types: ClassVar[Mapping[str, Any]] = {}
    query_parameters: ClassVar[Sequence[QueryParameter]] = ()
    linked_data: ClassVar[LinkedData | None] = None
    resource: ClassVar[Resource]
    version_required: ClassVar[frozenset[str]] = frozenset()
    """The methods that are refused without If-Match (428)."""
    is_public: ClassVar[bool] = False

    allowance: Allowance | None = None
    query: QueryParameters
    _is_again: bool = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Handle a request: from the replica if it may serve it, otherwise from the primary.

        What the replica does not have, or not in the state that the request needs, is looked for in the primary.
        """
        with replica.seat(request) as is_seated:
            if is_seated:
                try:
                    with reading.from_replica():
                        response = super().dispatch(request, *args, **kwargs)
                except replica.ReplicaError as error:
                    replica.note_failure(error)
                else:
                    if response.status_code not in _MAY_BE_LATE:
                        return response
                self._is_again = True
        response = super().dispatch(request, *args, **kwargs)
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            replica.note_write(request)
        return response

    def check_throttles(self, request: Request) -> None:
        """Count the request, once if both databases are asked."""
        if not self._is_again:
            super().check_throttles(request)

    def handle_exception(self, exc: Exception) -> Any:
        """The problem for an exception. Raises ReplicaError for one that the primary may not have."""
        if (
            reading.is_from_replica()
            and isinstance(exc, Error)
            and not isinstance(exc.__cause__, QueryCanceled)
        ):
            raise replica.ReplicaError(str(exc)) from exc
        return super().handle_exception(exc)

    def get_authenticators(self) -> list[Any]:
        """None for a public view, so that an expired key does not close it."""
        return [] if self.is_public else super().get_authenticators()

    def get_permissions(self) -> Any:
        """None for a public view."""
        return [] if self.is_public else super().get_permissions()

    def get_query_parameters(self, method: str) -> Sequence[QueryParameter]:
        """The query parameters that a method accepts."""
        return self.query_parameters if method in {"GET", "HEAD"} else ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authentication, permissions and throttling, then the query string."""
        super().initial(request, *args, **kwargs)
        if "Transfer-Encoding" in request.headers and not request.META.get("CONTENT_LENGTH"):
            # WSGI presents a chunked body as an empty one; the request would be carried out without it.
            raise ApiError("length_required", "Send the body with its Content-Length, not in chunks.")
        # Without such a method the response is a 405, and OPTIONS names the methods, whatever the query.
        if request.method != "OPTIONS" and hasattr(self, (request.method or "").lower()):
            accepted = self.get_query_parameters(request.method or "")
            check_encoding(request.META.get("QUERY_STRING", ""))
            self.query = QueryParameters(request.query_params, accepted)
            check_selection(self.query, getattr(self, "resource", None), has_key=bool(request.auth))
            self._check_version_is_named(request)

    def _check_version_is_named(self, request: Request) -> None:
        """Raises ApiError without If-Match if the method needs it: before a stored response of its key is looked for."""
        if request.method in self.version_required and "If-Match" not in request.headers:
            raise ApiError(
                "precondition_required",
                "Send If-Match with the ETag of the object, so that a change since you read it is not overwritten.",
            )

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """Names the methods in `Allow`."""
        return Response(status=204)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Adds the headers of every response."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", self._cache_control(request, response))
        if settings.PUBLIC_READ:
            patch_vary_headers(response, ["Authorization"])
        if self.allowance:
            for name, value in self.allowance.headers().items():
                response[name] = value
        return response

    def _cache_control(self, request: Request, response: Any) -> str:
        """What is read without a key is the same for everybody, and may be cached for a while."""
        is_anonymous = settings.PUBLIC_READ and "Authorization" not in request.headers
        if is_anonymous and response.status_code in {200, 304}:
            return f"public, max-age={settings.PUBLIC_READ_MAX_AGE_SECONDS}"
        return "no-cache, private"

    def validated_body(self, request: Request) -> dict[str, Any]:
        """The members of the body, validated by the method's serializer. Raises ValidationError."""
        data = request.data
        if not isinstance(data, dict):
            raise ApiError("invalid", "The body must be a JSON object.", errors=[_WHOLE_BODY])
        serializer_class = self.request_bodies.get(request.method or "", StrictSerializer)
        serializer = serializer_class(data=data)
        if (
            request.method == "PATCH"
        ):  # not `partial`, with which the objects in the body need no members either
            for field in serializer.fields.values():
                field.required = False
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def actor(self, request: Request) -> Actor:
        """The caller, as events name it."""
        request_id = getattr(request._request, "request_id", "")
        return Actor("api_key", type_id("api_key", cast(ApiKey, request.auth).pk), "request", request_id)

    def object_response(
        self, request: Request, chosen: QuerySet[Any] | uuid.UUID, *, status: int = 200, **headers: str
    ) -> Response:
        """The only object of a query set, or the one with a key, with its ETag; 304 if `If-None-Match` names it.

        A GET of an object that was merged into another one is a 301 to that one, with the object. Raises ApiError: 404
        without an object, 410 for a withdrawn one.
        """
        linked_data = self._requested_linked_data(request)
        rows = object_rows(
            self.resource,
            chosen,
            fields=self.query.get("fields"),
            expand=linked_data.expand if linked_data else self.query.get("expand", ()),
        )
        if not rows:
            raise not_found(self.resource.name)
        return self.row_response(request, rows[0], linked_data, status=status, **headers)

    def row_response(
        self,
        request: Request,
        row: ObjectRow,
        linked_data: LinkedData | None = None,
        *,
        status: int = 200,
        **headers: str,
    ) -> Response:
        """A row of `object_rows`, as `object_response` returns it."""
        check_shown(self.resource.name, row.state)
        body = (
            orjson.dumps(linked_data.document(orjson.loads(row.json))) if linked_data else row.json.encode()
        )
        etag = _etag(row.state.get("version"), body)
        target = row.state.get("merged_into_id") if request.method in {"GET", "HEAD"} else None
        if target:
            query = request.META.get("QUERY_STRING", "")
            status, headers["Location"] = 301, f"{self.location(target)}{'?' * bool(query)}{query}"
        return self.conditional_response(request, body, etag, status=status, headers=headers)

    def _requested_linked_data(self, request: Request) -> LinkedData | None:
        """The JSON-LD form, if the caller accepts it rather than JSON. Raises ApiError for a selection of properties."""
        if request.accepted_renderer.format != LinkedDataRenderer.format:
            return None
        if "fields" in self.query or "expand" in self.query:
            raise ApiError("unprocessable", "JSON-LD is always complete: leave out fields and expand.")
        return self.linked_data

    def conditional_response(
        self,
        request: Request,
        body: bytes,
        etag: str = "",
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The body with its ETag, by default a hash; 304 if `If-None-Match` names it."""
        etag = etag or _etag(None, body)
        if request.method in {"GET", "HEAD"} and _matches_if_none_match(request, etag):
            return Response(status=304, headers={"ETag": etag})
        return Response(body, status=status, headers={"ETag": etag, **(headers or {})})

    def location(self, key: uuid.UUID) -> str:
        """The path of an object, for the header `Location`."""
        return f"{ROOT}{self.resource.path}/{type_id(self.resource.name, key)}"


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """The JSON of an object, its primary key, and the columns that decide how it is shown."""

    json: str
    key: uuid.UUID
    state: Mapping[str, Any]


def object_rows(
    resource: Resource,
    chosen: QuerySet[Any] | uuid.UUID,
    *,
    fields: Sequence[str] | None = None,
    expand: Iterable[str] = (),
) -> list[ObjectRow]:
    """The objects of a query set, or the one with a key, as details of the resource, in one query."""
    columns = [_STATE_COLUMNS[field.name] for field in resource.fields if field.name in _STATE_COLUMNS]
    projection = project(resource, fields=fields, expand=expand, detail=True)
    if isinstance(chosen, uuid.UUID):
        rows = read_object(projection, chosen, columns)
    else:
        rows = projection.read(chosen.order_by(), "pk", *columns)
    return [ObjectRow(json, key, dict(zip(columns, values, strict=True))) for json, key, *values in rows]


def key_or_404(resource: str, text: str) -> uuid.UUID:
    """The primary key of a TypeID in a path. Raises ApiError (404) for any other text."""
    try:
        return parse_type_id(resource, text)
    except ValueError as error:
        raise not_found(resource) from error


def not_found(resource: str) -> ApiError:
    """The problem for an object that does not exist."""
    return ApiError("not_found", f"There is no such {resource.replace('_', ' ')}.")


def check_shown(resource: str, row: Mapping[str, Any]) -> None:
    """Raises ApiError (410) for a row that is withdrawn. The row has `withdrawn_at`, if its resource has, and `version`."""
    withdrawn_at = row.get("withdrawn_at")
    if withdrawn_at is not None:
        raise ApiError(
            "gone",
            f"This {resource} was withdrawn.",
            extensions={
                "withdrawn_at": withdrawn_at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
                "version": row["version"],
            },
        )


def expected_version(request: Request) -> int | None:
    """The version that If-Match requires; None without the header or for `*`. Raises ApiError.

    Only the version in the ETag counts (RFC 9110, 13.1.1): a change of a property that cannot be edited, such as the
    time of the last check, does not fail the precondition. The weak prefix that compressing proxies add is accepted.
    """
    header = request.headers.get("If-Match")
    if header is None or header == "*":
        return None
    etag = _ETAG.fullmatch(header)
    if not etag:
        raise invalid_header("If-Match", 'If-Match must be one ETag of a response, such as "3".')
    return int(etag[1])


def _etag(version: int | None, body: bytes) -> str:
    """A strong ETag: the version, and a hash of the bytes, which also depend on `fields` and `expand`."""
    digest = hashlib.blake2b(body, digest_size=8).hexdigest()
    return f'"{version}-{digest}"' if version is not None else f'"{digest}"'


def _matches_if_none_match(request: Request, etag: str) -> bool:
    header = request.headers.get("If-None-Match", "")
    etags = [part.strip().removeprefix("W/") for part in header.split(",")]
    return etag in etags or etags == ["*"]
