"""Batch: many requests in one, each as if it had come alone."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, cast
from urllib.parse import unquote_to_bytes, urlsplit

import orjson
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.inputs import Input, Text, Word
from api.links import ROOT
from api.problems import ApiError
from api.views import View

MAX_OPERATIONS = 100
_HEADERS = {
    "If-Match": "HTTP_IF_MATCH",
    "If-None-Match": "HTTP_IF_NONE_MATCH",
    "Idempotency-Key": "HTTP_IDEMPOTENCY_KEY",
}
_SHOWN = ("ETag", "Location", "Link", "Retry-After", "Idempotency-Replayed")
_KEPT = ("HTTP_AUTHORIZATION", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "REMOTE_ADDR", "wsgi.url_scheme")


class HeadersIn(Input):
    """The headers that one operation may carry."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """By their names, which are no Python names."""
        return {name: Text(required=False, max_length=300) for name in _HEADERS}


class OperationIn(Input):
    """One request."""

    method = Word(["GET", "POST", "PATCH", "DELETE"])
    path = Text(max_length=4000, help_text="Below /api/v1, with its query: `/claims?status=proposed`.")
    body = serializers.JSONField(required=False, allow_null=True)
    headers = HeadersIn(required=False)

    def validate_path(self, path: str) -> str:
        """The path. Raises ValidationError for one that leads elsewhere."""
        if not path.startswith("/") or "#" in path:
            raise serializers.ValidationError("It must begin with /, below /api/v1.")
        return path


class BatchIn(Input):
    """Up to 100 requests."""

    operations = serializers.ListField(child=OperationIn(), min_length=1, max_length=MAX_OPERATIONS)


class Batch(View):
    """A batch."""

    bodies = {"POST": BatchIn}
    header_names = {"POST": []}
    answers = {
        "POST": {
            200: {
                "type": "object",
                "properties": {
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {
                                "status": {"type": "integer"},
                                "headers": {"type": "object", "additionalProperties": {"type": "string"}},
                                "body": {
                                    "description": "What the request would have been answered, problems too."
                                },
                            },
                            "required": ["status", "headers", "body"],
                        },
                    }
                },
                "required": ["results"],
            }
        }
    }

    def post(self, request: Request) -> Response:
        """Do many requests in their order, and answer what became of each.

        Each stands alone: it has its own permission, transaction, `Idempotency-Key` and place in the rate limit, and
        one that fails does not stop those after it. Nothing waits in a batch.
        """
        if getattr(request._request, "is_in_batch", False):
            raise ApiError("invalid", "A batch cannot hold a batch.")
        operations = self.body(request)["operations"]
        return Response({"results": [_run(request._request, operation) for operation in operations]})


def _run(outer: HttpRequest, operation: Mapping[str, Any]) -> dict[str, Any]:
    answer = convert_exception_to_response(_dispatch)
    response = cast(HttpResponse, answer(_inner_request(outer, operation)))
    content = getattr(response, "rendered_content", None) or getattr(response, "content", b"")
    is_json = response.headers.get("Content-Type", "").endswith("json")
    return {
        "status": response.status_code,
        "headers": {name: response[name] for name in _SHOWN if name in response},
        "body": orjson.loads(content) if content and is_json else None,
    }


def _dispatch(request: HttpRequest) -> HttpResponseBase:
    found = resolve(request.path_info)
    request.resolver_match = found
    response: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    return response


def _inner_request(outer: HttpRequest, operation: Mapping[str, Any]) -> WSGIRequest:
    parts = urlsplit(operation["path"])
    body = orjson.dumps(operation["body"], default=str) if "body" in operation else b""
    environ = {name: outer.META[name] for name in _KEPT if name in outer.META}
    environ |= {_HEADERS[name]: value for name, value in operation.get("headers", {}).items()}
    environ |= {
        "REQUEST_METHOD": operation["method"],
        "PATH_INFO": (ROOT.encode() + unquote_to_bytes(parts.path)).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    request = WSGIRequest(environ)
    request.request_id = getattr(outer, "request_id", "")  # type: ignore[attr-defined]
    request.is_in_batch = True  # type: ignore[attr-defined]
    return request
