"""Views: what every view of the API does: strict parameters, versions in ETags, one shape of answer."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, cast

import orjson
from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api import shapes
from api.inputs import Input
from api.links import ROOT
from api.models import ApiKey
from api.parameters import Parameter, Parameters, listing, word
from api.problems import ApiError
from api.shapes import Shape
from api.throttling import Allowance
from claims.ids import parse_type_id, type_id
from claims.values import Actor

_ETAG = re.compile(r'(?:W/)?"([0-9]{1,9})(?:-[0-9a-f]+)?"')


class View(APIView):
    """A view of the API. Subclasses say, method by method, which scope it takes and what it takes and answers."""

    scopes: ClassVar[Mapping[str, str]] = {}
    bodies: ClassVar[Mapping[str, type[Input]]] = {}
    answers: ClassVar[Mapping[str, Mapping[int, Any]]] = {}
    parameters: ClassVar[Sequence[Parameter]] = ()
    header_names: ClassVar[Mapping[str, Sequence[str]]] = {}
    shape: ClassVar[Shape]
    is_public: ClassVar[bool] = False

    allowance: Allowance | None = None
    query: Parameters

    def get_authenticators(self) -> list[Any]:
        """None for a public view, so that a stale key does not close it."""
        return [] if self.is_public else super().get_authenticators()

    def get_permissions(self) -> Any:
        """None for a public view."""
        return [] if self.is_public else super().get_permissions()

    def parameters_of(self, method: str) -> Sequence[Parameter]:
        """The query parameters that a method knows."""
        return self.parameters if method in {"GET", "HEAD"} else ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who, whether, how often; then the query."""
        super().initial(request, *args, **kwargs)
        if "Transfer-Encoding" in request.headers and not request.META.get("CONTENT_LENGTH"):
            # WSGI shows such a body as none at all, and what was said in it would be lost without a word.
            raise ApiError("length_required", "Send the body with its Content-Length, not in chunks.")
        if hasattr(self, (request.method or "").lower()):  # else it is a 405, whatever the query says
            self.query = Parameters(request.query_params, self.parameters_of(request.method or ""))

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """Which methods there are, in `Allow`."""
        return Response(status=204)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Add what every answer carries."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-cache, private")
        if self.allowance:
            for name, value in self.allowance.headers().items():
                response[name] = value
        return response

    def body(self, request: Request) -> dict[str, Any]:
        """The validated members of the body. Raises ValidationError."""
        data = request.data
        if not isinstance(data, dict):
            raise ApiError("invalid", "The body must be a JSON object.", errors=[_WHOLE_BODY])
        takes = self.bodies.get(request.method or "", Input)
        serializer = takes(data=data, partial=request.method == "PATCH")
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def actor(self, request: Request) -> Actor:
        """Who makes this change, for its events."""
        request_id = getattr(request._request, "request_id", "")
        return Actor("api_key", type_id("api_key", cast(ApiKey, request.auth).pk), "request", request_id)

    def show(self, request: Request, rows: QuerySet[Any], *, status: int = 200, **headers: str) -> Response:
        """One object with its ETag; 304 if the caller has just that. Raises ApiError if there is none."""
        wanted = shapes.project(
            self.shape, fields=self.query.get("fields"), expand=self.query.get("expand", ()), detail=True
        )
        has_version = any(member.name == "version" for member in self.shape.members)
        found = wanted.read(rows.order_by()[:1], *(["version"] if has_version else []))
        if not found:
            raise not_found(self.shape.noun)
        body = orjson.dumps(wanted.build(found)[0])
        etag = _etag(found[0].get("version"), body)
        if request.method in {"GET", "HEAD"} and _has_it(request, etag):
            return Response(status=304, headers={"ETag": etag})
        return Response(body, status=status, headers={"ETag": etag, **headers})

    def show_key(self, request: Request, key: uuid.UUID, *, status: int = 200, **headers: str) -> Response:
        """One object by its key, as `show` does."""
        return self.show(request, self.shape.model._default_manager.filter(pk=key), status=status, **headers)

    def location(self, key: uuid.UUID) -> str:
        """The path of a new object, for `Location`."""
        return f"{ROOT}{self.shape.path}/{type_id(self.shape.noun, key)}"


class DetailView(View):
    """One object by its id."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "read"}
    header_names: ClassVar[Mapping[str, Sequence[str]]] = {"GET": ["If-None-Match"]}

    def parameters_of(self, method: str) -> Sequence[Parameter]:
        """What to pick."""
        return picking(self.shape, detail=True) if method in {"GET", "HEAD"} else ()

    def get(self, request: Request, id: str) -> Response:
        """The object."""
        return self.show_key(request, key_of(self.shape.noun, id))


_WHOLE_BODY = {"pointer": "", "code": "invalid", "detail": "The body must be a JSON object."}


@cache
def picking(of: Shape, *, detail: bool) -> tuple[Parameter, ...]:
    """`fields` and `expand` for a shape."""
    fields = listing(word(shapes.names(of, detail=detail)))
    found = [Parameter("fields", fields, "Only these members, and `object` and `id`.")]
    if paths := shapes.paths(of, detail=detail):
        found.append(Parameter("expand", listing(word(paths)), "Put these objects in, by path."))
    return tuple(found)


def key_of(noun: str, text_id: str) -> uuid.UUID:
    """The key in a path. Raises ApiError (404) for what can be no id of this noun."""
    try:
        return parse_type_id(noun, text_id)
    except ValueError as error:
        raise not_found(noun) from error


def not_found(noun: str) -> ApiError:
    """The problem for a thing that is not there."""
    return ApiError("not_found", f"There is no such {noun.replace('_', ' ')}.")


def expected_version(request: Request) -> int | None:
    """The version that If-Match insists on; None without the header or with `*`. Raises ApiError.

    Only the version in the ETag counts (RFC 9110, 13.1.1): a change of what nobody edits, such as the time of the last
    check, does not stand in an editor's way. Weak marks, which proxies add when they compress, are overlooked.
    """
    given = request.headers.get("If-Match", "").strip()
    if given in {"", "*"}:
        return None
    form = _ETAG.fullmatch(given)
    if not form:
        raise ApiError("invalid_header", 'If-Match must be one ETag as it was answered, such as "3".')
    return int(form[1])


def _etag(version: int | None, body: bytes) -> str:
    """Strong: the version, and a hash of the bytes, because `fields`, `expand` and clocks change those too."""
    digest = hashlib.blake2b(body, digest_size=8).hexdigest()
    return f'"{version}-{digest}"' if version is not None else f'"{digest}"'


def _has_it(request: Request, etag: str) -> bool:
    given = [part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")]
    return etag in given or given == ["*"]
