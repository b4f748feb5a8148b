"""Batch: several requests in one, each executed as if it were sent alone, or all of them in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, cast
from urllib.parse import unquote_to_bytes, urlsplit

import orjson
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.core.validators import RegexValidator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.links import ROOT
from api.permissions import ANY_SCOPE
from api.problems import ApiError, problem_response
from api.serializers import BooleanField, ChoiceField, StrictSerializer, StringField
from api.views import ApiView

MAX_OPERATIONS = 500
_REQUEST_HEADERS = {
    "If-Match": "HTTP_IF_MATCH",
    "If-None-Match": "HTTP_IF_NONE_MATCH",
    "Idempotency-Key": "HTTP_IDEMPOTENCY_KEY",
}
_RESPONSE_HEADERS = ("ETag", "Location", "Link", "Retry-After", "Idempotency-Replayed")
_INHERITED = (
    "HTTP_AUTHORIZATION", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "REMOTE_ADDR", "wsgi.url_scheme",
)  # fmt: skip


class HeadersIn(StrictSerializer):
    """The headers of one operation."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """A field for each header; header names are not Python identifiers."""
        return {name: StringField(required=False, max_length=300) for name in _REQUEST_HEADERS}


class OperationIn(StrictSerializer):
    """One request."""

    method = ChoiceField(["GET", "POST", "PATCH", "DELETE"])
    path = StringField(
        max_length=4000,
        validators=[RegexValidator(r"^/[^#]*$", "It must begin with / and is relative to /api/v1.")],
        help_text="Relative to /api/v1, with its query: `/claims?status=proposed`.",
    )
    body = serializers.JSONField(required=False, allow_null=True)
    headers = HeadersIn(required=False)


class BatchIn(StrictSerializer):
    """Up to 500 requests."""

    operations = serializers.ListField(child=OperationIn(), min_length=1, max_length=MAX_OPERATIONS)
    atomic = BooleanField(
        required=False, help_text="All or nothing: one transaction, which the first failure rolls back."
    )
    dry_run = BooleanField(required=False, help_text="Execute everything, and commit nothing.")


class Batch(ApiView):
    """A batch."""

    scopes = {"POST": ANY_SCOPE}
    request_bodies = {"POST": BatchIn}
    request_headers = {"POST": []}
    responses = {
        "POST": {
            200: {
                "type": "object",
                "properties": {
                    "committed": {
                        "type": "boolean",
                        "description": "false after a dry run, and if an atomic batch was rolled back.",
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {
                                "status": {"type": "integer"},
                                "headers": {"type": "object", "additionalProperties": {"type": "string"}},
                                "body": {
                                    "description": "The body of the response or problem; null without one."
                                },
                            },
                            "required": ["status", "headers", "body"],
                        },
                    },
                },
                "required": ["committed", "results"],
            }
        }
    }

    def post(self, request: Request) -> Response:
        """Execute several requests in order, and return the response of each.

        The operations are independent: each has its own permission, transaction and `Idempotency-Key` and counts
        against the rate limit, and a failure does not stop the operations after it. With `atomic` they share one
        transaction: after a failure the others are 424 `not_executed`, and nothing is stored. With `dry_run` nothing is
        stored in any case. `wait` has no effect in a batch.
        """
        if getattr(request._request, "is_in_batch", False):
            raise ApiError("unprocessable", "A batch cannot contain a batch.")
        body = self.validated_body(request)
        outer, operations = request._request, body["operations"]
        is_atomic, is_dry_run = body.get("atomic", False), body.get("dry_run", False)
        if not is_atomic and not is_dry_run:
            results = [_run(outer, operation) for operation in operations]
            return Response({"committed": True, "results": results})
        with transaction.atomic():
            results = _run_together(outer, operations, stops=is_atomic)
            committed = not is_dry_run and all(result["status"] < 400 for result in results)
            if not committed:
                transaction.set_rollback(True)
        return Response({"committed": committed, "results": results})


def _run_together(
    outer: HttpRequest, operations: Sequence[Mapping[str, Any]], *, stops: bool
) -> list[dict[str, Any]]:
    """The results of operations in the transaction of the caller. One that fails leaves nothing; if `stops`, none follows."""
    results: list[dict[str, Any]] = []
    for operation in operations:
        if stops and results and results[-1]["status"] >= 400:
            results.append(_not_executed(outer))
            continue
        savepoint = transaction.savepoint()
        results.append(_run(outer, operation))
        if results[-1]["status"] >= 400:
            transaction.savepoint_rollback(savepoint)
            transaction.set_rollback(False)  # what an operation broke is undone by its savepoint
        else:
            transaction.savepoint_commit(savepoint)
    return results


def _not_executed(outer: HttpRequest) -> dict[str, Any]:
    detail = "An operation before this one failed, so that the atomic batch was rolled back."
    return _result(problem_response(outer, "not_executed", detail))


def _run(outer: HttpRequest, operation: Mapping[str, Any]) -> dict[str, Any]:
    handle = convert_exception_to_response(_dispatch)
    response = cast(HttpResponse, handle(_inner_request(outer, operation)))
    if isinstance(response, Response):
        response.render()
    return _result(response)


def _result(response: HttpResponse) -> dict[str, Any]:
    """A response as an element of the results."""
    is_json = response.headers.get("Content-Type", "").endswith("json")
    return {
        "status": response.status_code,
        "headers": {name: response[name] for name in _RESPONSE_HEADERS if name in response},
        "body": orjson.loads(response.content) if response.content and is_json else None,
    }


def _dispatch(request: HttpRequest) -> HttpResponseBase:
    match = resolve(request.path_info)
    request.resolver_match = match
    response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return response


def _inner_request(outer: HttpRequest, operation: Mapping[str, Any]) -> WSGIRequest:
    parts = urlsplit(operation["path"])
    body = orjson.dumps(operation["body"], default=str) if "body" in operation else b""
    environ = {name: outer.META[name] for name in _INHERITED if name in outer.META}
    environ |= {_REQUEST_HEADERS[name]: value for name, value in operation.get("headers", {}).items()}
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
