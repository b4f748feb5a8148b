"""Batch: several requests in one, each executed as if it were sent alone, or all of them in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from itertools import groupby
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
from api.models import ApiKey
from api.permissions import ANY_SCOPE
from api.problems import ApiError, problem_response
from api.serializers import BooleanField, ChoiceField, JsonField, StrictSerializer, StringField
from api.v1.articles import SubmittedTogether, submit_together
from api.views import ApiView
from claims import tasks
from claims.services.row_updates import retry_on_deadlock
from claims.values import Actor

MAX_OPERATIONS = 500
_TOGETHER = 100
"""Posted URLs that are stored in one transaction: others wait for its locks."""

Operation = Mapping[str, Any]

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
    body = JsonField(required=False, allow_null=True)
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
        submitter = self._submitter(request, len(operations))
        with tasks.ringing_once():
            if not is_atomic and not is_dry_run:
                results = [
                    result for part in _parts(operations) for result in _run_part(outer, part, submitter)
                ]
                return Response({"committed": True, "results": results})
            try:
                return _run_all(outer, operations, submitter, stops=is_atomic, is_dry_run=is_dry_run)
            except _NotTogetherError:
                return _run_all(outer, operations, None, stops=is_atomic, is_dry_run=is_dry_run)

    def _submitter(self, request: Request, count: int) -> Actor | None:
        """The caller, if so many operations may submit articles together: it has the scope, and its quota allows them all."""
        key = request.auth
        is_allowed = self.allowance is None or self.allowance.remaining >= count
        return (
            self.actor(request) if isinstance(key, ApiKey) and key.has_scope("write") and is_allowed else None
        )


class _NotTogetherError(Exception):
    """An operation whose article is submitted already was refused: nothing may be stored."""


def _parts(operations: Sequence[Operation]) -> Iterator[Sequence[Operation]]:
    """The operations in order: those side by side that post a URL alone in parts of up to 100, the others between them."""
    for is_posted, group in groupby(operations, lambda operation: bool(_posted_url(operation))):
        part = list(group)
        step = _TOGETHER if is_posted else len(part)
        yield from (part[start : start + step] for start in range(0, len(part), step))


def _posted_url(operation: Operation) -> str:
    """The URL of an operation that submits an article by it, with no metadata and no header; "" for any other."""
    body = operation.get("body")
    if operation["method"] != "POST" or operation["path"] != "/articles" or operation.get("headers"):
        return ""
    url = body.get("url") if isinstance(body, dict) and len(body) == 1 else None
    return url if isinstance(url, str) else ""


def _run_part(
    outer: HttpRequest, operations: Sequence[Operation], submitter: Actor | None
) -> list[dict[str, Any]]:
    """The result of each operation, as if it were sent alone. URLs that are posted side by side are stored together."""
    if submitter is None or len(operations) == 1 or not _posted_url(operations[0]):
        return [_run(outer, operation) for operation in operations]

    def execute() -> list[dict[str, Any]]:
        with transaction.atomic():
            return _run_together(outer, operations, submitter, stops=False)

    try:
        return retry_on_deadlock(execute)
    except _NotTogetherError:
        return [_run(outer, operation) for operation in operations]


def _run_all(
    outer: HttpRequest,
    operations: Sequence[Operation],
    submitter: Actor | None,
    *,
    stops: bool,
    is_dry_run: bool,
) -> Response:
    """The response of a batch in one transaction. Raises _NotTogetherError; nothing is stored then."""
    with transaction.atomic():
        results = _run_together(outer, operations, submitter, stops=stops)
        committed = not is_dry_run and all(result["status"] < 400 for result in results)
        if not committed:
            transaction.set_rollback(True)
    return Response({"committed": committed, "results": results})


def _run_together(
    outer: HttpRequest, operations: Sequence[Operation], submitter: Actor | None, *, stops: bool
) -> list[dict[str, Any]]:
    """The results of operations in the transaction of the caller. One that fails leaves nothing; if `stops`, none follows.
    Raises _NotTogetherError if one is refused whose article is submitted already."""
    results: list[dict[str, Any]] = []
    for part in _parts(operations):
        has_failed = stops and bool(results) and results[-1]["status"] >= 400
        urls = [url for operation in part if (url := _posted_url(operation))]
        submitted = (
            submit_together(urls, actor=submitter) if submitter and len(urls) > 1 and not has_failed else {}
        )
        for operation in part:
            if stops and results and results[-1]["status"] >= 400:
                results.append(_not_executed(outer))
            elif article := submitted.pop(_posted_url(operation), None):
                results.append(_run(outer, operation, article))
                if results[-1]["status"] >= 400:
                    raise _NotTogetherError
            else:
                results.append(_run_apart(outer, operation))
    return results


def _run_apart(outer: HttpRequest, operation: Operation) -> dict[str, Any]:
    """The result of an operation in a transaction; one that fails leaves nothing."""
    savepoint = transaction.savepoint()
    result = _run(outer, operation)
    if result["status"] >= 400:
        transaction.savepoint_rollback(savepoint)
        transaction.set_rollback(False)  # what an operation broke is undone by its savepoint
    else:
        transaction.savepoint_commit(savepoint)
    return result


def _not_executed(outer: HttpRequest) -> dict[str, Any]:
    detail = "An operation before this one failed, so that the atomic batch was rolled back."
    return _result(problem_response(outer, "not_executed", detail))


def _run(
    outer: HttpRequest, operation: Operation, submitted: SubmittedTogether | None = None
) -> dict[str, Any]:
    request = _inner_request(outer, operation)
    request.submitted = submitted  # type: ignore[attr-defined]
    response = cast(HttpResponse, _handle(request))
    if isinstance(response, Response):
        response.render()
    if response.content and not _is_json(response):
        media_type = response.headers["Content-Type"].partition(";")[0]
        detail = f"A batch returns JSON, and this is {media_type}: request it on its own."
        response = problem_response(request, "not_acceptable", detail)
    return _result(response)


def _result(response: HttpResponse) -> dict[str, Any]:
    """A response as an element of the results."""
    return {
        "status": response.status_code,
        "headers": {name: response[name] for name in _RESPONSE_HEADERS if name in response},
        "body": orjson.loads(response.content) if response.content else None,
    }


def _is_json(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").endswith("json")


def _dispatch(request: HttpRequest) -> HttpResponseBase:
    match = resolve(request.path_info)
    request.resolver_match = match
    response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return response


_handle = convert_exception_to_response(_dispatch)


def _number(value: Decimal) -> orjson.Fragment:
    """A number with the digits that it was sent with."""
    return orjson.Fragment(str(value))


def _inner_request(outer: HttpRequest, operation: Operation) -> WSGIRequest:
    parts = urlsplit(operation["path"])
    body = orjson.dumps(operation["body"], default=_number) if "body" in operation else b""
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
